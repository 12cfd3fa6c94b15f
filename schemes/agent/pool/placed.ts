/** A part of a request at an agent of a pool. */
import type { Machine } from "../../../runtime/record/log.ts";
import type { ComputeEvent, ComputeManyReply } from "../../../runtime/scheme/compute_request.ts";
import type { ComputeOptions } from "../../../runtime/scheme/execution_scheme.ts";
import type { Slice } from "../../task.ts";
import { type Member, needsOf } from "./member.ts";

/** How it ended. */
export type PlacedOutcome = { readonly reply: ComputeManyReply } | { readonly error: unknown };

/** See the head of the file. */
export class Placed {
  /** Resolves when it is over; then its outcome is there. */
  readonly ended: Promise<void>;
  #outcome: PlacedOutcome | undefined;
  readonly #stop = new AbortController();

  constructor(readonly slice: Slice, readonly member: Member, options: ComputeOptions) {
    const needs = needsOf(slice.task.request);
    const { count } = slice;
    member.take(needs, count);
    this.ended = member.scheme.computeMany(slice.request(), {
      ...options,
      signal: this.#stop.signal,
      observe: options.observe && ((event, machine) => this.#tell(options, event, machine)),
    }).then((reply) => ({ reply }), (error) => ({ error })).then((outcome) => {
      member.giveBack(needs, count);
      this.#outcome = outcome;
    });
  }

  get outcome(): PlacedOutcome {
    return this.#outcome!;
  }

  /** Nobody wants it any more. */
  stop(): void {
    this.#stop.abort(new DOMException("Not wanted any more", "AbortError"));
  }

  /** Numbers are those of the whole request. */
  #tell({ observe }: ComputeOptions, event: ComputeEvent, machine: Machine | undefined): void {
    const told = event.kind === "computed" ? { ...event, number: event.number + this.slice.from } : event;
    observe!(told, machine, this.member.scheme.annotations);
  }
}
