/** Processes of this machine that keep big outputs, as an agent does: bytes cross a line in memory that counts them. */
import type { ComputeManyReply, ComputeManyRequest, ComputeReply } from "../../runtime/scheme/compute_request.ts";
import { onlyReply } from "../../runtime/scheme/compute_request.ts";
import type { ComputeOptions, ExecutionScheme } from "../../runtime/scheme/execution_scheme.ts";
import { keepColumns, receiveValues } from "../../schemes/agent/data/far_data.ts";
import { openProcessScheme } from "../../schemes/mod.ts";
import { DataLine } from "./data_line.ts";

/** See the head of the file. */
export class KeepingScheme implements ExecutionScheme {
  readonly name = "keeping";
  readonly priority = 50;
  readonly takesRemote = true;
  readonly line: DataLine;
  /** Requests that were computed. */
  computed = 0;
  readonly #inner = openProcessScheme({ farSide: new URL("../../far_side.ts", import.meta.url), size: 2 });

  constructor(line = new DataLine()) {
    this.line = line;
  }

  async compute(request: Parameters<ExecutionScheme["compute"]>[0], options?: ComputeOptions): Promise<ComputeReply> {
    return onlyReply(await this.computeMany({ ...request, count: 1, columns: {}, isRepeatable: false }, options));
  }

  async computeMany(request: ComputeManyRequest, options: ComputeOptions = {}): Promise<ComputeManyReply> {
    const { near, far, farFolder } = this.line;
    const { inputs, values, columns } = request;
    const { values: sending, sent, held } = await near.send([inputs, values, columns, undefined]);
    using _ = held;
    await receiveValues(sending, sent, { end: far, folder: farFolder });
    const [there, several, varying] = sending;
    this.computed += request.count;
    const reply = await this.#inner.computeMany({
      ...request,
      inputs: there,
      ...(several && { values: several }),
      columns: varying ?? columns,
    }, options);
    const kept = await keepColumns(reply.columns, farFolder);
    await near.receive(kept.columns, kept.kept, { mayStay: options.mayStay ?? (() => false) });
    return { ...reply, columns: kept.columns };
  }

  async recall(value: unknown): Promise<unknown> {
    return await this.line.near.recall(value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inner[Symbol.asyncDispose]();
  }
}
