/** Far sides without time: each call takes the milliseconds that its input `ms` says, on a clock that only they move. */
import { setImmediate } from "node:timers";
import type { FarSide, FarSideListener, Transport } from "../../schemes/far_side.ts";
import type { NearMessage } from "../../schemes/messages.ts";

type Values = readonly [inputs: { readonly id: number; readonly ms: number }, ...others: unknown[]];
type Alarm = { readonly at: number; readonly ring: () => void };

/** A clock and the far sides that go by it. */
export class VirtualFarSides implements Transport<Values, object> {
  /** Milliseconds since the beginning. */
  now = 0;
  /** The inputs `id` in the order in which the calls began. */
  readonly began: number[] = [];
  readonly codec = {
    encode: (value: unknown) => value as Values,
    decode: (value: object) => ({ value }),
  };
  #alarms: Alarm[] = [];

  start(_memoryMb: number | undefined, listener: FarSideListener<object>): FarSide<Values> {
    queueMicrotask(() => listener.hear({ kind: "ready" }, undefined));
    const failure = { status: "failed", kind: "crash", message: "killed" } as const;
    return {
      send: (message, values) => this.#compute(message, values, listener),
      endCall: () => {}, // its calls start nothing
      kill: () => Promise.resolve(listener.ended(failure)),
    };
  }

  /** Runs it by this clock: whenever nothing else happens it jumps to the next end of a call. All others stand still. */
  async run<T>(begin: () => Promise<T>): Promise<T> {
    let isOver = false;
    const { now } = performance;
    performance.now = () => 0;
    try {
      const over = begin().finally(() => isOver = true);
      while (!isOver) {
        await new Promise((turn) => setImmediate(turn));
        this.#ringNext();
      }
      return await over;
    } finally {
      performance.now = now;
    }
  }

  #ringNext(): void {
    const next = this.#alarms.reduce<Alarm | undefined>((a, b) => a === undefined || b.at < a.at ? b : a, undefined);
    if (next === undefined) return;
    this.#alarms = this.#alarms.filter((alarm) => alarm !== next);
    this.now = next.at;
    next.ring();
  }

  #compute(message: NearMessage, values: readonly Values[], listener: FarSideListener<object>): void {
    if (message.kind !== "compute") throw new Error("Only calls are computed without time");
    let at = this.now;
    for (const [i, { id }] of message.calls.entries()) {
      const [{ id: name, ms }] = values[i];
      this.began.push(name);
      at += ms;
      this.#alarms.push({
        at,
        ring: () =>
          listener.hear({ kind: "answer", id, count: 1, answer: { status: "completed" }, startedAt: at - ms, ms }, {
            value: [name],
          }),
      });
    }
  }
}
