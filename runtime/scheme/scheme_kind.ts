/** The schemes that there may be: where each of them computes, and which goes first. */

/** How far away a scheme computes: in a thread of this program, in a process of this machine, on another machine. */
export type SchemeKind = "worker" | "process" | "remote";

/** Where a scheme computes; one of an unknown name is taken to be another machine. */
export function kindOfScheme(name: string): SchemeKind {
  return name === "worker" || name === "process" ? name : "remote";
}

const PRIORITIES: ReadonlyMap<string, number> = new Map([
  ["slurm", 40],
  ["ssh", 50],
  ["http", 60],
  ["process", 100],
  ["worker", 200],
]);

/** Lower goes first where a module leaves the choice to us; those of unknown names come last. */
export function priorityOfScheme(name: string): number {
  return PRIORITIES.get(name) ?? Infinity;
}

/** The names of all schemes, those first that are chosen first. */
export const SCHEME_NAMES: readonly string[] = [...PRIORITIES.keys()];
