/** All that the store has of one execution, read for a page. */
import { executionRecord, moduleExecs } from "../../runtime/record/execution_log.ts";
import { readComponents } from "../../runtime/record/component_store.ts";
import type { ModuleExec, WorkflowExec } from "../../runtime/record/log.ts";
import type { Store } from "../../runtime/store/store.ts";
import { ComponentGraph } from "../../runtime/why/component_graph.ts";

/** See the head of the file. */
export interface RecordedExecution {
  readonly exec: WorkflowExec;
  /** How its modules are wired; undefined where that was not kept, or is not yet. */
  readonly graph: ComponentGraph | undefined;
  /** What was recorded of each module, by its path: several of one inside a group that loops. */
  readonly modules: ReadonlyMap<string, readonly ModuleExec[]>;
  /** What was written while no module was known to write it. */
  readonly printed: readonly string[];
}

/** Reads an execution; undefined where there is none. */
export async function readRecorded(store: Store, id: string): Promise<RecordedExecution | undefined> {
  const exec = await executionRecord(store, id);
  if (exec === undefined) return undefined;
  const components = await readComponents(store, exec);
  const modules = new Map<string, ModuleExec[]>();
  const reading = moduleExecs(store, exec);
  let next = await reading.next();
  for (; !next.done; next = await reading.next()) {
    const known = modules.get(next.value.path);
    if (known === undefined) modules.set(next.value.path, [next.value]);
    else known.push(next.value);
  }
  const graph = components === undefined ? undefined : new ComponentGraph(components);
  return { exec, graph, modules, printed: next.value };
}

/** Paths of all its modules: of those that are wired in that order, then of those of which only the record knows. */
export function pathsOf({ graph, modules }: RecordedExecution): readonly string[] {
  if (graph === undefined) return [...modules.keys()];
  const known = new Set(graph.paths);
  return [...graph.paths, ...[...modules.keys()].filter((path) => !known.has(path))];
}
