/** One request in a pool, from when it is asked until its reply is there. */
import type { ComputeEvent, ComputeReply, ComputeRequest } from "../runtime/scheme/compute_request.ts";
import { keyOf } from "../runtime/scheme/find_definition.ts";
import type { Call } from "./messages.ts";

/** Where a task tells what becomes of it. */
export interface TaskListener {
  readonly observe?: (event: ComputeEvent) => void;
  /** What lies ahead of it: of tasks that wait the longest goes first. */
  readonly pathLength?: number;
  settle(reply: ComputeReply): void;
  reject(reason: unknown): void;
}

let lastId = 0;

/** See the head of the file. */
export class Task<Outgoing> {
  readonly id = ++lastId;
  /** The same for all requests of one definition. */
  readonly key: string;
  /** What it ends with when its far side is stopped: decided before, by a timeout or because nobody wants it. */
  verdict: { readonly reply: ComputeReply } | { readonly reason: unknown } | undefined;

  readonly pathLength: number;

  /** Who has it; undefined while it is in the queue. */
  station: { drop(task: Task<Outgoing>): void } | undefined;

  constructor(
    readonly request: ComputeRequest,
    readonly values: Outgoing,
    readonly listener: TaskListener,
  ) {
    this.key = keyOf(request.definition);
    this.pathLength = listener.pathLength ?? 0;
  }

  /** Its part of a message. */
  call(folder: () => string): Call {
    const { definition, dynamicPorts, folder: own } = this.request;
    return { id: this.id, definition, folder: own ?? folder(), ...(dynamicPorts && { dynamicPorts }) };
  }

  /** Ends it, by its verdict if there is one. */
  settle(reply: ComputeReply): void {
    const verdict = this.verdict ?? { reply };
    if ("reply" in verdict) this.listener.settle(verdict.reply);
    else this.listener.reject(verdict.reason);
  }
}
