/** The parameters of targets of this machine: texts, and what they mean. */
import { InputError } from "../runtime/errors.ts";
import { nearest } from "../runtime/nearest.ts";
import type { ExecutionTarget } from "../runtime/scheme/execution_target.ts";
import type { Permissions } from "./far_side_command.ts";

/** What may be said of a target. */
export interface TargetParameter {
  readonly name: string;
  /** What help calls the value. */
  readonly value: string;
  readonly doc: string;
}

const SIZE: TargetParameter = { name: "size", value: "N", doc: "most modules at a time; as many as cores" };
const MEMORY: TargetParameter = { name: "memory", value: "MB", doc: "most memory for the objects of a module" };
const LIST = "only these, with commas between; nothing: all";
const PERMISSIONS: readonly TargetParameter[] = [
  { name: "allow-net", value: "HOSTS", doc: `hosts that modules may speak to: ${LIST}` },
  { name: "allow-read", value: "PATHS", doc: `what modules may read: ${LIST}` },
  { name: "allow-write", value: "PATHS", doc: `what modules may write: ${LIST}` },
  { name: "allow-run", value: "PROGRAMS", doc: `programs that modules may start: ${LIST}` },
  { name: "allow-env", value: "NAMES", doc: `variables of the environment that modules may read: ${LIST}` },
];

/** By the name of the scheme, the parameters of its targets. */
export const TARGET_PARAMETERS: ReadonlyMap<string, readonly TargetParameter[]> = new Map([
  ["worker", [SIZE, MEMORY]],
  ["process", [SIZE, MEMORY, ...PERMISSIONS]],
]);

/** What the parameters of a target of this machine mean. */
export interface LocalParameters {
  readonly size?: number;
  readonly memoryMb?: number;
  /** Undefined: everything is allowed. */
  readonly permissions?: Permissions;
}

/** Reads the parameters; throws `InputError` for one that is unknown or wrong. */
export function readParameters({ scheme, parameters }: ExecutionTarget): LocalParameters {
  const known = (TARGET_PARAMETERS.get(scheme) ?? []).map(({ name }) => name);
  const given = Object.entries(parameters);
  for (const [name] of given) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    const meant = near === undefined ? `it has ${known.join(", ")}` : `did you mean ${near}?`;
    throw new InputError(`scheme ${scheme} has no parameter ${name}: ${meant}`);
  }
  const allowed = given.filter(([name]) => name.startsWith("allow-"))
    .map(([name, text]) => [name.slice("allow-".length), text === "" ? true : text.split(",")] as const);
  return {
    ...(parameters.size === undefined ? {} : { size: wholeNumber("size", parameters.size) }),
    ...(parameters.memory === undefined ? {} : { memoryMb: wholeNumber("memory", parameters.memory) }),
    ...(allowed.length === 0 ? {} : { permissions: Object.fromEntries(allowed) as Permissions }),
  };
}

const LARGEST = 2 ** 31;

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value < LARGEST) return value;
  throw new InputError(`${name} is ${JSON.stringify(text.slice(0, 40))}, a whole number of at least 1 wanted`);
}
