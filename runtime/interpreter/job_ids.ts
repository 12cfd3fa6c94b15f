/** The identities under which jobs are kept: VisTrails' signatures in files, ours in scripts. */
import type { Plan } from "../plan/plan.ts";

/** Identities of the modules of one frame. */
export interface JobIds {
  /** Of a module by its index. */
  of(index: number): string;
  /** Of the content of a group, whose own identity may be that of an iteration. */
  inside(index: number, group: string): JobIds;
  /** Of an iteration: of the module that loops, and the ports on which the iteration has its values. */
  ofIteration(loop: string, ports: readonly string[], iteration: number): string;
}

/** For executions that keep no jobs. */
export const NO_JOB_IDS: JobIds = { of: () => "", inside: () => NO_JOB_IDS, ofIteration: () => "" };

/** The identities of all modules of a plan, those inside groups that do not loop included. */
export function* allJobIds(plan: Plan, ids: JobIds): Generator<string> {
  for (let index = 0; index < plan.definitions.length; index++) {
    const id = ids.of(index);
    yield id;
    const inner = plan.inner.get(index);
    if (inner !== undefined && plan.listDepth[index] === 0) yield* allJobIds(inner, ids.inside(index, id));
  }
}
