/**
 * Executions as VisTrails logs them, in the proposed form; `schemaExec` makes of it what VisTrails 2.2 reads. What neither
 * has is kept in annotations whose keys begin with `vt:`.
 */
import type { IterationExec, ModuleExec, RemoteExecution, UsedMachine, WorkflowExec } from "../record/log.ts";
import type {
  LogAnnotation,
  LogGroupExec,
  LogItem,
  LogLoopExec,
  LogLoopIteration,
  LogMachine,
  LogModuleExec,
  LogRemoteExecution,
  LogWorkflowExec,
} from "../vt_file/vistrails_log.ts";
import { dateText } from "../vt_file/xml_edit.ts";
import { type ExecutedFrame, type ExecutedModule, type ExecutedWorkflow, isGroup } from "./executed_workflow.ts";
import { optional } from "./vistrails_log_notes.ts";

const LOCAL = 1;

/** See the head of the file. */
export function toVistrailsLog({ exec, top }: ExecutedWorkflow): LogWorkflowExec {
  const log = new LogMaker();
  const annotations = log.annotations({
    "vt:execution": exec.id,
    "vt:denoVersion": exec.denoVersion,
    "vt:file": exec.workflow.version === undefined ? exec.workflow.file : undefined,
    "vt:hash": exec.hash,
    "vt:continues": exec.continues,
    "vt:parameters": Object.keys(exec.parameters).length === 0 ? undefined : exec.parameters,
  });
  return {
    id: 1,
    schemaVersion: "1.0.4",
    user: xmlText(exec.user),
    ip: null,
    session: null,
    vtVersion: exec.denoVersion === "" ? exec.vtVersion : `vt ${exec.vtVersion}`,
    tsStart: timestamp(exec.startedAt),
    tsEnd: timestamp(exec.finishedAt),
    parentType: exec.workflow.version === undefined ? "workflow" : "vistrail",
    parentId: null,
    parentVersion: exec.workflow.version ?? null,
    completed: COMPLETED[exec.state],
    name: exec.workflow.version === undefined ? xmlText(exec.workflow.name) : "",
    reason: xmlText(reasonOf(exec)),
    annotations,
    machines: machinesOf(exec).map(machineOf),
    items: log.items(top),
  };
}

/** All machines of an execution, the local one first. */
export function machinesOf({ machine, machines }: WorkflowExec): readonly UsedMachine[] {
  const all = machines === undefined || machines.length === 0 ? [{ ...machine, id: LOCAL, local: true }] : machines;
  return all.toSorted((a, b) => Number(b.local) - Number(a.local));
}

/** As VisTrails names it for cells and mashups. */
function reasonOf({ reason, workflow: { cell, mashup } }: WorkflowExec): string {
  if (cell !== undefined) return `Parameter Exploration ${cell}`;
  return mashup === undefined ? reason : `mashup::${mashup.replace(":", "::")}`;
}

const COMPLETED = { completed: 1, cached: 1, failed: -1, suspended: -2, running: 0, interrupted: 0 } as const;

function machineOf({ id, name, os, architecture, processor, ram, local, ip }: UsedMachine): LogMachine {
  const texts = { name: xmlText(name), os: xmlText(os), processor: xmlText(processor) };
  return { id, ...texts, architecture: /64/.test(architecture) ? "64" : "32", ram, local, ip: ip ?? null };
}

/** Counts as VisTrails does: from 1, modules, groups, loops and iterations together, annotations for themselves. */
class LogMaker {
  #item = 0;
  #annotation = 0;

  items({ modules }: ExecutedFrame): LogItem[] {
    return modules.map((module) => isGroup(module) ? this.#group(module) : this.#module(module));
  }

  /** What is undefined is left out; what is no text becomes JSON. */
  annotations(values: Readonly<Record<string, unknown>>): LogAnnotation[] {
    return Object.entries(values).filter(([, value]) => value !== undefined).map(([key, value]) => ({
      id: ++this.#annotation,
      key: xmlText(key),
      value: xmlText(typeof value === "string" ? value : JSON.stringify(value) ?? ""),
    }));
  }

  #module(executed: ExecutedModule): LogModuleExec {
    const { module } = executed;
    const fields = this.#fields(module);
    return {
      kind: "module",
      ...fields,
      moduleName: xmlText(module.name),
      annotations: this.#annotationsOf(module),
      loops: this.#loops(executed),
      remotes: (module.remote ?? []).map((remote) => this.#remote(remote, module)),
    };
  }

  #group(executed: ExecutedModule): LogGroupExec {
    const { module, frames } = executed;
    const fields = this.#fields(module);
    const loops = this.#loops(executed);
    const once = frames.filter(({ iteration }) => iteration === undefined);
    return {
      kind: "group",
      ...fields,
      groupName: xmlText(module.name),
      groupType: module.name === "Group" ? "Group" : "SubWorkflow",
      annotations: [
        ...this.#annotationsOf(module),
        ...this.annotations({ "vt:remote": module.remote && { all: module.remote } }),
      ],
      items: [...once.flatMap((frame) => this.items(frame)), ...loops],
    };
  }

