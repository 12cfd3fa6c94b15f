/** Records of executions with modules as they are to be read, whatever recorders write now. */
import type { ExecutionEntry } from "../../runtime/record/execution_log.ts";
import type { ModuleExec, WorkflowExec } from "../../runtime/record/log.ts";
import { commit, type Store } from "../../runtime/store/store.ts";
import { header, START } from "./recorded_run.ts";

const KINDS = { completed: "c", cached: "h", failed: "f", suspended: "w" } as const;

/** A module; times are milliseconds. */
export interface Written extends Partial<Omit<ModuleExec, "path" | "name" | "state">> {
  readonly path: string;
  readonly name: string;
  readonly state?: keyof typeof KINDS;
  readonly tookMs?: number;
}

/** Writes the record of an execution; gives it. */
export async function writeRecord(
  store: Store,
  modules: readonly Written[],
  more: Partial<WorkflowExec> = {},
): Promise<WorkflowExec> {
  const { total: _, ...known } = header(0, more.startedAt ?? START);
  const states = modules.map(({ state = "completed" }) => state);
  const counts = Object.fromEntries(
    Object.keys(KINDS).map((state) => [state, states.filter((one) => one === state).length]),
  );
  const id = more.id ?? crypto.randomUUID().slice(0, 8);
  const exec: WorkflowExec = { ...known, id, state: "completed", finishedAt: START + 1000, counts, ...more };
  const lines = modules.map(({ path, name, state = "completed", tookMs = 1, startedAt: _, ...rest }) =>
    `${JSON.stringify([KINDS[state], path, name, 0, tookMs * 1000, rest])}\n`
  );
  const entry: ExecutionEntry = { exec, flushedAt: START };
  await commit(
    store,
    (operation) =>
      void operation.set(["execution", id], entry).set(["events", id, 0], new TextEncoder().encode(lines.join(""))),
  );
  return exec;
}
