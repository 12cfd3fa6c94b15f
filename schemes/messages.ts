/** What the two sides of a line say to each other. Values go beside the message, encoded as the line wants them. */
import type { Machine } from "../runtime/record/log.ts";
import type {
  ComputeEvent,
  ComputeFailure,
  ComputeManyRequest,
  ComputeRequest,
  ComputeSuspension,
  ModuleWork,
} from "../runtime/scheme/compute_request.ts";

/** What many calls have in common. */
export interface CallKind extends Pick<ComputeRequest, "folder" | "secrets" | "trace"> {
  /** Undefined for a pipeline, which is among the values. */
  readonly work?: ModuleWork;
  /** Several may be answered at once. */
  readonly isGathered: boolean;
  /** It is to be told when each of them ended. */
  readonly isTimed: boolean;
}

/** Some of the numbers of a request, on their way. */
export interface Call {
  readonly id: number;
  readonly count: number;
  /** Which of the kinds of the message. */
  readonly kind: number;
}

/** What a call has as its value: of a pipeline, the pipeline too. What is not there at the end is left out. */
export type CallValues = readonly [
  inputs: ComputeRequest["inputs"],
  values?: ComputeRequest["values"],
  columns?: Readonly<Record<string, readonly unknown[]>>,
  pipeline?: unknown,
];

/** The values of a call, as short as can be. */
export function callValues({ inputs, values, columns, work }: Omit<ComputeManyRequest, "isRepeatable">): CallValues {
  if ("pipeline" in work) return [inputs, values, columns, work.pipeline];
  const hasColumns = Object.keys(columns).length > 0;
  return hasColumns ? [inputs, values, columns] : values === undefined ? [inputs] : [inputs, values];
}

/** To the far side; the values of `compute` are those of its calls, in their order. */
export type NearMessage =
  | { readonly kind: "compute"; readonly kinds: readonly CallKind[]; readonly calls: readonly Call[] }
  | { readonly kind: "abort"; readonly id: number };

type ValuedEvent = Extract<ComputeEvent, { kind: "annotated" | "inside" }>;

/** `valued`: the event is the value of the message. */
export type EventHead = Exclude<ComputeEvent, ValuedEvent> | { readonly kind: "valued" };

/**
 * `completed`: the columns of outputs are the value of the message. `dropped`: not computed, because one before it
 * failed or nobody wants it. `returned`: not computed, because those before it took longer than was thought.
 */
export type Answer =
  | { readonly status: "completed" | "dropped" | "returned" }
  | ComputeFailure
  | ComputeSuspension;

/** From the far side. `heard`: it is told to stop a module, and not too busy to notice. */
export type FarMessage =
  /** `machine`: where it runs; undefined: where it was started. `thread`: that of a worker, as Linux numbers it. */
  | { readonly kind: "ready"; readonly machine?: Machine; readonly thread?: number }
  | { readonly kind: "heard"; readonly id: number }
  | { readonly kind: "event"; readonly id: number; readonly event: EventHead }
  /**
   * The next `count` of a call. `startedAt`: when the first began, in milliseconds since 1970; `ms`: what all of them took;
   * `ends`: when each of several ended, in milliseconds from then.
   */
  | {
    readonly kind: "answer";
    readonly id: number;
    readonly count: number;
    readonly answer: Answer;
    readonly startedAt: number;
    readonly ms: number;
    readonly ends?: readonly number[];
  };

/** How values cross a line. */
export interface Codec<Outgoing = unknown, Incoming = unknown> {
  /** Undefined for what cannot cross. */
  encode(value: unknown): Outgoing | undefined;
  /** Undefined for what arrived damaged. */
  decode(encoded: Incoming): { readonly value: unknown } | undefined;
}

/** The ports whose values cannot cross, as a text. */
export function unsendablePorts(values: Readonly<Record<string, unknown>>, codec: Pick<Codec, "encode">): string {
  const ports = Object.keys(values).filter((port) => codec.encode(values[port]) === undefined);
  return ports.map((port) => `'${port}'`).join(", ");
}

/** Why a request cannot be sent. */
export function unsendableInputs(
  { inputs, values, columns }: Pick<ComputeManyRequest, "inputs" | "values" | "columns">,
  codec: Pick<Codec, "encode">,
): ComputeFailure {
  const ports = unsendablePorts({ ...inputs, ...values, ...columns }, codec);
  const what = ports === "" ? "a value that is written in it" : `the value of input port ${ports}`;
  return {
    status: "failed",
    kind: "unsendable",
    message: `Cannot compute elsewhere: ${what} cannot leave this program`,
  };
}
