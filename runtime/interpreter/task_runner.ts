/**
 * Runs tasks one at a time, the smallest priority first, while background work goes on elsewhere. Knows nothing of
 * pipelines.
 *
 * The loop: take the first task of the queue; run it; whoever waited for it alone is queued when it is done. With an
 * empty queue it waits for background work; when there is none either, it ends.
 */
import { childOf, type InheritedPriorities, NOTHING_INHERITED, TaskQueue } from "./task_queue.ts";

/** Something to run once. It calls {@linkcode TaskRunner.done} itself, at once or much later. */
export abstract class Task {
  /** How many tasks it still waits for. Belongs to the runner, like all fields here. */
  waitingFor = 0;
  /** Ties of priority are broken by it, the smallest first. */
  order = 0;
  isDone = false;
  dependents: Task | Task[] | undefined = undefined;
  priority = 0;
  inherited: InheritedPriorities = NOTHING_INHERITED;

  abstract run(runner: TaskRunner): void;
}

/** What is queued behind the tasks of one `add`. */
export interface AddOptions {
  /** Queued when all tasks are done. */
  readonly then?: Task;
  /** Of the tasks, 100 if not given. */
  readonly priority?: number;
  /** Of `then`, 100 if not given. The tasks inherit it: they are wanted by something this urgent. */
  readonly thenPriority?: number;
}

/** Priorities, as in VisTrails: the smallest goes first. */
export const Priority = { updateUpstream: 10, startInBackground: 50, compute: 100 } as const;

/** How long tasks run before timers and signals get their turn. */
const SLICE_MS = 40;

/** Runs tasks by priority on this thread; see the head of the file. */
export class TaskRunner {
  readonly #queue = new TaskQueue<Task>();
  #inherited = NOTHING_INHERITED;
  #added = 0;
  #running = 0;
  #stopped = false;
  #asked = 0;
  #sliceEnd = 0;
  #wake: (() => void) | undefined;

  /** Queues tasks, and what is to run when all of them are done. A task that is done already is not run again. */
  add(tasks: readonly Task[], { then, priority = 100, thenPriority = 100 }: AddOptions = {}): void {
    const inherited = childOf(this.#inherited, thenPriority);
    for (const task of tasks) if (!task.isDone) this.queue(task, priority, inherited);
    if (then === undefined) return;
    for (const task of tasks) this.waitFor(then, task);
    if (then.waitingFor === 0) this.queue(then, thenPriority, this.#inherited);
    else this.prepare(then, thenPriority, this.#inherited);
  }

  /** Queues one task with what it inherits; `order` breaks ties, else the order of queueing does. */
  queue(task: Task, priority: number, inherited: InheritedPriorities, order: number = this.#added++): void {
    this.prepare(task, priority, inherited, order);
    this.#queue.push(task);
  }

  /** Says with what a waiting task is queued once its turn comes. */
  prepare(task: Task, priority: number, inherited: InheritedPriorities, order: number = this.#added++): void {
    task.priority = priority;
    task.inherited = inherited;
    task.order = order;
  }

  /** Lets `task` wait for `other` too, unless that is done. */
  waitFor(task: Task, other: Task): void {
    if (other.isDone) return;
    task.waitingFor++;
    if (other.dependents === undefined) other.dependents = task;
    else if (Array.isArray(other.dependents)) other.dependents.push(task);
    else other.dependents = [other.dependents, task];
  }

  /** Says that a task is done: those that waited for it alone are queued. */
  done(task: Task): void {
    task.isDone = true;
    const dependents = task.dependents;
    task.dependents = undefined;
    if (Array.isArray(dependents)) { for (const dependent of dependents) this.release(dependent); }
    else if (dependents !== undefined) this.release(dependents);
  }

  /** Says that a task waits for one task less; it is queued when that was the last. */
  release(task: Task): void {
    if (--task.waitingFor === 0) this.#queue.push(task);
  }

  /** Whether a task that is running should stand back: something queued precedes it, or others must have their turn. */
  hasBefore(task: Task): boolean {
    if (this.#stopped || ((++this.#asked & 63) === 0 && performance.now() > this.#sliceEnd)) return true;
    return this.#queue.precedes(task);
  }

  /** Announces work that goes on elsewhere; the loop does not end before its end is told. */
  startInBackground(): BackgroundTask {
    this.#running++;
    const inherited = this.#inherited;
    let ended = false;
    return {
      end: (then, priority) => {
        if (ended || this.#stopped) return;
        ended = true;
        this.queue(then, priority, inherited, then.order);
        this.#running--;
        this.#wake?.();
      },
    };
  }

  /** Takes no further task; what runs elsewhere may end, but nobody hears of it. */
  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  /** Runs until there is nothing to do here or elsewhere, or until {@linkcode TaskRunner.stop}. */
  async run(): Promise<void> {
    this.#sliceEnd = performance.now() + SLICE_MS;
    while (!this.#stopped) {
      const task = this.#queue.pop();
      if (task === undefined) {
        if (this.#running === 0) return;
        await new Promise<void>((wake) => this.#wake = wake);
        this.#wake = undefined;
        continue;
      }
      this.#inherited = task.inherited;
      task.run(this);
      if (performance.now() > this.#sliceEnd) {
        await new Promise((turn) => setTimeout(turn, 0));
        this.#sliceEnd = performance.now() + SLICE_MS;
      }
    }
  }
}

/** Work that goes on elsewhere. */
export interface BackgroundTask {
  /** Tells its end: `then` is queued with that priority. Only the first call counts. */
  end(then: Task, priority: number): void;
}
