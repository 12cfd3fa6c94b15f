/** What the two sides of a line say to each other. Values go beside the message, encoded as the line wants them. */
import type { ComputeEvent, ComputeFailure, ComputeRequest } from "../runtime/scheme/compute_request.ts";

/** A request on its way; its inputs are the values of the message, in the order of the calls. */
export interface Call extends Pick<ComputeRequest, "definition" | "dynamicPorts" | "folder"> {
  readonly id: number;
}

/** To the far side. */
export type NearMessage =
  | { readonly kind: "compute"; readonly calls: readonly Call[] }
  | { readonly kind: "abort"; readonly id: number };

/** An event whose value, if it has one, is the value of the message. */
export type EventHead = Exclude<ComputeEvent, { kind: "annotated" }> | {
  readonly kind: "annotated";
  readonly key: string;
};

/** A reply whose outputs, if it has any, are the value of the message. */
export type ReplyHead =
  | { readonly status: "completed" }
  | ComputeFailure
  | { readonly status: "suspended"; readonly message: string };

/** From the far side. `heard`: it is told to stop a module, and not too busy to notice. */
export type FarMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "heard"; readonly id: number }
  | { readonly kind: "event"; readonly id: number; readonly event: EventHead }
  | { readonly kind: "reply"; readonly id: number; readonly reply: ReplyHead; readonly ms: number };

/** How values cross a line. */
export interface Codec<Outgoing = unknown, Incoming = unknown> {
  /** Undefined for what cannot cross. */
  encode(value: unknown): Outgoing | undefined;
  /** Undefined for what arrived damaged. */
  decode(encoded: Incoming): { readonly value: unknown } | undefined;
}

/** Both parts of a request that are values. */
export interface RequestValues extends Pick<ComputeRequest, "inputs" | "values"> {}

/** The ports whose values cannot cross, as a text. */
export function unsendablePorts(values: Readonly<Record<string, unknown>>, codec: Pick<Codec, "encode">): string {
  const ports = Object.keys(values).filter((port) => codec.encode(values[port]) === undefined);
  return ports.map((port) => `'${port}'`).join(", ");
}
