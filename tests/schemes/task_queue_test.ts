import assert from "node:assert/strict";
import { Task } from "../../schemes/task.ts";
import { TaskQueue } from "../../schemes/task_queue.ts";

function task(pathLength?: number): Task<null> {
  const definition = { source: { package: "p" }, namespace: "", name: "M" };
  const unused = (): void => {};
  return new Task({ definition, inputs: {} }, null, { pathLength, settle: unused, reject: unused });
}

function queueOf(tasks: readonly Task<null>[]): TaskQueue<null> {
  const queue = new TaskQueue<null>();
  for (const each of tasks) queue.push(each);
  return queue;
}

/** Takes all, each alone: what they take is not known. */
function drained(queue: TaskQueue<null>): Task<null>[] {
  const taken: Task<null>[] = [];
  while (queue.length > 0) taken.push(...queue.take(1));
  return taken;
}

Deno.test("TaskQueue gives tasks in the order in which they came when no path lengths are known", () => {
  const tasks = Array.from({ length: 3000 }, () => task());
  assert.deepEqual(drained(queueOf(tasks)), tasks);
});

Deno.test("TaskQueue gives the longest path first, of equal ones the task that came first", () => {
  const lengths = Array.from({ length: 2000 }, (_, i) => (i * 7919) % 13);
  const tasks = lengths.map((length) => task(length));
  const queue = queueOf(tasks.slice(0, 1500));
  const early = Array.from({ length: 300 }, () => queue.take(1)[0]);
  for (const each of tasks.slice(1500)) queue.push(each);
  const inOrder = (some: readonly Task<null>[]): Task<null>[] => some.toSorted((a, b) => b.pathLength - a.pathLength);
  assert.deepEqual(early, inOrder(tasks.slice(0, 1500)).slice(0, 300));
  assert.deepEqual(drained(queue), inOrder(tasks.filter((each) => !early.includes(each))));
});

Deno.test("TaskQueue gives a task that comes back its place again", () => {
  const tasks = [task(), task(), task()];
  const queue = queueOf(tasks);
  const [first] = queue.take(1);
  queue.push(first);
  assert.equal(queue.first, first);
  assert.deepEqual(drained(queue), tasks);
});

Deno.test("TaskQueue.remove() keeps the others in their order", () => {
  const tasks = [5, 1, 9, 3, 7].map((length) => task(length));
  const queue = queueOf(tasks);
  queue.remove(new Set([tasks[2], tasks[3]]));
  assert.deepEqual(drained(queue).map(({ pathLength }) => pathLength), [7, 5, 1]);
});

Deno.test("TaskQueue.take() puts short tasks together, in their order", () => {
  const tasks = [1, 2, 3, 4, 5, 6].map((length) => task(length));
  const queue = queueOf(tasks);
  queue.learn(tasks[0].key, 2);
  assert.deepEqual(queue.take(1).map(({ pathLength }) => pathLength), [6, 5]);
  assert.equal(queue.length, 4);
});
