/** The first module that failed in an execution, for lists; of executions that are over it is remembered. */
import { Recent } from "../store/recent.ts";
import type { Store } from "../store/store.ts";
import { moduleExecs } from "./execution_log.ts";
import type { ModuleExec, WorkflowExec } from "./log.ts";

/** A module that failed; inside a group, the one inside. */
export type Failure = Pick<ModuleExec, "path" | "name" | "state" | "error">;

/** Executions that are remembered. */
const MOST_KNOWN = 5000;
/** Modules of one execution that are looked at. */
const MOST_MODULES = 5000;

/** See the head of the file. */
export class FirstFailures {
  readonly #store: Store;
  readonly #known = new Recent<{ readonly failure?: Failure }>(MOST_KNOWN, () => 1);

  constructor(store: Store) {
    this.#store = store;
  }

  /** Undefined where none failed, or none of the first thousands. */
  async of(execution: Pick<WorkflowExec, "id" | "startedAt" | "state" | "counts">): Promise<Failure | undefined> {
    const { id, state, counts } = execution;
    if ((counts.failed ?? 0) === 0) return undefined;
    const known = this.#known.get(id);
    if (known !== undefined) return known.failure;
    const failure = await this.#find(execution);
    if (state !== "running") this.#known.set(id, { failure });
    return failure;
  }

  async #find(execution: Pick<WorkflowExec, "id" | "startedAt" | "state">): Promise<Failure | undefined> {
    let looked = 0;
    for await (const { path, name, state, error } of moduleExecs(this.#store, execution)) {
      if (state === "failed") return { path, name, state, error };
      if (++looked === MOST_MODULES) return undefined;
    }
    return undefined;
  }
}
