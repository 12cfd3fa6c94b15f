/**
 * The log of a vistrail, as VisTrails keeps it: executions with the modules, groups and loops inside. Plain data, in the
 * terms of schema 1.0.4 and of VisTrails' proposal for parallel execution. Times are texts, `YYYY-MM-DD HH:MM:SS`, local
 * time of whoever ran it; null is what is absent.
 */

/** What an element has beside what is known: kept, so that nothing is lost when it is written again. */
export interface LogOthers {
  readonly attributes: ReadonlyMap<string, string>;
  readonly elements: readonly LogElement[];
}

/** An element that VisTrails' schema does not have. */
export interface LogElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly elements: readonly LogElement[];
  readonly text: string;
}

interface LogObject {
  /** Unique in its execution at best. */
  readonly id: number | null;
  readonly others?: LogOthers;
}

/** A key and its value. */
export interface LogAnnotation extends LogObject {
  readonly key: string;
  readonly value: string;
}

/** A machine that took part. */
export interface LogMachine extends LogObject {
  readonly name: string;
  readonly os: string;
  /** `32` or `64` where VisTrails wrote it. */
  readonly architecture: string;
  readonly processor: string;
  /** In whatever unit the system gave: mostly kilobytes. */
  readonly ram: number | null;
  /** Whether it is where the workflow was started; null where that is not said. */
  readonly local: boolean | null;
  readonly ip: string | null;
}

interface LogSpan extends LogObject {
  readonly tsStart: string | null;
  readonly tsEnd: string | null;
}

/** One execution of a workflow. */
export interface LogWorkflowExec extends Omit<LogSpan, "id"> {
  /** From 1, in the order of the file. */
  readonly id: number;
  /** As the file has it, before it was lifted. */
  readonly schemaVersion: string;
  readonly user: string;
  readonly ip: string | null;
  readonly session: number | null;
  readonly vtVersion: string;
  readonly parentType: string;
  readonly parentId: number | null;
  /** The version that ran. */
  readonly parentVersion: number | null;
  /** See `stateOf`. */
  readonly completed: number | null;
  readonly name: string;
  /** As an attribute; VisTrails 2.2 has it as the annotation `__reason__`, see `reasonOf`. */
  readonly reason: string | null;
  readonly annotations: readonly LogAnnotation[];
  readonly machines: readonly LogMachine[];
  readonly items: readonly LogItem[];
}

/** Something that happened in an execution. */
export type LogItem = LogModuleExec | LogGroupExec | LogLoopExec;

interface LogModuleBase extends LogSpan {
  /** 1: its result was known. */
  readonly cached: number | null;
  /** Id in the pipeline; inside a group in that of the group. */
  readonly moduleId: number | null;
  readonly completed: number | null;
  readonly error: string;
  readonly machineId: number | null;
  readonly annotations: readonly LogAnnotation[];
}

/** A module that ran, or whose result was known. */
export interface LogModuleExec extends LogModuleBase {
  readonly kind: "module";
  readonly moduleName: string;
  readonly loops: readonly LogLoopExec[];
  readonly remotes: readonly LogRemoteExecution[];
}

/** A group that ran. */
export interface LogGroupExec extends LogModuleBase {
  readonly kind: "group";
  readonly groupName: string;
  /** `Group` or `SubWorkflow`. */
  readonly groupType: string;
  readonly items: readonly LogItem[];
}

/** A loop. */
export interface LogLoopExec extends LogSpan {
  readonly kind: "loop";
  readonly iterations: readonly LogLoopIteration[];
}

/** One iteration of a loop. */
export interface LogLoopIteration extends LogSpan {
  readonly iteration: number | null;
  readonly completed: number | null;
  readonly error: string;
  readonly items: readonly LogItem[];
}

/** Work that a module had done elsewhere: itself as a whole (`items`), or parts of it (`tasks`). */
export interface LogRemoteExecution extends LogObject {
  /** How it was sent. */
  readonly scheme: string;
  readonly annotations: readonly LogAnnotation[];
  readonly items: readonly LogItem[];
  readonly tasks: readonly LogRemoteTask[];
}

/** A part of a module's work that another machine did. */
export interface LogRemoteTask extends LogObject {
  readonly machineId: number | null;
  readonly function: string;
  readonly count: number | null;
  readonly description: string;
  readonly annotations: readonly LogAnnotation[];
}

/** How something ended, as the field `completed` says it. */
export type LogState = "completed" | "failed" | "suspended" | "unfinished";

/** What the number in `completed` means. */
export function stateOf(completed: number | null): LogState {
  if (completed === 1) return "completed";
  if (completed === -1) return "failed";
  return completed === -2 ? "suspended" : "unfinished";
}

/** Why it was run; `""` where nothing says so. */
export function reasonOf({ reason, annotations }: LogWorkflowExec): string {
  return reason ?? annotations.find(({ key }) => key === "__reason__")?.value ?? "";
}
