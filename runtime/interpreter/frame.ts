/** A pipeline while it runs: the whole workflow, or the content of a group, each time that the group runs. */
import type { PathLengths } from "../plan/longest_paths.ts";
import type { Plan } from "../plan/plan.ts";
import { type ExecutionEvent, type FailedAttempt, type ModulePlace, pathText } from "../record/execution_event.ts";
import { supportedExecution } from "../scheme/supported_execution.ts";
import type { TracedModule } from "../telemetry/tracer.ts";
import { endedBadly } from "./failure.ts";
import { iterationOf, tellIteration } from "./iterations.ts";
import type { JobIds } from "./job_ids.ts";
import { ModuleRun } from "./module_run.ts";
import type { Execution } from "./running_execution.ts";
import type { Stream } from "./stream.ts";
import { type Room, Sweep } from "./sweep.ts";

/** See the head of the file. */
export class Frame {
  /** By module index; undefined until somebody wants the module. */
  readonly runs: (ModuleRun | undefined)[];
  /** Modules that failed by themselves, in order. */
  readonly failures: ModuleRun[] = [];
  /** Modules that wait for something that goes on by itself. */
  readonly suspensions: ModuleRun[] = [];
  /** How many modules wait for others that have been started. */
  waiting = 0;
  /** Those of its modules that are not over. What is inside a group shares them, but for one that runs as a copy. */
  streams: Stream[] = [];
  /** The group whose content it is; undefined for the whole workflow. */
  group: ModuleRun | undefined = undefined;
  /** Of what iterations it is the content, where groups around it loop. */
  inIteration: string | undefined = undefined;
  /** Whether all modules are found before the first runs, because some may start elsewhere. */
  readonly findsFirst: boolean;
  /** What is known of the time from each of its modules to the end of the run. */
  pathLengths: PathLengths | undefined = undefined;
  #spacing = 1;

  constructor(readonly execution: Execution, readonly plan: Plan, readonly within: string, readonly jobIds: JobIds) {
    this.runs = new Array<ModuleRun | undefined>(plan.pipeline.modules.length).fill(undefined);
    this.findsFirst = plan.startsElsewhere || execution.elsewhere !== undefined;
  }

  /** The run of a module, made when it is first asked for. */
  runAt(index: number): ModuleRun {
    return this.runs[index] ??= new ModuleRun(this, index);
  }

  /** Gives a module values in place of what its ports are connected to. */
  feed(index: number, overrides: ReadonlyMap<string, unknown>): void {
    this.runAt(index).set({ copied: { overrides, depth: this.plan.listDepth[index], isCopy: false } });
  }

  /** Starts modules and all that they wait for, those behind ports that are updated lazily left out. */
  demand(wanted: readonly ModuleRun[], room: Room = { after: 0, spacing: 1 }): void {
    const sweep = new Sweep(this, wanted, room);
    this.#spacing = room.spacing;
    this.execution.runner.queue(sweep, sweep.priority, sweep.inherited, sweep.order);
  }

