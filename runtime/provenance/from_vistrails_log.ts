/** Executions that VisTrails logged, or vt into a file of VisTrails, as records. */
import type { IterationExec, Machine, UsedMachine, WorkflowExec, WorkflowState } from "../record/log.ts";
import type { RecordedModule } from "../record/log_line.ts";
import {
  type LogGroupExec,
  type LogItem,
  type LogLoopExec,
  type LogMachine,
  type LogModuleExec,
  type LogWorkflowExec,
  reasonOf,
  stateOf,
} from "../vt_file/vistrails_log.ts";
import {
  allModules,
  type ExecutedFrame,
  type ExecutedModule,
  type ExecutedWorkflow,
  Keys,
} from "./executed_workflow.ts";
import { LogNotes, optional, remotesOf } from "./vistrails_log_notes.ts";

/** What a log does not say of an execution. */
export interface LoggedWhere {
  /** Absolute path of the file that holds the log. */
  readonly file: string;
  /** Name of a version. */
  readonly nameOf: (version: number) => string;
}

/** Its id is its number in the log, from 1; of a time that cannot be read it is 1970. */
export function fromVistrailsLog(exec: LogWorkflowExec, { file, nameOf }: LoggedWhere): ExecutedWorkflow {
  const notes = new LogNotes(exec.annotations);
  const startedAt = timeOf(exec.tsStart) ?? timeOf(exec.tsEnd) ?? 0;
  const reader = new Reader(startedAt);
  const top: ExecutedFrame = { modules: reader.items(exec.items, "") };
  const [machine = UNKNOWN, ...others] = exec.machines.map(machineOf);
  const version = exec.parentVersion ?? undefined;
  const made: WorkflowExec = {
    id: String(exec.id),
    workflow: {
      file: notes.text("vt:file") ?? file,
      ...(version !== undefined && { version }),
      name: version === undefined || exec.parentType === "workflow" ? exec.name : nameOf(version),
    },
    user: exec.user,
    reason: reasonOf(exec),
    vtVersion: exec.vtVersion.replace(/^vt /, ""),
    denoVersion: notes.text("vt:denoVersion") ?? "",
    machine: plainMachine(machine),
    machines: exec.machines.length === 0 ? [] : [machine, ...others],
    ...optional("hash", notes.text("vt:hash")),
    ...optional("continues", notes.text("vt:continues")),
    parameters: notes.parameters(),
    startedAt,
    finishedAt: timeOf(exec.tsEnd),
    state: STATES[stateOf(exec.completed)],
    counts: {},
  };
  return { exec: { ...made, counts: countsOf(top) }, top };
}

const STATES: Readonly<Record<ReturnType<typeof stateOf>, WorkflowState>> = {
  completed: "completed",
  failed: "failed",
  suspended: "suspended",
  unfinished: "interrupted",
};

function countsOf(top: ExecutedFrame): WorkflowExec["counts"] {
  const counts: Record<string, number> = {};
  let total = 0;
  for (const { module: { state } } of allModules(top)) {
    total++;
    if (state !== "running") counts[state] = (counts[state] ?? 0) + 1;
  }
  return { total, ...counts };
}

class Reader {
  readonly #keys = new Keys();

  /** When the execution began, for what has no time of its own. */
  constructor(readonly startedAt: number) {}

  items(items: readonly LogItem[], prefix: string): ExecutedModule[] {
    return items.flatMap((item) => {
      if (item.kind === "module") return [this.#module(item, prefix)];
      if (item.kind === "group") return [this.#group(item, prefix)];
      return item.iterations.flatMap((iteration) => this.items(iteration.items, prefix));
    });
  }

  #module(module: LogModuleExec, prefix: string): ExecutedModule {
    return this.#executed({ item: module, name: module.moduleName, loops: module.loops, inner: [], prefix });
  }

  #group(group: LogGroupExec, prefix: string): ExecutedModule {
    const loops = group.items.filter((item) => item.kind === "loop");
    const inner = group.items.filter((item) => item.kind !== "loop");
    return this.#executed({ item: group, name: group.groupName, loops, inner, prefix });
  }

