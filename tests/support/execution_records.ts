/** Records of many executions that nobody ran, in short: without modules. */
import { executionId } from "../../runtime/record/execution_id.ts";
import type { WorkflowExec, WorkflowState } from "../../runtime/record/log.ts";
import { commit, type Store } from "../../runtime/store/store.ts";
import { header, START } from "./recorded_run.ts";

const STATES: readonly WorkflowState[] = ["completed", "completed", "completed", "failed", "completed", "interrupted"];
const MINUTE = 60_000;
const TOGETHER = 200;

/** Puts so many executions into the store, one every five minutes up to {@linkcode START}; gives them, oldest first. */
export async function keepExecutions(
  store: Store,
  count: number,
  more: (n: number) => Partial<WorkflowExec> = () => ({}),
): Promise<readonly WorkflowExec[]> {
  const all = Array.from({ length: count }, (_, n) => ({ ...execution(n, count), ...more(n) }));
  for (let from = 0; from < count; from += TOGETHER) {
    await commit(store, (operation) => {
      for (const exec of all.slice(from, from + TOGETHER)) {
        operation.set(["execution", exec.id], { exec, flushedAt: exec.finishedAt });
      }
    });
  }
  return all;
}

function execution(n: number, count: number): WorkflowExec {
  const startedAt = START - (count - n) * 5 * MINUTE;
  const { total, ...head } = header(12, startedAt);
  const state = STATES[n % STATES.length];
  const counts = state === "failed"
    ? { total, completed: 9, failed: 1, notRun: 2 }
    : { total, completed: total - n % 5, ...(n % 5 > 0 && { cached: n % 5 }) };
  const workflow = { file: `/data/simulation_${n % 37}.vt`, version: n % 50, name: `final ${n % 11}` };
  const finishedAt = startedAt + 1000 + (n * 7919) % 90_000;
  return { ...head, workflow, id: executionId(startedAt), state, counts, finishedAt };
}
