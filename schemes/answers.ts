/** The answers of one call: what completes is gathered and told together, where nothing is lost by that. */
import type { ComputeReply } from "../runtime/scheme/compute_request.ts";
import { type Answer, type Call, type CallKind, type Codec, type FarMessage, unsendablePorts } from "./messages.ts";

/** What completed is told after so long at the latest. */
const GATHER_MS = 10;

/**
 * Times are told in parts of a millisecond that let numbers of today be added without rounding: the end of one is the
 * beginning of the next, however both are computed.
 */
const PARTS = 1024;
const ORIGIN = Math.floor(performance.timeOrigin * PARTS) / PARTS;

/** Milliseconds since {@linkcode ORIGIN}. */
function now(): number {
  return Math.floor(performance.now() * PARTS) / PARTS;
}

/** The way back. */
export interface WayBack<Outgoing> {
  readonly codec: Pick<Codec<Outgoing>, "encode">;
  send(message: FarMessage, value?: Outgoing): void;
}

/** See the head of the file. */
export class Answers<Outgoing> {
  readonly #call: Call;
  readonly #kind: CallKind;
  readonly #way: WayBack<Outgoing>;
  #columns: Record<string, unknown[]> = {};
  #count = 0;
  #ends: number[] = [];
  /** Of the call, how many have not been told. */
  #left: number;
  #since = now();

  constructor(call: Call, kind: CallKind, way: WayBack<Outgoing>) {
    this.#call = call;
    this.#kind = kind;
    this.#way = way;
    this.#left = call.count;
  }

  /** The next one is computed. */
  add(reply: ComputeReply): void {
    if (reply.status !== "completed") {
      this.flush();
      return this.#tell(1, reply);
    }
    this.#gather(reply.outputs);
    if (this.#kind.isTimed) this.#ends.push(now() - this.#since);
    if (!this.#kind.isGathered || now() - this.#since > GATHER_MS) this.flush();
  }

  /** All others are not computed. */
  rest(status: "dropped" | "returned"): void {
    this.flush();
    if (this.#left > 0) this.#tell(this.#left, { status });
  }

  /** Tells what is gathered. */
  flush(): void {
    const [columns, count] = [this.#columns, this.#count];
    if (count === 0) return;
    this.#columns = {};
    this.#count = 0;
    const { codec } = this.#way;
    const encoded = codec.encode(columns);
    if (encoded !== undefined) return this.#tell(count, { status: "completed" }, encoded);
    if (count > 1) return this.#flushEach(columns, count);
    this.#ends = [];
    const message = `Cannot send the value of output port ${unsendablePorts(columns, codec)} back`;
    this.#tell(1, { status: "failed", kind: "unsendable", message });
  }

  /** One of them cannot travel: which one, is found by telling them one by one. */
  #flushEach(columns: Readonly<Record<string, readonly unknown[]>>, count: number): void {
    for (let at = 0; at < count; at++) {
      for (const port of Object.keys(columns)) this.#columns[port] = [columns[port][at]];
      this.#count = 1;
      this.flush();
    }
  }

  #gather(outputs: Readonly<Record<string, unknown>>): void {
    for (const port of Object.keys(outputs)) {
      const column = this.#columns[port];
      if (column !== undefined) column.push(outputs[port]);
      else this.#columns[port] = [...new Array<unknown>(this.#count).fill(undefined), outputs[port]];
    }
    this.#count++;
    for (const port of Object.keys(this.#columns)) {
      if (this.#columns[port].length < this.#count) this.#columns[port].push(undefined);
    }
  }

  #tell(count: number, answer: Answer, value?: Outgoing): void {
    const until = now();
    const [ms, startedAt] = [until - this.#since, ORIGIN + this.#since];
    const ends = count > 1 && this.#ends.length === count ? { ends: this.#ends } : {};
    this.#left -= count;
    this.#ends = [];
    this.#way.send({ kind: "answer", id: this.#call.id, count, answer, startedAt, ms, ...ends }, value);
    this.#since = until;
  }
}