  #fields(module: ModuleExec): Omit<LogModuleExec, "kind" | "moduleName" | "annotations" | "loops" | "remotes"> {
    return {
      id: ++this.#item,
      tsStart: timestamp(module.startedAt),
      tsEnd: timestamp(module.finishedAt),
      cached: module.state === "cached" ? 1 : 0,
      moduleId: Number(module.path.slice(module.path.lastIndexOf(",") + 1)),
      completed: COMPLETED[module.state],
      error: xmlText(module.error ?? ""),
      machineId: LOCAL,
    };
  }

  #annotationsOf(module: ModuleExec): LogAnnotation[] {
    const { annotations, trace, iterations, jobs, progress, signature, cachedFrom, outputs } = module;
    return this.annotations({
      ...annotations,
      errorTrace: trace,
      "vt:iterations": iterations,
      "vt:jobs": jobs && { all: jobs },
      "vt:progress": progress,
      "vt:signature": signature,
      "vt:cachedFrom": cachedFrom,
      "vt:outputs": outputs,
    });
  }

  /** A loop of which each iteration is recorded, or at least what ran in it. */
  #loops({ module, frames }: ExecutedModule): LogLoopExec[] {
    const { loop = [], startedAt, finishedAt } = module;
    const byNumber = Map.groupBy(frames, ({ iteration = "" }) => iteration.split("/", 1)[0]);
    byNumber.delete("");
    if (loop.length === 0 && byNumber.size === 0) return [];
    const id = ++this.#item;
    const spans = loop.length > 0 ? loop : [...byNumber].map(([number, frames]) => spanOf(frames, Number(number)));
    const iterations = spans.map((each) =>
      this.#iteration({ module, each, frames: byNumber.get(String(each.number)) ?? [] })
    );
    return [{ kind: "loop", id, tsStart: timestamp(startedAt), tsEnd: timestamp(finishedAt), iterations }];
  }

  /** VisTrails says of an iteration that is suspended that it is completed, and of its module how it is. */
  #iteration({ module, each, frames }: Iteration): LogLoopIteration {
    const id = ++this.#item;
    const { path, name, isGroup: isLoopedGroup } = module;
    const { number, loop, ...own } = each;
    const inner: ModuleExec = {
      path,
      name,
      ...own,
      ...optional("isGroup", isLoopedGroup),
      ...optional("loop", loop),
    };
    const executed = { module: inner, key: "", frames: frames.map((frame) => withoutFirst(frame)) };
    const others = frames.filter(({ modules }) => modules.some(({ module }) => !module.path.startsWith(`${path},`)));
    const items = others.length > 0
      ? others.flatMap((frame) => this.items(frame))
      : [isGroup(executed) ? this.#group(executed) : this.#module(executed)];
    return {
      id,
      tsStart: timestamp(each.startedAt),
      tsEnd: timestamp(each.finishedAt),
      iteration: number,
      completed: each.state === "failed" ? -1 : each.state === "running" ? 0 : 1,
      error: xmlText(each.error ?? ""),
      items,
    };
  }

  #remote(remote: RemoteExecution, module: ModuleExec): LogRemoteExecution {
    const { scheme, machine, tasks = [] } = remote;
    const id = ++this.#item;
    const whole = machine === undefined
      ? []
      : [{ ...this.#module({ module: bare(module), key: "", frames: [] }), machineId: machine }];
    return {
      id,
      scheme: xmlText(scheme),
      annotations: this.annotations(remote.annotations),
      items: whole,
      tasks: tasks.map((task) => ({
        id: ++this.#item,
        machineId: task.machine,
        function: xmlText(task.function),
        count: task.count,
        description: xmlText(task.description),
        annotations: [],
      })),
    };
  }
}

interface Iteration {
  readonly module: ModuleExec;
  readonly each: IterationExec;
  readonly frames: readonly ExecutedFrame[];
}

/** The iteration that frames are of, where nothing else is known of it. */
function spanOf(frames: readonly ExecutedFrame[], number: number): IterationExec {
  const modules = frames.flatMap(({ modules }) => modules);
  const states = new Set(modules.map(({ module }) => module.state));
  return {
    number,
    state: states.has("failed") ? "failed" : states.has("suspended") ? "suspended" : "completed",
    startedAt: Math.min(...modules.map(({ module }) => module.startedAt)),
    finishedAt: Math.max(...modules.map(({ module }) => module.finishedAt ?? module.startedAt)),
  };
}

/** As it is inside its outermost iteration. */
function withoutFirst({ iteration = "", modules }: ExecutedFrame): ExecutedFrame {
  const slash = iteration.indexOf("/");
  return slash < 0 ? { modules } : { iteration: iteration.slice(slash + 1), modules };
}

/** The module as its outer record has it, without what is told there. */
function bare({ path, name, state, startedAt, finishedAt, error }: ModuleExec): ModuleExec {
  return { path, name, state, startedAt, finishedAt, error };
}

function timestamp(time: number | undefined): string | null {
  return time === undefined ? null : dateText(new Date(time));
}

/** A text with a sign in place of each character that XML does not have. */
function xmlText(text: string): string {
  return text.toWellFormed().replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\ufffd");
}
