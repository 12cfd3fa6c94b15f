/** An execution as its record tells it, and the earlier ones of the same workflow; each is read when it is needed. */
import { executionsOf, readComponents, readUnkept } from "../record/component_store.ts";
import { findExecution, moduleExecs } from "../record/execution_log.ts";
import type { ModuleExec, WorkflowExec, WorkflowSource } from "../record/log.ts";
import type { Store } from "../store/store.ts";
import type { Comparison } from "./comparison.ts";
import { ComponentGraph } from "./component_graph.ts";

/** How a module ended, and what else its record says of it. */
export type ModuleEnd = Pick<ModuleExec, "state" | "error" | "cachedFrom">;

/** How modules ended, by their paths; one that is missing was not run. */
export type ModuleEnds = ReadonlyMap<string, ModuleEnd>;

/** An execution of which the components are kept. */
export interface KnownExecution {
  readonly exec: WorkflowExec;
  readonly graph: ComponentGraph;
  ends(): Promise<ModuleEnds>;
  /** Paths of modules whose results could not be kept. */
  unkept(): Promise<readonly string[]>;
  /** The comparison with it, once somebody has made it. */
  comparison?: Comparison;
}

/** Executions that are looked at, beginning with the newest. */
const MOST_EXECUTIONS = 50;

/** The execution; undefined where its components were not kept. */
export async function readExecution(store: Store, exec: WorkflowExec): Promise<KnownExecution | undefined> {
  const components = await readComponents(store, exec);
  if (components === undefined) return undefined;
  let ends: Promise<ModuleEnds> | undefined;
  return {
    exec,
    graph: new ComponentGraph(components),
    ends: () => ends ??= readEnds(store, exec),
    unkept: () => readUnkept(store, exec),
  };
}

async function readEnds(store: Store, exec: WorkflowExec): Promise<ModuleEnds> {
  const ends = new Map<string, ModuleEnd>();
  for await (const { path, state, error, cachedFrom } of moduleExecs(store, exec)) {
    ends.set(path, { state, ...(error !== undefined && { error }), ...(cachedFrom !== undefined && { cachedFrom }) });
  }
  return ends;
}

/** The executions of a workflow, the newest first, those from `before` on left out. */
export class History {
  readonly #store: Store;
  readonly #ids: AsyncGenerator<string>;
  readonly #before: string | undefined;
  readonly #known: KnownExecution[] = [];

  constructor(store: Store, workflow: WorkflowSource, before?: string) {
    this.#store = store;
    this.#ids = executionsOf(store, workflow);
    this.#before = before;
  }

  /** From the newest on; those that were read stay in memory. */
  async *[Symbol.asyncIterator](): AsyncGenerator<KnownExecution> {
    for (let i = 0; i < MOST_EXECUTIONS; i++) {
      const known = this.#known[i] ?? await this.#next();
      if (known === undefined) return;
      this.#known[i] = known;
      yield known;
    }
  }

  async #next(): Promise<KnownExecution | undefined> {
    for (let next = await this.#ids.next(); !next.done; next = await this.#ids.next()) {
      if (this.#before !== undefined && next.value >= this.#before) continue;
      const known = await readExecution(this.#store, await findExecution(this.#store, next.value));
      if (known !== undefined) return known;
    }
    return undefined;
  }
}
