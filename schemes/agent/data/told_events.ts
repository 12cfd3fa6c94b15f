/** What is said while a call is computed, with values that stayed at the agent fetched, and with how much was moved. */
import type { Machine } from "../../../runtime/record/log.ts";
import type { ComputeEvent, ComputeManyRequest } from "../../../runtime/scheme/compute_request.ts";
import type { ComputeOptions } from "../../../runtime/scheme/execution_scheme.ts";
import type { PackedAt } from "./far_data.ts";
import { InOrder } from "./in_order.ts";
import type { NearData } from "./near_data.ts";
import type { Held } from "./offers.ts";

/** An event of which values have stayed at the agent. */
export type MovedEvent = ComputeEvent & { readonly kept?: readonly PackedAt[] };

/** See the head of the file. */
export class ToldEvents {
  readonly #near: NearData;
  readonly #result: number | undefined;
  readonly #options: ComputeOptions;
  readonly #held: Held;
  readonly #events = new InOrder();
  #saidSent = 0;
  #machine: Machine | undefined;
  /** The end of the module whose outputs are those of the call: they may have to be fetched. */
  #last: ComputeEvent | undefined;

  constructor(near: NearData, { work }: ComputeManyRequest, options: ComputeOptions, held: Held) {
    this.#near = near;
    this.#result = "pipeline" in work ? work.pipeline.result : undefined;
    this.#options = options;
    this.#held = held;
  }

  /** Resolves when all that was heard is passed on. */
  get settled(): Promise<void> {
    return this.#events.settled;
  }

  /** Hears an event; they go on in their order. */
  readonly hear = (event: MovedEvent, machine?: Machine): void => {
    this.#machine = machine ?? this.#machine;
    const { kept } = event;
    if (kept === undefined || event.kind !== "inside") return this.#events.next(() => this.#pass(event));
    const { kept: _, ...rest } = event;
    const moved = { outputs: [null] };
    const { signal } = this.#options;
    this.#events.nextAfter(this.#near.receive(moved, kept, { mayStay: () => false, signal }), (came) => {
      this.#pass(came === undefined ? rest : { ...rest, outputs: moved.outputs[0] ?? undefined });
    });
  };

  /** The call is over; so many bytes came for its outputs. */
  end(received: number): void {
    this.#sayMoved(received);
    if (this.#last !== undefined) this.#options.observe?.(this.#last, this.#machine);
  }

  #pass(event: ComputeEvent): void {
    if (event.kind === "inside" && event.event.kind === "moduleFinished") {
      this.#sayMoved(0);
      if (event.event.within === "" && event.event.id === this.#result) return void (this.#last = event);
    }
    this.#options.observe!(event, this.#machine);
  }

  /** What was sent since it was said before. */
  #sayMoved(received: number): void {
    const sent = this.#held.sent - this.#saidSent;
    this.#saidSent += sent;
    if (sent + received > 0) this.#options.observe?.({ kind: "moved", sent, received }, this.#machine);
  }
}
