/** What commands know and pages ask: questions whose answers need more than the runtime. */
import type { WorkflowExec } from "../runtime/record/log.ts";

/** See the head of the file. */
export interface Answers {
  /** Why a module of an execution ran or did not, in lines; undefined where nobody can tell. */
  readonly why: (exec: WorkflowExec, module: string) => Promise<string | undefined>;
  /** Where modules of a workflow's file may be computed, by the names that `vt targets set` takes. */
  readonly targets: (file: string) => Promise<Targets>;
  /** Absolute paths of the files that the monitor was started with. */
  readonly files: readonly string[];
}

/** Targets of a file. */
export interface Targets {
  /** `auto` and `here` come first. */
  readonly names: readonly string[];
  /** What is said of modules, by their paths. */
  readonly preferences: ReadonlyMap<string, string>;
}
