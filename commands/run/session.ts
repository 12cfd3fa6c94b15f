/** What the workflows of one call share: the store, opened for the first that runs, the results, schemes, Ctrl-C. */
import { TemporaryFiles } from "../../runtime/interpreter/temporary_files.ts";
import { openResults } from "../../runtime/store/result_store.ts";
import { openSchemes, type Schemes } from "../../schemes/mod.ts";
import { ConsoleCapture } from "../line/console_capture.ts";
import { Interruption } from "../line/interruption.ts";
import { complain, oneLine } from "../line/terminal.ts";
import { storeForWriting } from "../open/open_store.ts";
import { FAR_SIDE } from "./far_side_url.ts";
import { openCourier, type RunCourier } from "./open_courier.ts";
import type { RunSettings } from "./run_workflow.ts";
import { secretsOf } from "./secrets_of.ts";

/** What a session gives to each of its runs. */
export type SessionSettings = Pick<
  RunSettings,
  "store" | "cache" | "secrets" | "courier" | "files" | "schemes" | "interruption" | "capture"
>;

/** See the head of the file. */
export class RunSession implements AsyncDisposable {
  readonly interruption = new Interruption();
  readonly #capture = new ConsoleCapture();
  #schemes: Schemes | undefined;
  readonly #files = new TemporaryFiles();
  readonly #named: string | undefined;
  #opened: Pick<RunSettings, "store" | "cache" | "secrets"> & { courier: RunCourier } | undefined;

  constructor(named: string | undefined) {
    this.#named = named;
  }

  /** Opens the store, if it is not open yet. */
  async open(): Promise<SessionSettings> {
    if (this.#opened === undefined) {
      const store = await storeForWriting(this.#named);
      const secrets = secretsOf(this.#named);
      const isTemporary = (path: string): boolean => this.#files.owns(path);
      const cache = openResults(store, { isTemporary, masker: secrets.masker });
      this.#opened = { store, secrets, cache, courier: openCourier(store, secrets) };
      this.#opened.courier.start();
    }
    return {
      ...this.#opened,
      files: this.#files,
      schemes: this.#schemes ??= openSchemes({
        farSide: FAR_SIDE,
        dataDirectory: this.#opened.store.directory,
        tell: (target, line) => complain(oneLine(`vt: ${target}: ${line}`, 2000)),
      }),
      interruption: this.interruption,
      capture: this.#capture,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#schemes?.[Symbol.asyncDispose]();
    await this.#opened?.courier[Symbol.asyncDispose]();
    this.#opened?.store[Symbol.dispose]();
    this.#files[Symbol.dispose]();
    this.#capture[Symbol.dispose]();
    this.interruption[Symbol.dispose]();
  }
}