  #executed({ item, name, loops, inner, prefix }: Logged): ExecutedModule {
    const path = prefix + String(item.moduleId ?? item.id ?? 0);
    const key = this.#keys.of(path);
    const iterations = loops.flatMap((loop) => loop.iterations);
    const own = this.#recordOf(item, { path, name });
    const frames: ExecutedFrame[] = inner.length > 0 ? [{ modules: this.items(inner, `${path},`) }] : [];
    const loop: IterationExec[] = [];
    for (const [number, iteration] of iterations.entries()) {
      const self = iteration.items.find((each) => isSame(each, item, name));
      const startedAt = timeOf(iteration.tsStart) ?? own.startedAt;
      loop.push({
        number: iteration.iteration ?? number,
        state: iterationState(self?.completed ?? iteration.completed),
        startedAt,
        finishedAt: timeOf(iteration.tsEnd),
        ...(iteration.error !== "" && { error: iteration.error }),
      });
      const modules = self === undefined
        ? this.items(iteration.items, prefix)
        : this.items(self.kind === "group" ? self.items : [], `${path},`);
      if (modules.length > 0) frames.push({ iteration: number, modules });
    }
    const counts = iterations.length === 0 ? {} : { loop, iterations: tallyOf(loop) };
    return { module: { ...own, ...(item.kind === "group" && { isGroup: true }), ...counts }, key, frames };
  }

  #recordOf(item: LogModuleExec | LogGroupExec, { path, name }: { path: string; name: string }): RecordedModule {
    const notes = new LogNotes(item.annotations);
    const state = stateOf(item.completed);
    const startedAt = timeOf(item.tsStart) ?? this.startedAt;
    const remote = item.kind === "module" ? remotesOf(item) : [];
    return {
      path,
      name,
      state: item.cached === 1 ? "cached" : state === "unfinished" ? "running" : state,
      startedAt,
      finishedAt: timeOf(item.tsEnd),
      ...(item.error !== "" && { error: item.error }),
      ...optional("trace", notes.text("errorTrace")),
      ...optional("iterations", notes.iterations()),
      ...optional("signature", notes.text("vt:signature")),
      ...optional("cachedFrom", notes.text("vt:cachedFrom")),
      ...optional("outputs", notes.outputs()),
      ...optional("remote", remote.length === 0 ? undefined : remote),
      ...optional("annotations", notes.plain()),
    };
  }
}

interface Logged {
  readonly item: LogModuleExec | LogGroupExec;
  readonly name: string;
  readonly loops: readonly LogLoopExec[];
  readonly inner: readonly LogItem[];
  readonly prefix: string;
}

/** Whether what ran in an iteration is the looping module itself, not one that it runs. */
function isSame(
  item: LogItem,
  looping: LogModuleExec | LogGroupExec,
  name: string,
): item is LogModuleExec | LogGroupExec {
  if (item.kind === "loop" || item.kind !== looping.kind || item.moduleId !== looping.moduleId) return false;
  return name === (item.kind === "group" ? item.groupName : item.moduleName);
}

/** An iteration that never ended did so because of an error. */
function iterationState(completed: number | null): IterationExec["state"] {
  const state = stateOf(completed);
  return state === "unfinished" ? "failed" : state;
}

function tallyOf(loop: readonly IterationExec[]): { done: number; failed: number; suspended: number } {
  const count = (wanted: string): number => loop.filter(({ state }) => state === wanted).length;
  return { done: count("completed"), failed: count("failed"), suspended: count("suspended") };
}

const UNKNOWN: UsedMachine = { id: 1, local: true, name: "", os: "", architecture: "", processor: "", ram: 0 };
const MEGABYTE = 2 ** 20;

/** VisTrails gives the memory in bytes on Linux and Windows, in megabytes on a Mac: none has less than one. */
function machineOf({ id, local, ip, ram, ...texts }: LogMachine, index: number): UsedMachine {
  const { name, os, architecture, processor } = texts;
  const bytes = ram === null || ram < 0 ? 0 : ram < MEGABYTE ? ram * MEGABYTE : ram;
  return {
    id: id ?? index + 1,
    local: local ?? index === 0,
    name,
    os,
    architecture,
    processor,
    ram: bytes,
    ...optional("ip", ip || undefined),
  };
}

function plainMachine({ name, os, architecture, processor, ram }: UsedMachine): Machine {
  return { name, os, architecture, processor, ram };
}

/** Milliseconds since 1970 of a text in local time; undefined where it is none. */
function timeOf(text: string | null): number | undefined {
  const found = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)/.exec(text ?? "");
  if (found === null) return undefined;
  const [year, month, day, hour, minute, second] = found.slice(1).map(Number);
  return new Date(year, month - 1, day, hour, minute, second).getTime();
}
