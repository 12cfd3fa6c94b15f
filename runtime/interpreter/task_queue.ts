/**
 * The queue of the task runner. Its key is VisTrails': (priority, the smallest of it and the inherited ones, the
 * inherited ones from the outermost to the innermost), compared in this order; then the task's own order.
 */

/** Priorities of all that wait for a task, the outermost first; equal lists are one object. */
export interface InheritedPriorities {
  readonly parent: InheritedPriorities | undefined;
  readonly priority: number;
  readonly smallest: number;
  readonly length: number;
  readonly children: Map<number, InheritedPriorities>;
}

/** What a task inherits that nothing waits for. */
export const NOTHING_INHERITED: InheritedPriorities = {
  parent: undefined,
  priority: 0,
  smallest: Infinity,
  length: 0,
  children: new Map(),
};

/** The list with one more, innermost priority. */
export function childOf(parent: InheritedPriorities, priority: number): InheritedPriorities {
  let child = parent.children.get(priority);
  if (child === undefined) {
    const smallest = Math.min(parent.smallest, priority);
    child = { parent, priority, smallest, length: parent.length + 1, children: new Map() };
    parent.children.set(priority, child);
  }
  return child;
}

/** What is queued: any object with a key. */
export interface Queued {
  readonly priority: number;
  readonly inherited: InheritedPriorities;
  readonly order: number;
}

/** A priority queue for many tasks under few keys: one heap of tasks a key, and the keys in order. */
export class TaskQueue<T extends Queued> {
  readonly #lanes: Lane<T>[] = [];

  /** The first task; undefined when there is none. */
  get first(): T | undefined {
    return this.#lanes[0]?.first;
  }

  push(task: T): void {
    this.#laneOf(task).push(task);
  }

  /** Takes the first task; undefined when there is none. */
  pop(): T | undefined {
    const first = this.#lanes[0];
    if (first === undefined) return undefined;
    const task = first.pop();
    if (first.size === 0) this.#lanes.shift();
    return task;
  }

  /** Whether a queued task comes before one that is not queued. */
  precedes(task: T): boolean {
    const first = this.#lanes[0];
    if (first === undefined) return false;
    const order = compareKeys(first, task);
    return order < 0 || (order === 0 && first.firstOrder < task.order);
  }

  #laneOf(task: T): Lane<T> {
    let low = 0;
    let high = this.#lanes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const order = compareKeys(this.#lanes[middle], task);
      if (order === 0) return this.#lanes[middle];
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    const lane = new Lane<T>(task.priority, task.inherited);
    this.#lanes.splice(low, 0, lane);
    return lane;
  }
}

/** The tasks of one key, the smallest order first: those that came in order in a row, the others in a heap. */
class Lane<T extends Queued> {
  readonly #row: T[] = [];
  #head = 0;
  readonly #heap: T[] = [];

  constructor(readonly priority: number, readonly inherited: InheritedPriorities) {}

  get size(): number {
    return this.#row.length - this.#head + this.#heap.length;
  }

  /** Order of the task that comes first; the lane must not be empty. */
  get firstOrder(): number {
    const inRow = this.#row[this.#head]?.order ?? Infinity;
    return this.#heap.length > 0 ? Math.min(inRow, this.#heap[0].order) : inRow;
  }

  /** The task that comes first. */
  get first(): T {
    const first = this.#row[this.#head];
    return this.#heap.length > 0 && !(first?.order <= this.#heap[0].order) ? this.#heap[0] : first;
  }

  push(task: T): void {
    const last = this.#row.length - 1;
    if (last < this.#head || this.#row[last].order <= task.order) this.#row.push(task);
    else pushToHeap(this.#heap, task);
  }

  pop(): T | undefined {
    const first = this.#row[this.#head];
    if (this.#heap.length > 0 && (first === undefined || this.#heap[0].order < first.order)) {
      return popFromHeap(this.#heap);
    }
    if (first === undefined) return undefined;
    this.#head++;
    if (this.#head === this.#row.length || this.#head === 65_536) {
      this.#row.splice(0, this.#head);
      this.#head = 0;
    }
    return first;
  }
}

/** Whether one comes before another. */
export function precedes(a: Queued, b: Queued): boolean {
  const order = compareKeys(a, b);
  return order < 0 || (order === 0 && a.order < b.order);
}

function compareKeys(a: Omit<Queued, "order">, b: Omit<Queued, "order">): number {
  if (a.priority !== b.priority) return a.priority - b.priority;
  if (a.inherited === b.inherited) return 0;
  const smallest = Math.min(a.priority, a.inherited.smallest) - Math.min(b.priority, b.inherited.smallest);
  return Number.isNaN(smallest) || smallest === 0 ? compareInherited(a.inherited, b.inherited) : smallest;
}

/** Element by element from the outermost, a shorter list before a longer one that begins with it. */
function compareInherited(a: InheritedPriorities, b: InheritedPriorities): number {
  let [x, y] = [a, b];
  while (x.length > y.length) x = x.parent!;
  while (y.length > x.length) y = y.parent!;
  if (x === y) return a.length - b.length;
  while (x.parent !== y.parent) [x, y] = [x.parent!, y.parent!];
  return x.priority - y.priority;
}

function pushToHeap<T extends Queued>(heap: T[], task: T): void {
  let at = heap.length;
  heap.push(task);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (heap[parent].order <= task.order) break;
    heap[at] = heap[parent];
    at = parent;
  }
  heap[at] = task;
}

function popFromHeap<T extends Queued>(heap: T[]): T {
  const first = heap[0];
  const last = heap.pop()!;
  if (heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1].order < heap[child].order) child++;
    if (heap[child].order >= last.order) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = last;
  return first;
}
