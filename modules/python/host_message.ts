/** What the Python host says. */
import type { Wire } from "./wire_values.ts";

/** Said while it does what was asked. */
export type HostEvent =
  | { readonly print: string }
  | { readonly log: string }
  | { readonly progress: number }
  | { readonly annotate: string; readonly value: Wire }
  /** Its outputs may be used again. */
  | { readonly cacheable: true }
  | TemporaryWanted;

/** It waits for the path. */
export interface TemporaryWanted {
  readonly temporary: "file" | "directory";
  readonly suffix: string;
}

/** Said in the end. */
export type HostAnswer =
  | { readonly outputs: WirePorts; readonly stream?: HostStream }
  /** One step of a stream: null when it is over. */
  | { readonly items: WirePorts | null }
  | Suspended
  /** `kind`: class of an exception that is not VisTrails' own. */
  | { readonly error: string; readonly kind?: string; readonly abort?: boolean; readonly trace?: string }
  | { readonly finished: boolean }
  /** By object: null for one whose pickle is among the attachments, which are in the same order. */
  | { readonly pickles: readonly (Unpicklable | null)[] };

/** Values by port. */
export type WirePorts = readonly (readonly [port: string, value: Wire])[];

/** What a source streams. */
export interface HostStream {
  /** Number of the object that makes its steps. */
  readonly object: number;
  readonly ports: readonly string[];
  /** How many items there will be, 0 where it does not know. */
  readonly size: number;
}

/** An object that cannot be pickled. */
export interface Unpicklable {
  /** Its class. */
  readonly type: string;
  /** What Python says. */
  readonly error: string;
}

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
  return "outputs" in message || "items" in message || "error" in message || "suspended" in message ||
    "finished" in message || "pickles" in message;
}
