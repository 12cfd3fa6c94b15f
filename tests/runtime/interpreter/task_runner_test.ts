import { deepEqual, equal } from "node:assert/strict";
import { Priority, Task, TaskRunner } from "../../../runtime/interpreter/task_runner.ts";

/** A module as VisTrails' own tests of its task system have it: `m` computes at 100, `t` at 50. */
class TestModule extends Task {
  constructor(readonly name: string, readonly upstream: TestModule[], readonly told: Told) {
    super();
  }
  get computePriority(): number {
    return this.name.includes("t") ? Priority.startInBackground : Priority.compute;
  }
  run(runner: TaskRunner): void {
    if (this.told.init.includes(this.name)) return;
    this.told.init.push(this.name);
    const then = new Call(() => this.compute(runner));
    runner.add(this.upstream, { then, priority: Priority.updateUpstream, thenPriority: this.computePriority });
  }
  compute(runner: TaskRunner): void {
    if (!this.name.endsWith("*")) {
      this.told.compute.push(this.name);
      return runner.done(this);
    }
    this.told.compute.push(`start ${this.name}`);
    const background = runner.startInBackground();
    const end = new Call(() => {
      this.told.compute.push(`end ${this.name}`);
      runner.done(this);
    });
    this.told.later.push(() => background.end(end, Priority.compute));
  }
}

class Call extends Task {
  constructor(readonly call: () => void) {
    super();
  }
  run(runner: TaskRunner): void {
    this.call();
    runner.done(this);
  }
}

interface Told {
  readonly init: string[];
  readonly compute: string[];
  readonly later: (() => void)[];
}

/** Reads `5m(3t(1m), 4m(2m))`. */
function modules(text: string, told: Told): TestModule {
  let rest = text.replaceAll(" ", "");
  function one(): TestModule {
    const name = /^\w+\*?/.exec(rest)![0];
    rest = rest.slice(name.length);
    const upstream: TestModule[] = [];
    if (rest[0] === "(") {
      do {
        rest = rest.slice(1);
        upstream.push(one());
      } while (rest[0] === ",");
      rest = rest.slice(1);
    }
    return new TestModule(name, upstream, told);
  }
  return one();
}

const CONFORMANCE = [
  ["5m( 3m(1m), 4t(2m) )", "5m 3m 4t 2m 1m", "2m 4t 1m 3m 5m"],
  ["5m( 3t(1m), 4m(2m) )", "5m 3t 4m 1m 2m", "1m 3t 2m 4m 5m"],
  ["8m( 2t(1m), 4m(3m), 7m(6t(5m)) )", "8m 2t 4m 7m 1m 3m 6t 5m", "1m 2t 5m 6t 7m 3m 4m 8m"],
  ["5m( 3t*(1m), 4m(2m) )", "5m 3t* 4m 1m 2m", "1m,start 3t*,2m,4m,end 3t*,5m"],
];

for (const [graph, init, compute] of CONFORMANCE) {
  Deno.test(`TaskRunner runs ${graph} in VisTrails' order`, async () => {
    const told: Told = { init: [], compute: [], later: [] };
    const runner = new TaskRunner();
    runner.add([modules(graph, told)], { priority: Priority.updateUpstream });
    const running = runner.run();
    for (const end of told.later) end();
    await running;
    deepEqual(told.init, init.split(" "));
    deepEqual(told.compute, compute.split(compute.includes(",") ? "," : " "));
  });
}

Deno.test("TaskRunner.add() runs what follows when all tasks are done, at once without any", async () => {
  const order: string[] = [];
  const runner = new TaskRunner();
  const [a, b] = ["a", "b"].map((name) => new Call(() => order.push(name)));
  runner.add([a, b], { then: new Call(() => order.push("after a and b")) });
  runner.add([], { then: new Call(() => order.push("after nothing")) });
  await runner.run();
  deepEqual(order, ["after nothing", "a", "b", "after a and b"]);
});

Deno.test("TaskRunner.run() waits for background work and keeps its result", async () => {
  const order: string[] = [];
  const runner = new TaskRunner();
  const { promise, resolve } = Promise.withResolvers<void>();
  const background = runner.startInBackground();
  void promise.then(() => background.end(new Call(() => order.push("background")), Priority.compute));
  runner.add([new Call(() => order.push("here"))]);
  const running = runner.run();
  resolve();
  await running;
  deepEqual(order, ["here", "background"]);
});

Deno.test("TaskRunner.stop() leaves queued tasks and background work alone", async () => {
  const order: string[] = [];
  const runner = new TaskRunner();
  const background = runner.startInBackground();
  runner.add([new Call(() => runner.stop()), new Call(() => order.push("too late"))]);
  await runner.run();
  background.end(new Call(() => order.push("much too late")), Priority.compute);
  deepEqual(order, []);
});

Deno.test("TaskRunner.queue() breaks ties by the order given", async () => {
  const order: number[] = [];
  const runner = new TaskRunner();
  const wanted = [5, 1, 9, 3, 3.5, 2, 100, 0];
  for (const n of wanted) {
    const task = new Call(() => order.push(n));
    runner.queue(task, Priority.compute, task.inherited, n);
  }
  await runner.run();
  deepEqual(order, wanted.toSorted((a, b) => a - b));
});

Deno.test("TaskRunner.run() lets timers have their turn while there is much to do", async () => {
  const runner = new TaskRunner();
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const busy = new Call(() => {});
  busy.run = () => {
    if (turns < 2) runner.add([busy]);
  };
  runner.add([busy]);
  await runner.run();
  clearInterval(timer);
  equal(turns >= 2, true);
});