  /** The room in the queue's order for what `run` runs: before it, after the module that precedes it. */
  roomOf(run: ModuleRun, plan: Plan): Room {
    return { after: run.order - this.#spacing, spacing: this.#spacing / (plan.definitions.length + 1) };
  }

  /** Milliseconds from the start of a module to the end of the run, where they are known: the longest goes first. */
  pathLengthOf(run: ModuleRun): number | undefined {
    return this.pathLengths?.of[run.index];
  }

  /** Whether a module starts in the background: it goes elsewhere, or may. */
  startsInBackground(run: ModuleRun): boolean {
    if (!this.findsFirst) return false;
    if (run.definition !== undefined && supportedExecution(run.definition).autoselect) return true;
    return this.execution.elsewhere?.schemeOf(run) !== undefined;
  }

  /** The frame of a group's content. */
  inside(run: ModuleRun): Frame {
    const inner = this.plan.inner.get(run.index)!;
    const frame = new Frame(this.execution, inner, this.pathOf(run.index), this.jobIds.inside(run.index, run.jobId));
    frame.pathLengths = this.pathLengths?.inside.get(run.index);
    frame.group = run;
    frame.inIteration = iterationInside(run);
    if (!run.isCopy) frame.streams = this.streams;
    return frame;
  }

  /** Runs a copy of a module that is up to date but for its own computing. */
  start(copy: ModuleRun, by: ModuleRun): void {
    copy.state = "waiting";
    this.execution.runner.queue(copy, by.priority, by.inherited, by.order);
  }

  /** A module has ended, in whatever way: those that wait for it alone have their turn. */
  release(run: ModuleRun): void {
    const { runner } = this.execution;
    runner.done(run);
    if (this.waiting === 0) return;
    const isBlocking = endedBadly(run);
    const { start, destination } = this.plan.downstream;
    for (let k = start[run.index]; k < start[run.index + 1]; k++) {
      const dependent = this.runs[destination[k]];
      if (dependent === undefined || dependent.waitingFor === 0 || dependent.state !== "waiting") continue;
      if (isBlocking) dependent.isBlocked = true;
      runner.release(dependent);
      if (dependent.waitingFor === 0) this.waiting--;
    }
  }

  /** A module failed by itself: it counts for the group around it and may stop the run. */
  failed(run: ModuleRun): void {
    if (!run.failure!.isDerived) this.failures.push(run);
    this.execution.failed(run);
  }

  /** Why a group fails that has this content; undefined when nothing in it failed. */
  get failureText(): string | undefined {
    if (this.failures.length === 0) return undefined;
    return `Error(s) inside group:\n${
      this.failures.map(({ module, failure }) => `${module.name}: ${failure!.error}`).join("\n")
    }`;
  }

  /** A module is suspended: it counts for the group around it, and the run goes on. */
  suspended(run: ModuleRun): void {
    this.suspensions.push(run);
    this.execution.hasSuspended = true;
  }

  tellStart(run: ModuleRun): void {
    const { observe } = this.execution;
    observe?.({
      kind: "moduleStarted",
      ...this.placeOf(run),
      name: run.module.name,
      startedAt: run.startedAt,
      ...(run.definition === undefined && { isGroup: true }),
    });
  }

  tellEnd(run: ModuleRun): void {
    const { observe } = this.execution;
    if (observe === undefined) return;
    observe({
      kind: "moduleFinished",
      id: run.module.id,
      within: this.within,
      inIteration: this.inIteration,
      name: run.module.name,
      state: run.state as "completed",
      startedAt: run.startedAt,
      finishedAt: this.execution.now(),
      computedMs: run.computedMs,
      error: run.failure?.error,
      trace: run.failure?.trace,
      iterations: run.iterations,
      isGroup: run.definition === undefined ? true : undefined,
      signature: this.execution.signatureOf(run),
      cachedFrom: run.cachedFrom,
      remote: run.remote,
      ...(run.waitedMs > 0 && { waitedMs: run.waitedMs }),
      ...(run.attempts !== undefined && { attempts: run.attempts }),
      ...(run.failure?.abort && { abort: true }),
      ...(run.isCacheable && { isCacheable: true }),
    }, run.outputs);
  }

  /** An attempt failed, and another follows. */
  tellAttempt(run: ModuleRun, attempt: Omit<FailedAttempt, "finishedAt" | "iteration"> & { most: number }): void {
    const { observe } = this.execution;
    if (observe === undefined) return;
    const iteration = iterationOf(run);
    observe({
      kind: "moduleAttempt",
      ...this.placeOf(run),
      ...attempt,
      finishedAt: this.execution.now(),
      ...(iteration !== "" && { iteration }),
    });
  }

  /** An iteration of a module's loop has ended. */
  tellIteration(copy: ModuleRun): void {
    const { observe } = this.execution;
    if (observe !== undefined) tellIteration(copy, observe);
  }

  /** Passes on what happened elsewhere, at a place below this frame; `by`: sent it there. */
  pass(event: ExecutionEvent, by: ModuleRun): void {
    const { observe } = this.execution;
    const around = event.within === "" ? this.inIteration : iterationInside(by);
    if (this.within === "" && around === undefined) return observe?.(event);
    observe?.({
      ...event,
      within: joined(this.within, event.within, ","),
      inIteration: joined(around, event.inIteration, "/") || undefined,
    });
  }

  /** Where a module of this frame is. */
  placeOf({ module: { id } }: ModuleRun): ModulePlace {
    const { within, inIteration } = this;
    return inIteration === undefined ? { id, within } : { id, within, inIteration };
  }

  /** A module as whoever traces it knows it. */
  tracedOf(run: ModuleRun): TracedModule {
    const { module: { name }, startedAt } = run;
    return { ...this.placeOf(run), name, startedAt, iteration: iterationOf(run) };
  }

  /** The path of a module in this frame. */
  pathOf(index: number): string {
    return pathText({ id: this.plan.pipeline.modules[index].id, within: this.within });
  }
}

/** Of what iterations the content of a group is. */
function iterationInside(group: ModuleRun): string | undefined {
  return joined(group.frame.inIteration, iterationOf(group), "/") || undefined;
}

function joined(a: string | undefined, b: string | undefined, by: string): string {
  return [a, b].filter(Boolean).join(by);
}
