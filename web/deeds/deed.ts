/** What a person wanted to be done, and what came of it. */

/** See the head of the file. */
export interface Deed {
  readonly workflow: string;
  /** Undefined for a workflow as a whole. */
  readonly job?: string;
  /** `checked`, `paused`, `adopted`, `cancelled`, …; `failed`: nothing was done. */
  readonly outcome: string;
  /** For people. */
  readonly text: string;
}

/** A deed that could not be done. */
export function failed(of: Pick<Deed, "workflow" | "job">, text: string): Deed {
  return { ...of, outcome: "failed", text };
}
