import assert from "node:assert/strict";
import { Slice, Task } from "../../schemes/task.ts";
import { TaskQueue } from "../../schemes/task_queue.ts";

function task(pathLength?: number, count = 1): Slice {
  const work = { definition: { source: { package: "p" }, namespace: "", name: "M" } };
  const unused = (): void => {};
  const request = { work, inputs: {}, columns: {}, count, isRepeatable: true };
  return new Slice(new Task(request, { pathLength, settle: unused, reject: unused }), 0, count);
}

function lengthsOf(slices: readonly Slice[]): number[] {
  return slices.map((slice) => slice.task.pathLength);
}

function queueOf(tasks: readonly Slice[]): TaskQueue {
  const queue = new TaskQueue();
  for (const each of tasks) queue.push(each);
  return queue;
}

/** Takes all, each alone: what they take is not known. */
function drained(queue: TaskQueue): Slice[] {
  const taken: Slice[] = [];
  while (queue.count > 0) taken.push(...queue.take(1));
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
  const inOrder = (some: readonly Slice[]): Slice[] => some.toSorted((a, b) => b.task.pathLength - a.task.pathLength);
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

Deno.test("TaskQueue.drop() takes out what is not wanted, and keeps the others in their order", () => {
  const tasks = [5, 1, 9, 3, 7].map((length) => task(length, 4));
  const queue = queueOf(tasks);
  tasks[2].task.rejection = { reason: "not wanted" };
  tasks[3].task.limit = 1;
  queue.drop(tasks[2].task);
  queue.drop(tasks[3].task);
  assert.equal(queue.count, 13);
  queue.learn(tasks[0].task.key, 0.1);
  assert.deepEqual(queue.take(1).map(({ task, count }) => [task.pathLength, count]), [[7, 4], [5, 4], [3, 1], [1, 4]]);
});

Deno.test("TaskQueue.take() puts short ones together, in their order", () => {
  const tasks = [1, 2, 3, 4, 5, 6].map((length) => task(length));
  const queue = queueOf(tasks);
  queue.learn(tasks[0].task.key, 2);
  assert.deepEqual(lengthsOf(queue.take(1)), [6, 5]);
  assert.equal(queue.count, 4);
  queue.learn(tasks[0].task.key, 200);
  assert.deepEqual(lengthsOf(queue.take(1)), [4], "what takes long goes alone");
});

Deno.test("TaskQueue.take() cuts a long slice, shares it among far sides, and leaves what is alone alone", () => {
  const long = task(0, 100);
  const queue = queueOf([long]);
  assert.deepEqual(queue.take(2).map(({ from, to }) => [from, to]), [[0, 1]], "nobody knows how long it takes");
  queue.learn(long.task.key, 0.05);
  assert.deepEqual(queue.take(2).map(({ from, to }) => [from, to]), [[1, 51]]);
  queue.clear();
  queue.push(new Slice(long.task, 51, 60, true));
  assert.deepEqual(queue.take(2).map(({ from, to, isAlone }) => [from, to, isAlone]), [[51, 52, true]]);
});
