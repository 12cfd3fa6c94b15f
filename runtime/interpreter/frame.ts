/** A pipeline while it runs: the whole workflow, or the content of a group, each time that the group runs. */
import { pathText } from "../execution_event.ts";
import type { Plan } from "../plan/plan.ts";
import { childOf, NOTHING_INHERITED } from "../task_queue.ts";
import { Priority } from "../task_runner.ts";
import type { Execution } from "./execution.ts";
import { ModuleRun } from "./module_run.ts";

const WANTED_HERE = childOf(NOTHING_INHERITED, Priority.compute);
const WANTED_ELSEWHERE = childOf(NOTHING_INHERITED, Priority.startInBackground);

/** Room in the order of the queue for what a module runs: before that module, after the one that precedes it. */
export interface Room {
  readonly after: number;
  readonly before: number;
}

/** See the head of the file. */
export class Frame {
  /** By module index; undefined until somebody wants the module. */
  readonly runs: (ModuleRun | undefined)[];
  /** Modules that failed by themselves, in order. */
  readonly failures: ModuleRun[] = [];
  #spacing = 1;

  constructor(readonly execution: Execution, readonly plan: Plan, readonly within: string) {
    this.runs = new Array<ModuleRun | undefined>(plan.pipeline.modules.length).fill(undefined);
  }

  /** The run of a module, made when it is first asked for. */
  runAt(index: number): ModuleRun {
    return this.runs[index] ??= new ModuleRun(this, index);
  }

  /** Gives a module values in place of what its ports are connected to. */
  feed(index: number, overrides: ReadonlyMap<string, unknown>): void {
    this.runAt(index).set({ copied: { overrides, depth: this.plan.listDepth[index], isCopy: false } });
  }

  /**
   * Starts modules and all that they wait for. This is the priority "update upstream": it precedes all computing, so
   * it is done in one sweep. Modules of equal priority run in the order in which VisTrails pulls: depth first.
   */
  demand(wanted: readonly ModuleRun[], room: Room = { after: 0, before: Infinity }): void {
    const found: ModuleRun[] = [];
    for (const run of wanted) this.#sweep(run, found);
    this.#spacing = room.before === Infinity ? 1 : (room.before - room.after) / (found.length + 1);
    for (const [i, run] of found.entries()) {
      run.order = room.after + (i + 1) * this.#spacing;
      if (run.waitingFor === 0) this.execution.runner.queue(run, run.priority, run.inherited, run.order);
    }
  }

  /** The room in the queue's order for what `run` runs. */
  roomOf(run: ModuleRun): Room {
    return { after: run.order - this.#spacing, before: run.order };
  }

  /** Runs a copy of a module that is up to date but for its own computing. */
  start(copy: ModuleRun, by: ModuleRun): void {
    copy.state = "waiting";
    this.execution.runner.queue(copy, by.priority, by.inherited, by.order);
  }

  #sweep(root: ModuleRun, found: ModuleRun[]): void {
    if (root.state !== "idle") return;
    const { start, source } = this.plan.upstream;
    this.#prepare(root, root);
    const path = [root];
    const next = [start[root.index]];
    while (path.length > 0) {
      const run = path[path.length - 1];
      const k = next[next.length - 1]++;
      if (k === start[run.index + 1]) {
        found.push(run);
        path.pop();
        next.pop();
        continue;
      }
      const upstream = this.runAt(source[k]);
      if (upstream.state === "idle") {
        this.#prepare(upstream, run);
        path.push(upstream);
        next.push(start[upstream.index]);
      }
      if (!upstream.isDone) run.waitingFor++;
      else if (upstream.state === "failed" || upstream.state === "notRun") run.isBlocked = true;
    }
  }

  #prepare(run: ModuleRun, wantedBy: ModuleRun): void {
    run.state = "waiting";
    run.priority = run.definition?.parallelizable === undefined ? Priority.compute : Priority.startInBackground;
    const elsewhere = wantedBy.priority === Priority.startInBackground || wantedBy.inherited === WANTED_ELSEWHERE;
    run.inherited = elsewhere && wantedBy !== run ? WANTED_ELSEWHERE : WANTED_HERE;
  }

  /** A module has ended, in whatever way: those that wait for it alone have their turn. */
  release(run: ModuleRun): void {
    const { runner } = this.execution;
    runner.done(run);
    const isBlocking = run.state === "failed" || run.state === "notRun";
    const { start, destination } = this.plan.downstream;
    for (let k = start[run.index]; k < start[run.index + 1]; k++) {
      const dependent = this.runs[destination[k]];
      if (dependent === undefined || dependent.state !== "waiting" || dependent.waitingFor === 0) continue;
      if (isBlocking) dependent.isBlocked = true;
      runner.release(dependent);
    }
  }

  /** A module failed by itself: it counts for the group around it and may stop the run. */
  failed(run: ModuleRun): void {
    if (!run.failure!.isDerived) this.failures.push(run);
    this.execution.failed(run);
  }

  tellStart(run: ModuleRun): void {
    const { observe } = this.execution;
    observe?.({
      kind: "moduleStarted",
      id: run.module.id,
      within: this.within,
      name: run.module.name,
      startedAt: run.startedAt,
    });
  }

  tellEnd(run: ModuleRun): void {
    const { observe } = this.execution;
    if (observe === undefined) return;
    observe({
      kind: "moduleFinished",
      id: run.module.id,
      within: this.within,
      name: run.module.name,
      state: run.state as "completed",
      startedAt: run.startedAt,
      finishedAt: this.execution.now(),
      error: run.failure?.error,
      trace: run.failure?.trace,
      iterations: run.iterations,
    });
  }

  /** The path of a module in this frame. */
  pathOf(run: ModuleRun): string {
    return pathText({ id: run.module.id, within: this.within });
  }
}
