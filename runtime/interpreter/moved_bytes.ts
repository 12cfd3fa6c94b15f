/** Bytes that were moved for modules, as annotations of where these were computed. */
import type { ComputedElsewhere } from "../record/execution_event.ts";

/** How many went there, and came from there. */
export interface Moved {
  readonly sent: number;
  readonly received: number;
}

/** The place with what was moved, added to what was moved before. */
export function withMoved(place: ComputedElsewhere, { sent, received }: Moved): ComputedElsewhere {
  const annotations: Record<string, string> = { ...place.annotations };
  for (const [name, bytes] of [["bytes sent", sent], ["bytes received", received]] as const) {
    if (bytes > 0) annotations[name] = String(Number(annotations[name] ?? 0) + bytes);
  }
  return { ...place, annotations };
}

/** What was moved for several modules that go as one: it is said of the next of them that ends. */
export class MovedBytes {
  #moved: Moved = { sent: 0, received: 0 };

  add({ sent, received }: Moved): void {
    this.#moved = { sent: this.#moved.sent + sent, received: this.#moved.received + received };
  }

  /** The place with what was moved since it was asked before. */
  taken(place: ComputedElsewhere): ComputedElsewhere {
    const moved = this.#moved;
    this.#moved = { sent: 0, received: 0 };
    return withMoved(place, moved);
  }
}
