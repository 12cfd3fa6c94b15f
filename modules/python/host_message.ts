/** What the Python host says. */
import type { Wire } from "./wire_values.ts";

/** Said while it does what was asked. */
export type HostEvent =
  | { readonly print: string }
  | { readonly log: string }
  | { readonly progress: number }
  | { readonly annotate: string; readonly value: Wire }
  | TemporaryWanted;

/** It waits for the path. */
export interface TemporaryWanted {
  readonly temporary: "file" | "directory";
  readonly suffix: string;
}

/** Said in the end. */
export type HostAnswer =
  | { readonly outputs: readonly (readonly [port: string, value: Wire])[] }
  | Suspended
  /** `kind`: class of an exception that is not VisTrails' own. */
  | { readonly error: string; readonly kind?: string; readonly abort?: boolean; readonly trace?: string }
  | { readonly finished: boolean };

/** A source waits for something. */
export interface Suspended {
  readonly suspended: string;
  /** Number of the object that knows when it is worth to run the source again. */
  readonly handle: number | null;
}

/** Anything that it says. */
export type HostMessage = HostEvent | HostAnswer;

/** Whether this ends what was asked. */
export function isAnswer(message: HostMessage): message is HostAnswer {
  return "outputs" in message || "error" in message || "suspended" in message || "finished" in message;
}
