/** All that the store has of executions, read for pages; those that were looked at last are remembered. */
import { readComponents } from "../../runtime/record/component_store.ts";
import { executionRecord } from "../../runtime/record/execution_log.ts";
import type { WorkflowExec } from "../../runtime/record/log.ts";
import { type RecordedModules, RecordTail } from "../../runtime/record/record_tail.ts";
import type { Store } from "../../runtime/store/store.ts";
import { ComponentGraph } from "../../runtime/why/component_graph.ts";
import { ExecutionShape } from "./execution_shape.ts";

/** One execution. */
export interface RecordedExecution extends RecordedModules {
  readonly exec: WorkflowExec;
  /** Undefined where it was not kept, or is not yet. */
  readonly shape: ExecutionShape | undefined;
  /** It has so many modules that they were not read. */
  readonly isTooLarge: boolean;
}

interface Remembered {
  readonly tail: RecordTail;
  shape?: ExecutionShape;
}

/** Modules up to which they are read: beyond that they would not fit into memory. */
const MOST_MODULES = 100_000;
/** Executions that are remembered: one of 10,000 modules takes some 20 MB. */
const MOST_REMEMBERED = 3;

/** See the head of the file. */
export class ExecutionReader {
  readonly #store: Store;
  /** By id, those that were looked at last come last. */
  readonly #remembered = new Map<string, Remembered>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Reads an execution; undefined where there is none. */
  async read(id: string): Promise<RecordedExecution | undefined> {
    const exec = await executionRecord(this.#store, id);
    if (exec === undefined) return undefined;
    if ((exec.counts.total ?? 0) > MOST_MODULES) {
      return { exec, shape: undefined, modules: new Map(), printed: [], isTooLarge: true };
    }
    const known = this.#remembered.get(id) ?? { tail: new RecordTail(this.#store, exec) };
    this.#remember(id, known);
    known.shape ??= await this.#shapeOf(exec);
    const recorded = await known.tail.read(exec.state !== "running");
    return { exec, shape: known.shape, ...recorded, isTooLarge: false };
  }

  async #shapeOf(exec: WorkflowExec): Promise<ExecutionShape | undefined> {
    const components = await readComponents(this.#store, exec);
    return components === undefined ? undefined : new ExecutionShape(new ComponentGraph(components));
  }

  #remember(id: string, known: Remembered): void {
    this.#remembered.delete(id);
    this.#remembered.set(id, known);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > MOST_REMEMBERED) this.#remembered.delete(oldest);
  }
}

/** Paths of all its modules: of those that are wired in that order, then of those of which only the record knows. */
export function pathsOf({ shape, modules }: Pick<RecordedExecution, "shape" | "modules">): readonly string[] {
  if (shape === undefined) return [...modules.keys()];
  return [...shape.modules.keys(), ...[...modules.keys()].filter((path) => !shape.modules.has(path))];
}
