/** Finds executions: in the store by the beginning of an id, in a file by their number. */
import { InputError } from "../../runtime/errors.ts";
import { allModules, type ExecutedWorkflow, executedWorkflow } from "../../runtime/provenance/executed_workflow.ts";
import { fromVistrailsLog } from "../../runtime/provenance/from_vistrails_log.ts";
import { findExecution, moduleExecs } from "../../runtime/record/execution_log.ts";
import { type Given, readGiven } from "../../runtime/record/given.ts";
import type { Leftover } from "../../runtime/record/line_reader.ts";
import type { ModuleExec, WorkflowExec } from "../../runtime/record/log.ts";
import type { Store } from "../../runtime/store/store.ts";
import { pipelineName } from "../../runtime/vistrail/version_tree.ts";
import { openLogFile } from "../../runtime/vt_file/log_file.ts";
import type { LogWorkflowExec } from "../../runtime/vt_file/vistrails_log.ts";
import { complain } from "../line/terminal.ts";

/** An execution that was found. */
export interface FoundExecution {
  readonly exec: WorkflowExec;
  /** Of one in a file: as the file has it. */
  readonly logged?: LogWorkflowExec;
  /** In the order in which they ended, where they are in the store; in the end what is left. */
  modules(): AsyncGenerator<ModuleExec, Leftover>;
  tree(): Promise<ExecutedWorkflow>;
  /** What it was told beside its workflow; undefined where nobody kept that. */
  given(): Promise<Given | undefined>;
}

/** Whether an argument names a file, not an id, which has letters and digits alone. */
export function isLogFile(argument: string): boolean {
  return /[^0-9A-Za-z]/.test(argument);
}

/** One of a file, or else of the store, which must be open for that. */
export async function executionNamed(argument: string, store: Store | undefined): Promise<FoundExecution> {
  return store === undefined || isLogFile(argument) ? await inFile(argument) : await inStore(store, argument);
}

/** One of the store; the newest when nothing is said. */
export async function inStore(store: Store, beginning?: string): Promise<FoundExecution> {
  const exec = await findExecution(store, beginning);
  const modules = () => withWarning(exec, moduleExecs(store, exec));
  return {
    exec,
    modules,
    tree: async () => executedWorkflow(exec, await Array.fromAsync(modules())),
    given: () => readGiven(store, exec),
  };
}

/** Says in the end how much could not be read. */
async function* withWarning(
  { id }: WorkflowExec,
  modules: AsyncGenerator<ModuleExec, Leftover>,
): AsyncGenerator<ModuleExec, Leftover> {
  const leftover = yield* modules;
  const { damaged } = leftover;
  const lines = damaged === 1 ? "1 line" : `${damaged} lines`;
  if (damaged > 0) complain(`vt: warning: The record of ${id} is damaged: what ${lines} of it told is missing`);
  return leftover;
}

/** `FILE#N`, or the last of `FILE`. */
export async function inFile(argument: string): Promise<FoundExecution> {
  const { file, number } = await splitNumber(argument);
  const all = await allInFile(file);
  const found = number === undefined ? all.at(-1) : all[number - 1];
  if (found !== undefined) return found;
  if (all.length === 0) throw new InputError(`Cannot find an execution in ${file}: it has none`);
  const known = all.length === 1 ? "the only one is 1" : `they are 1 to ${all.length}`;
  throw new InputError(`Cannot find execution ${number} in ${file}: ${known}`);
}

/** All of a file, oldest first. */
export async function allInFile(file: string): Promise<readonly FoundExecution[]> {
  const { executions, vistrail } = await openLogFile(file);
  const path = await Deno.realPath(file);
  const nameOf = (version: number): string =>
    vistrail !== undefined && vistrail.actions.has(version) ? pipelineName(vistrail, version) : "";
  return executions.map((logged) => foundIn(fromVistrailsLog(logged, { file: path, nameOf }), logged));
}

function foundIn(tree: ExecutedWorkflow, logged: LogWorkflowExec): FoundExecution {
  return {
    exec: tree.exec,
    logged,
    async *modules(): AsyncGenerator<ModuleExec, Leftover> {
      for (const { module } of allModules(tree.top)) yield module;
      return { printed: [], damaged: 0 };
    },
    tree: () => Promise.resolve(tree),
    given: () => Promise.resolve(undefined),
  };
}

/** A name that exists as it stands is a file alone. */
async function splitNumber(argument: string): Promise<{ file: string; number?: number }> {
  const found = /^(.+)#([0-9]{1,9})$/.exec(argument);
  if (found === null) return { file: argument };
  try {
    await Deno.lstat(argument);
    return { file: argument };
  } catch {
    return { file: found[1], number: Number(found[2]) };
  }
}
