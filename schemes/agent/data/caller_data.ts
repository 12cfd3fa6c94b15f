/** What a caller has for moving values to and from its agent, whatever becomes of the lines between. */
import type { ComputeManyReply, ComputeManyRequest } from "../../../runtime/scheme/compute_request.ts";
import type { ComputeOptions } from "../../../runtime/scheme/execution_scheme.ts";
import { makeTemporaryFolder, removeTemporaryFolderSync } from "../../../runtime/temporary_folder.ts";
import type { FramedValue } from "../../frames.ts";
import { BlobFolder } from "./blob_folder.ts";
import type { DataMessage } from "./messages.ts";
import { type AskAgent, askMoved } from "./moved_calls.ts";
import { NearData } from "./near_data.ts";
import { sendThrough, type Way } from "./send_through.ts";

/** See the head of the file. */
export class CallerData implements Disposable {
  readonly #near: NearData;
  readonly #want: () => void;
  readonly #temporary: string | undefined;

  /** `directory`: where what is fetched goes; `want`: sees to it that there is a line. */
  constructor(directory: string | undefined, want: () => void) {
    this.#temporary = directory === undefined ? makeTemporaryFolder(undefined, "values") : undefined;
    this.#near = new NearData(new BlobFolder(directory ?? this.#temporary!));
    this.#want = want;
    this.#near.end.onNeed = () => this.#want();
  }

  /** Whether something is asked for that has not come. */
  get isNeeded(): boolean {
    return this.#near.end.isWaiting;
  }

  /** Computes with values moved; see `askMoved`. */
  ask(request: ComputeManyRequest, options: ComputeOptions, ask: AskAgent): Promise<ComputeManyReply> {
    return askMoved(this.#near, request, options, ask);
  }

  /** Bytes of values that the agent has, or was sent. */
  bytesThere(values: readonly unknown[]): number {
    return this.#near.bytesThere(values, 2);
  }

  /** See `NearData.recall`. */
  async recall(value: unknown): Promise<unknown> {
    return await this.#near.recall(value);
  }

  /** There is a line to the agent of this identity. */
  connect(agent: string, way: Way): void {
    this.#near.id = agent;
    this.#near.end.connect(sendThrough(way));
  }

  hear(message: DataMessage, values: readonly FramedValue[]): void {
    this.#near.end.hear(message, values[0]?.attachments[0]);
  }

  disconnect(): void {
    this.#near.end.disconnect();
  }

  /** No line will come before somebody asks again. */
  end(why: string): void {
    this.#near.end.end(why);
  }

  [Symbol.dispose](): void {
    this.#near.end.end("the scheme is closed");
    if (this.#temporary !== undefined) removeTemporaryFolderSync(this.#temporary);
  }
}
