/**
 * Brings modules up to date: goes upstream, depth first, as VisTrails pulls, and comes back down. A module whose
 * upstream is done when the sweep comes by runs at once, unless something queued precedes it; one whose upstream is
 * not done waits in the frame. Where modules may start elsewhere, all are found first, so that those start first: where
 * durations are known, in the order of what lies ahead of them.
 */
import { endedBadly } from "./failure.ts";
import type { Frame } from "./frame.ts";
import type { ModuleRun } from "./module_run.ts";
import { childOf, NOTHING_INHERITED } from "./task_queue.ts";
import { Priority, Task, type TaskRunner } from "./task_runner.ts";

const WANTED_HERE = childOf(NOTHING_INHERITED, Priority.compute);
const WANTED_ELSEWHERE = childOf(NOTHING_INHERITED, Priority.startInBackground);

/** Room in the order of the queue for what a module runs: before that module, after the one that precedes it. */
export interface Room {
  readonly after: number;
  readonly spacing: number;
}

/** See the head of the file. */
export class Sweep extends Task {
  /** From a wanted module upstream to where the sweep is, and the next wire to follow of each. */
  readonly #path: ModuleRun[] = [];
  readonly #next: number[] = [];
  readonly #wanted: readonly ModuleRun[];
  #wantedCount = 0;
  readonly #found: ModuleRun[] = [];

  constructor(readonly frame: Frame, wanted: readonly ModuleRun[], readonly room: Room) {
    super();
    this.#wanted = wanted;
    this.order = room.after + room.spacing;
    this.priority = Priority.compute;
    this.inherited = WANTED_HERE;
  }

  run(runner: TaskRunner): void {
    const { findsFirst } = this.frame;
    for (let run = this.#ready(); run !== undefined; run = this.#ready()) {
      if (!findsFirst && runner.hasBefore(this)) return runner.queue(this, this.priority, this.inherited, this.order);
      this.#leave(run);
      run.state = "waiting";
      run.order = this.order;
      this.order += this.room.spacing;
      if (findsFirst) this.#found.push(run);
      else if (run.waitingFor === 0) run.run();
    }
    if (findsFirst && this.frame.pathLengths !== undefined) this.#putLongestFirst(this.frame.pathLengths.of);
    for (const run of this.#found) {
      if (run.waitingFor === 0) runner.queue(run, run.priority, run.inherited, run.order);
    }
    runner.done(this);
  }

  /**
   * Exchanges the places of modules that run elsewhere, or that those wait for, so that the longest paths begin first.
   * All others keep theirs: it makes no difference to the run, and what they print comes in the same order each time.
   */
  #putLongestFirst(lengths: Float64Array): void {
    const leading = this.#found.filter((run) =>
      run.priority === Priority.startInBackground || run.inherited === WANTED_ELSEWHERE
    );
    const places = leading.map(({ order }) => order);
    leading.sort((a, b) => lengths[b.index] - lengths[a.index]);
    for (const [i, run] of leading.entries()) run.order = places[i];
  }

  /** The next module all of whose upstream has been visited; undefined at the end. */
  #ready(): ModuleRun | undefined {
    const { start, source } = this.frame.plan.upstream;
    const path = this.#path;
    for (;;) {
      if (path.length === 0) {
        const wanted = this.#wanted[this.#wantedCount++];
        if (wanted === undefined) return undefined;
        if (wanted.state === "idle") this.#enter(wanted, wanted);
        continue;
      }
      const run = path[path.length - 1];
      const k = this.#next[path.length - 1];
      if (k === start[run.index + 1]) return run;
      const upstream = this.frame.runAt(source[k]);
      if (upstream.state === "idle") this.#enter(upstream, run);
      else this.#next[path.length - 1]++;
    }
  }

  #enter(run: ModuleRun, wantedBy: ModuleRun): void {
    run.state = "visited";
    run.priority = this.frame.startsInBackground(run) ? Priority.startInBackground : Priority.compute;
    const elsewhere = wantedBy !== run &&
      (wantedBy.priority === Priority.startInBackground || wantedBy.inherited === WANTED_ELSEWHERE);
    run.inherited = elsewhere ? WANTED_ELSEWHERE : WANTED_HERE;
    this.#path.push(run);
    const { start } = this.frame.plan.upstream;
    // What precedes a job that is known is not run again.
    this.#next.push(start[this.frame.execution.isKnownJob(run) ? run.index + 1 : run.index]);
  }

  /** All upstream has been visited: counts what of it the module waits for. What ends from now on releases it. */
  #leave(run: ModuleRun): void {
    this.#path.pop();
    this.#next.pop();
    if (this.frame.execution.isKnownJob(run)) return;
    const { start, source } = this.frame.plan.upstream;
    for (let k = start[run.index]; k < start[run.index + 1]; k++) {
      const upstream = this.frame.runAt(source[k]);
      if (!upstream.isDone && run.waitingFor++ === 0) this.frame.waiting++;
      if (endedBadly(upstream)) run.isBlocked = true;
    }
  }
}
