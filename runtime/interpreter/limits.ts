/**
 * What the computations of a run share. Each takes all that it needs in one step, or waits: so none waits while it holds
 * something, and there is no deadlock. Of those that wait the first in order goes first for which there is room; order is
 * that of the task runner, the longest path ahead first where durations are known. One that was passed too often by
 * others that took of what it needs is passed no more.
 */
import { ModuleError } from "../errors.ts";
import { type Needs, type PoolSizes, whyNever } from "../plan/pool_sizes.ts";
import { precedes, type Queued, TaskQueue } from "./task_queue.ts";
import { Task, type TaskRunner } from "./task_runner.ts";

/** How often one that waits may be passed by others. */
const MOST_PASSED = 16;

/** Done when what it waits for has been taken for it. */
export class Turn extends Task {
  passed = 0;

  constructor({ priority, inherited, order }: Queued) {
    super();
    Object.assign(this, { priority, inherited, order });
  }

  run(): void {}
}

/** Those that wait for the same. */
interface Line {
  readonly needs: Needs;
  readonly queue: TaskQueue<Turn>;
}

/** See the head of the file. */
export class Limits {
  readonly #runner: TaskRunner;
  readonly #sizes: PoolSizes;
  readonly #free: Map<string, number>;
  /** Those in which somebody waits, by what for. */
  readonly #lines = new Map<string, Line>();

  constructor(runner: TaskRunner, sizes: PoolSizes) {
    this.#runner = runner;
    this.#sizes = sizes;
    this.#free = new Map(sizes);
  }

  /** Takes it, at once or when the turn is done. Throws a ModuleError where there will never be so much. */
  take(needs: Needs, place: Queued): Turn {
    const never = whyNever(needs, this.#sizes);
    if (never !== undefined) throw new ModuleError(never);
    const key = JSON.stringify(needs);
    let line = this.#lines.get(key);
    if (line === undefined) this.#lines.set(key, line = { needs, queue: new TaskQueue() });
    const turn = new Turn(place);
    line.queue.push(turn);
    this.#serve();
    return turn;
  }

  /** Gives it back: others have their turn. */
  giveBack(needs: Needs): void {
    for (const [pool, amount] of needs) this.#free.set(pool, this.#free.get(pool)! + amount);
    this.#serve();
  }

  #serve(): void {
    for (let line = this.#next(); line !== undefined; line = this.#next()) {
      for (const [pool, amount] of line.needs) this.#free.set(pool, this.#free.get(pool)! - amount);
      const turn = line.queue.pop()!;
      if (line.queue.first === undefined) this.#lines.delete(JSON.stringify(line.needs));
      this.#runner.done(turn);
    }
  }

  /** The line whose first has its turn; undefined when there is no room for any. */
  #next(): Line | undefined {
    const lines = [...this.#lines.values()];
    if (lines.length > 1) lines.sort((a, b) => precedes(a.queue.first!, b.queue.first!) ? -1 : 1);
    for (const [i, line] of lines.entries()) {
      if (line.needs.some(([pool, amount]) => this.#free.get(pool)! < amount)) continue;
      const passed = lines.slice(0, i).filter(({ needs }) => haveInCommon(needs, line.needs))
        .map(({ queue }) => queue.first!);
      if (passed.some((turn) => turn.passed >= MOST_PASSED)) continue;
      for (const turn of passed) turn.passed++;
      return line;
    }
    return undefined;
  }
}

function haveInCommon(a: Needs, b: Needs): boolean {
  return a.some(([pool]) => b.some(([other]) => other === pool));
}
