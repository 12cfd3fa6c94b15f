/** Executions that VisTrails logged, or vt into a file of VisTrails, as records. */
import type { IterationExec, Machine, ModuleExec, UsedMachine, WorkflowExec, WorkflowState } from "../record/log.ts";
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
  const top: ExecutedFrame = { modules: reader.items(exec.items, { prefix: "", inIteration: "" }) };
  const [machine = UNKNOWN, ...others] = exec.machines.map(machineOf);
  const version = exec.parentVersion ?? undefined;
  const made: WorkflowExec = {
    id: String(exec.id),
    workflow: {
      file: notes.text("vt:file") ?? file,
      ...(version !== undefined && { version }),
      name: version === undefined || exec.parentType === "workflow" ? exec.name : nameOf(version),
      ...ranAs(reasonOf(exec)),
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
    ...optional("finishedAt", timeOf(exec.tsEnd)),
    state: STATES[stateOf(exec.completed)],
    counts: {},
  };
  return { exec: { ...made, counts: countsOf(top) }, top };
}

/** The cell of an exploration, or the mashup, that the reason names; VisTrails itself gives explorations other names. */
function ranAs(reason: string): Pick<WorkflowExec["workflow"], "cell" | "mashup"> {
  const [, cell] = /^Parameter Exploration (\d+ \d+_\d+_\d+)$/.exec(reason) ?? [];
  const [, trail, mashup] = /^mashup::(.+)::(-?\d+)$/.exec(reason) ?? [];
  return { ...optional("cell", cell), ...optional("mashup", trail === undefined ? undefined : `${trail}:${mashup}`) };
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
    if (state !== "running" && state !== "interrupted") counts[state] = (counts[state] ?? 0) + 1;
  }
  return { total, ...counts };
}

/** Where in an execution something is: what stands before the ids in its path, and the iterations around it. */
interface Place {
  readonly prefix: string;
  /** `""` where nothing around it loops. */
  readonly inIteration: string;
}

class Reader {
  readonly #keys = new Keys();

  /** When the execution began, for what has no time of its own. */
  constructor(readonly startedAt: number) {}

  items(items: readonly LogItem[], place: Place): ExecutedModule[] {
    return items.flatMap((item) =>
      item.kind === "loop"
        ? item.iterations.flatMap((iteration) => this.items(iteration.items, place))
        : [this.#executed(item, place)]
    );
  }

  #executed(item: LogModuleExec | LogGroupExec, place: Place): ExecutedModule {
    const { prefix, inIteration } = place;
    const path = prefix + String(item.moduleId ?? item.id ?? 0);
    const key = this.#keys.of(path);
    const own = this.#recordOf(item, { path, inIteration });
    const inside: Place = { prefix: `${path},`, inIteration };
    const once = item.kind === "group" ? this.items(item.items.filter(({ kind }) => kind !== "loop"), inside) : [];
    const { loop, frames } = this.#loop(item, { place, inside, label: "" });
    const looped = loop.length === 0 ? {} : { iterations: tallyOf(loop), ...own, loop };
    return { module: { ...own, ...looped }, key, frames: [...once.length > 0 ? [{ modules: once }] : [], ...frames] };
  }

  /** What an item tells of its iterations: what ran in them is the item itself, which may loop again, or others. */
  #loop(item: LogModuleExec | LogGroupExec, at: { place: Place; inside: Place; label: string }): ReadLoop {
    const loop: IterationExec[] = [];
    const frames: ExecutedFrame[] = [];
    for (const [index, iteration] of loopsOf(item).flatMap(({ iterations }) => iterations).entries()) {
      const number = iteration.iteration ?? index;
      const label = joined(at.label, number);
      const inside = { ...at.inside, inIteration: joined(at.inside.inIteration, number) };
      const self = iteration.items.find((each) => isSame(each, item));
      const again = self === undefined ? { loop: [], frames: [] } : this.#loop(self, { ...at, inside, label });
      const modules = self === undefined
        ? this.items(iteration.items, at.place)
        : self.kind === "group"
        ? this.items(self.items.filter(({ kind }) => kind !== "loop"), inside)
        : [];
      loop.push({
        number,
        state: iterationState(self?.completed ?? iteration.completed),
        startedAt: timeOf(iteration.tsStart) ?? this.startedAt,
        ...optional("finishedAt", timeOf(iteration.tsEnd)),
        ...optional("error", iteration.error || undefined),
        ...optional("loop", again.loop.length === 0 ? undefined : again.loop),
      });
      if (modules.length > 0) frames.push({ iteration: label, modules });
      frames.push(...again.frames);
    }
    return { loop, frames };
  }

  #recordOf(item: LogModuleExec | LogGroupExec, { path, inIteration }: Located): ModuleExec {
    const notes = new LogNotes(item.annotations);
    const state = stateOf(item.completed);
    const startedAt = timeOf(item.tsStart) ?? this.startedAt;
    const remote = item.kind === "module" ? remotesOf(item) : notes.remotes();
    return {
      path,
      ...optional("inIteration", inIteration || undefined),
      name: nameOf(item),
      state: item.cached === 1 ? "cached" : state === "unfinished" ? "interrupted" : state,
      startedAt,
      ...optional("finishedAt", timeOf(item.tsEnd)),
      ...optional("isGroup", item.kind === "group" ? true : undefined),
      ...optional("error", item.error || undefined),
      ...optional("trace", notes.text("errorTrace")),
      ...optional("iterations", notes.iterations()),
      ...optional("jobs", notes.jobs()),
      ...optional("progress", notes.progress()),
      ...optional("signature", notes.text("vt:signature")),
      ...optional("cachedFrom", notes.text("vt:cachedFrom")),
      ...optional("outputs", notes.outputs()),
      ...optional("remote", remote.length === 0 ? undefined : remote),
      ...optional("annotations", notes.plain()),
    };
  }
}

interface Located {
  readonly path: string;
  readonly inIteration: string;
}

interface ReadLoop {
  readonly loop: readonly IterationExec[];
  readonly frames: readonly ExecutedFrame[];
}

function loopsOf(item: LogModuleExec | LogGroupExec): readonly LogLoopExec[] {
  return item.kind === "module" ? item.loops : item.items.filter((each) => each.kind === "loop");
}

/** Whether what ran in an iteration is the looping module itself, not one that it runs. */
function isSame(item: LogItem, looping: LogModuleExec | LogGroupExec): item is LogModuleExec | LogGroupExec {
  if (item.kind === "loop" || item.kind !== looping.kind || item.moduleId !== looping.moduleId) return false;
  return nameOf(item) === nameOf(looping);
}

function nameOf(item: LogModuleExec | LogGroupExec): string {
  return item.kind === "group" ? item.groupName : item.moduleName;
}

function joined(label: string, number: number): string {
  return label === "" ? String(number) : `${label}/${number}`;
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
