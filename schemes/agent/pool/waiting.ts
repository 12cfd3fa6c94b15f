/** What waits for an agent of a pool: what takes the same in one queue, so that none holds what another could have. */
import type { Slice, Task } from "../../task.ts";
import { precedes, TaskQueue } from "../../task_queue.ts";
import { type AgentNeeds, needsOf } from "./member.ts";

/** Those that take the same. */
export interface Line {
  readonly needs: AgentNeeds;
  readonly queue: TaskQueue;
  /** How often its first was passed by others that came later. */
  passed: number;
}

/** See the head of the file. */
export class Waiting {
  readonly #lines = new Map<string, Line>();

  /** Lines in which something waits, the one with the first before all others. */
  get lines(): readonly Line[] {
    const lines = [...this.#lines.values()];
    return lines.length < 2 ? lines : lines.sort((a, b) => precedes(a.queue.first!, b.queue.first!) ? -1 : 1);
  }

  push(slice: Slice): void {
    const needs = needsOf(slice.task.request);
    const key = JSON.stringify([needs.cpus, needs.memory, needs.labels]);
    let line = this.#lines.get(key);
    if (line === undefined) this.#lines.set(key, line = { needs, queue: new TaskQueue(), passed: 0 });
    line.queue.push(slice);
  }

  /** The first of a line, cut to `most`. */
  take(line: Line, most: number): Slice {
    const slice = line.queue.takeFirst(most);
    line.passed = 0;
    this.#tidy();
    return slice;
  }

  /** Takes out what is not wanted of a task. */
  drop(task: Task): void {
    for (const { queue } of this.#lines.values()) queue.drop(task);
    this.#tidy();
  }

  #tidy(): void {
    for (const [key, { queue }] of this.#lines) if (queue.first === undefined) this.#lines.delete(key);
  }
}
