/** Targets: where modules may be sent. A scheme says how, its parameters say to what. */
import { kindOfScheme, SCHEME_NAMES } from "./scheme_kind.ts";

/** A place to compute at. */
export interface ExecutionTarget {
  /** By which preferences name it. */
  readonly name: string;
  readonly scheme: string;
  /** What the scheme needs to know of it, as text: `size`, `memory`, … */
  readonly parameters: Readonly<Record<string, string>>;
}

/** The preference that says that a module runs in this program. */
export const HERE = "here";

/** The preference that leaves the choice to vt, where something else says otherwise. */
export const AUTOMATIC = "auto";

/** Threads of this program: always there. */
export const WORKER_TARGET: ExecutionTarget = { name: "worker", scheme: "worker", parameters: {} };

/** Processes of this machine: there for who names it; chosen automatically only where a configuration lists it. */
export const PROCESS_TARGET: ExecutionTarget = { name: "process", scheme: "process", parameters: {} };

const LONGEST_NAME = 64;

/** Why a target of this scheme may not have this name; undefined when it may. */
export function wrongWithName(name: string, scheme: string): string | undefined {
  if (name === HERE || name === AUTOMATIC) return `${name} is no name for a target: preferences use the word`;
  if (!/^[\p{L}][\p{L}\p{N}._-]*$/u.test(name) || name.length > LONGEST_NAME) {
    return `${JSON.stringify(name.slice(0, LONGEST_NAME))} is no name for a target: ` +
      `at most ${LONGEST_NAME} letters, digits and . _ - are one, a letter first`;
  }
  if (name === scheme || !SCHEME_NAMES.includes(name)) return undefined;
  return `${name} is no name for a target of scheme ${scheme}: it is the name of another scheme`;
}

/** As a person reads it: `process, size 4, memory 512`. */
export function targetText({ scheme, parameters }: ExecutionTarget): string {
  return [scheme, ...Object.entries(parameters).map(([name, value]) => `${name} ${value}`)].join(", ");
}

/** Whether it computes on this machine. */
export function isOfThisMachine({ scheme }: ExecutionTarget): boolean {
  return kindOfScheme(scheme) !== "remote";
}
