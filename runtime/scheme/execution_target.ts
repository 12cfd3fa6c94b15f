/** Targets: where modules may be sent. A scheme says how, its parameters say to what. */

/** A place to compute at. */
export interface ExecutionTarget {
  /** By which preferences name it. */
  readonly name: string;
  readonly scheme: string;
  /** What the scheme needs to know of it, as text: `size`, `memory`, … */
  readonly parameters: Readonly<Record<string, string>>;
  /** Of a pool: the targets that are one together. */
  readonly members?: readonly ExecutionTarget[];
}

/** Threads of this program: always there. */
export const WORKER_TARGET: ExecutionTarget = { name: "worker", scheme: "worker", parameters: {} };

/** Processes of this machine: there for who names it; chosen automatically only where a configuration lists it. */
export const PROCESS_TARGET: ExecutionTarget = { name: "process", scheme: "process", parameters: {} };

/** The parameter that says to which pool a target belongs. */
export const POOL_PARAMETER = "pool";

/** The labels of the machine of a target, which modules may want. */
export function labelsOf({ parameters: { labels = "" } }: ExecutionTarget): readonly string[] {
  return labels.split(",").filter((label) => label !== "");
}

/** As a person reads it: `process, size 4, memory 512`. */
export function targetText({ scheme, parameters, members }: ExecutionTarget): string {
  if (members !== undefined) return `pool of ${members.map(({ name }) => name).join(", ")}`;
  return [scheme, ...Object.entries(parameters).map((parameter) => parameter.filter(Boolean).join(" "))].join(", ");
}
