/** Looks through all executions of the store, an execution's record in memory at a time. */
import type { Store } from "../store/store.ts";
import { executions, moduleExecs } from "./execution_log.ts";
import type { ModuleExec, RecordedValue, ValueFacts, WorkflowExec } from "./log.ts";
import { pathsIn } from "./recorded_files.ts";

/** What is looked for; what is not said does not count. */
export interface Sought {
  /** Name of a module, in any case; `*` and `?` stand for any characters and any one. */
  readonly module?: string;
  /** Part of a module's error, in any case. */
  readonly error?: string;
  readonly file?: SoughtFile;
  /** Name of a machine that took part, as `module` is written. */
  readonly machine?: string;
  /** Of a module where something is said of modules, else of the execution. */
  readonly state?: string;
  /** When it began at the earliest, milliseconds since 1970. */
  readonly since?: number;
  /** Whether the workflow's file, an absolute path, is the one. */
  readonly isWorkflow?: (file: string) => boolean;
}

/** A file, by where it is or by what is in it. */
export interface SoughtFile {
  /** Absolute. */
  readonly path?: string;
  /** SHA-256 in hex, or how it begins. */
  readonly hash?: string;
}

/** An execution, and the module of it that was looked for; undefined where the execution as a whole was. */
export interface FoundExec {
  readonly exec: WorkflowExec;
  readonly module?: ModuleExec;
}

/** What is found, the newest execution first. */
export async function* searchExecutions(store: Store, sought: Sought): AsyncGenerator<FoundExec> {
  const isOfModules = asksForModules(sought);
  const machine = sought.machine === undefined ? undefined : namePattern(sought.machine);
  for await (const exec of executions(store)) {
    if (sought.since !== undefined && exec.startedAt < sought.since) return; // those that follow are older
    if (sought.isWorkflow?.(exec.workflow.file) === false) continue;
    if (machine !== undefined && !machinesOf(exec).some((name) => machine.test(name))) continue;
    if (!isOfModules) {
      if (sought.state === undefined || exec.state === sought.state) yield { exec };
      continue;
    }
    if (isOfFile(exec, sought)) yield { exec };
    if (mayHave(exec, sought)) yield* modulesIn(store, exec, sought);
  }
}

function asksForModules({ module, error, file, state }: Sought): boolean {
  return module !== undefined || error !== undefined || file !== undefined || state === "cached";
}

async function* modulesIn(store: Store, exec: WorkflowExec, sought: Sought): AsyncGenerator<FoundExec> {
  const name = sought.module === undefined ? undefined : namePattern(sought.module);
  const machine = sought.machine === undefined ? undefined : namePattern(sought.machine);
  const error = sought.error?.toLowerCase();
  for await (const module of moduleExecs(store, exec)) {
    if (name?.test(module.name) === false) continue;
    if (sought.state !== undefined && module.state !== sought.state) continue;
    if (error !== undefined && !errorsOf(module).some((text) => text.toLowerCase().includes(error))) continue;
    if (sought.file !== undefined && portsWith(module, sought.file).length === 0) continue;
    if (machine !== undefined && !machinesOfModule(exec, module).some((one) => machine.test(one))) continue;
    yield { exec, module };
  }
}

/** Whether it is worth to read the modules: most executions have none that failed. */
function mayHave({ counts, state }: WorkflowExec, sought: Sought): boolean {
  if (state === "running" || state === "interrupted") return true;
  if (sought.state === "failed" || sought.state === "cached" || sought.state === "suspended") {
    return (counts[sought.state] ?? 0) > 0;
  }
  return true;
}

/** A loop's error, and those of its iterations. */
function errorsOf({ error, loop = [] }: ModuleExec): string[] {
  return [error, ...loop.map((iteration) => iteration.error)].filter((text) => text !== undefined);
}

/** Whether the workflow itself is the file, or was given it. */
function isOfFile({ workflow, hash, parameters }: WorkflowExec, { file, module, error, state }: Sought): boolean {
  if (file === undefined || module !== undefined || error !== undefined || state !== undefined) return false;
  if (file.path !== undefined && (workflow.file === file.path || Object.values(parameters).includes(file.path))) {
    return true;
  }
  return file.hash !== undefined && hash !== undefined && hash.startsWith(file.hash);
}

/** The output ports of a module on which the file is. */
export function portsWith({ outputs = {} }: ModuleExec, file: SoughtFile): readonly string[] {
  return Object.keys(outputs).filter((port) => isFile(outputs[port], file));
}

function isFile(recorded: RecordedValue, sought: SoughtFile): boolean {
  if (recorded.files?.some((file) => isSame(file, sought))) return true;
  if (!("value" in recorded)) return isSame(recorded, sought);
  return sought.path !== undefined && pathsIn(recorded.value).includes(sought.path);
}

function isSame(recorded: ValueFacts, { path, hash }: SoughtFile): boolean {
  if (path !== undefined && recorded.path === path) return true;
  return hash !== undefined && recorded.hash !== undefined && recorded.hash.startsWith(hash);
}

function machinesOf({ machine, machines = [] }: WorkflowExec): readonly string[] {
  return [machine.name, ...machines.map(({ name }) => name)];
}

/** Where a module was computed, and where it had work done. */
function machinesOfModule({ machine, machines = [] }: WorkflowExec, { remote = [] }: ModuleExec): readonly string[] {
  const names = new Map(machines.map(({ id, name }) => [id, name]));
  const ids = remote.flatMap(({ machine, tasks = [] }) => [machine, ...tasks.map((task) => task.machine)]);
  const known = ids.flatMap((id) => id === undefined ? [] : [names.get(id) ?? ""]);
  return remote.some((one) => one.machine !== undefined) ? known : [machine.name, ...known];
}

/** A name with wildcards, in any case. */
export function namePattern(text: string): RegExp {
  const parts = text.split(/([*?])/).map((part) => part === "*" ? ".*" : part === "?" ? "." : RegExp.escape(part));
  return new RegExp(`^${parts.join("")}$`, "is");
}
