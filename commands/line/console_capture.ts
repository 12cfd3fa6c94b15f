/** Modules may write by `console.log`: while they run it goes where all that modules print goes. */
import { masked } from "./terminal.ts";

const METHODS = ["log", "info", "debug"] as const;
const ERROR_METHODS = ["warn", "error"] as const;

/** Takes over the console's standard output until it is disposed of. */
export class ConsoleCapture implements Disposable {
  readonly #console = globalThis.console;
  #send: ((text: string) => void) | undefined;

  constructor() {
    const capture = Object.create(this.#console) as Console;
    for (const method of METHODS) {
      capture[method] = (...data: unknown[]) => {
        if (this.#send === undefined) this.#console[method](...data.map(withoutSecrets));
        else this.#send(`${formatted(data)}\n`);
      };
    }
    for (const method of ERROR_METHODS) {
      capture[method] = (...data: unknown[]) => this.#console[method](...data.map(withoutSecrets));
    }
    globalThis.console = capture;
  }

  /** Who receives the texts from now on; undefined: the console itself again. */
  sendTo(send: ((text: string) => void) | undefined): void {
    this.#send = send;
  }

  [Symbol.dispose](): void {
    globalThis.console = this.#console;
  }
}

/** The item as it is, unless its text has a secret in it. */
function withoutSecrets(item: unknown): unknown {
  const text = typeof item === "string" ? item : Deno.inspect(item);
  const shown = masked(text);
  return shown === text ? item : shown;
}

function formatted(data: readonly unknown[]): string {
  return data.map((item) => typeof item === "string" ? item : Deno.inspect(item)).join(" ");
}
