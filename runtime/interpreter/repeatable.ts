/** Whether it does no harm to compute modules again: none of them is there for what it does beside its outputs. */
import type { Plan } from "../plan/plan.ts";

/** Of these modules of a plan, and of all inside them. */
export function areRepeatable(plan: Plan, indices: Iterable<number>): boolean {
  for (const index of indices) {
    if (plan.definitions[index]?.cacheable === false) return false;
    const inner = plan.inner.get(index);
    if (inner !== undefined && !areRepeatable(inner, inner.definitions.keys())) return false;
  }
  return true;
}
