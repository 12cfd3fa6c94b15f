import { deepEqual, equal, throws } from "node:assert/strict";
import { Limits, type Turn } from "../../../runtime/interpreter/limits.ts";
import { NOTHING_INHERITED } from "../../../runtime/interpreter/task_queue.ts";
import { type Task, TaskRunner } from "../../../runtime/interpreter/task_runner.ts";
import type { Needs } from "../../../runtime/plan/pool_sizes.ts";

/** Turns by name; `now` are the names of those that have been served, in the order in which they asked. */
class Stage {
  readonly limits: Limits;
  readonly #turns = new Map<string, { turn: Turn; needs: Needs }>();
  #order = 0;

  constructor(sizes: Record<string, number>) {
    this.limits = new Limits(new TaskRunner(), new Map(Object.entries(sizes)));
  }

  ask(name: string, needs: Record<string, number>, { priority = 100, order = ++this.#order } = {}): void {
    const all = Object.entries(needs);
    const turn = this.limits.take(all, { priority, inherited: NOTHING_INHERITED, order });
    this.#turns.set(name, { turn, needs: all });
  }

  end(name: string): void {
    const { needs } = this.#turns.get(name)!;
    this.#turns.delete(name);
    this.limits.giveBack(needs);
  }

  get now(): string {
    return [...this.#turns].filter(([, { turn }]) => turn.isDone).map(([name]) => name).join(" ");
  }
}

Deno.test("Limits serve as many as there is room for, and the next when one ends", () => {
  const stage = new Stage({ gpu: 2 });
  for (const name of ["a", "b", "c", "d"]) stage.ask(name, { gpu: 1 });
  equal(stage.now, "a b");
  stage.end("b");
  equal(stage.now, "a c");
  stage.end("a");
  stage.end("c");
  equal(stage.now, "d");
});

Deno.test("Limits serve by priority, then in order", () => {
  const stage = new Stage({ gpu: 1 });
  stage.ask("first", { gpu: 1 });
  stage.ask("late", { gpu: 1 }, { order: 9 });
  stage.ask("early", { gpu: 1 }, { order: 2 });
  stage.ask("urgent", { gpu: 1 }, { order: 20, priority: 50 });
  const served: string[] = [];
  for (let name = stage.now; name !== ""; name = stage.now) {
    served.push(name);
    stage.end(name);
  }
  deepEqual(served, ["first", "urgent", "early", "late"]);
});

Deno.test("Limits let those pass that fit, and give all that is needed in one step", () => {
  const stage = new Stage({ cpus: 4, gpu: 1 });
  stage.ask("three", { cpus: 3 });
  stage.ask("both", { cpus: 2, gpu: 1 });
  stage.ask("gpu alone", { gpu: 1 });
  stage.ask("one", { cpus: 1 });
  equal(stage.now, "three gpu alone one");
  stage.end("three");
  equal(stage.now, "gpu alone one"); // "both" holds nothing while it waits
  stage.end("gpu alone");
  equal(stage.now, "both one");
});

Deno.test("Limits do not let one that waits be passed for ever", () => {
  const stage = new Stage({ cpus: 2, gpu: 5 });
  stage.ask("small 0", { cpus: 1 });
  stage.ask("large", { cpus: 2 });
  let passed = 0;
  for (let i = 1; i <= 100; i++) {
    stage.ask(`small ${i}`, { cpus: 1 });
    const [oldest, ...others] = stage.now.split(" small ");
    if (others.length > 0) stage.end(oldest);
    else break;
    passed = i;
  }
  equal(passed, 16);
  stage.ask("gpu", { gpu: 1 }); // it takes nothing of what the large one needs
  equal(stage.now, "small 16 gpu");
  stage.end("small 16");
  equal(stage.now, "large gpu");
  stage.end("large");
  equal(stage.now, "small 17 gpu");
});

Deno.test("Limits refuse what can never be", () => {
  const stage = new Stage({ gpu: 2 });
  throws(() => stage.ask("three", { gpu: 3 }), { name: "ModuleError", message: /^Cannot take 3 slots of pool gpu/ });
  throws(() => stage.ask("disk", { disk: 1 }), { name: "ModuleError", message: /nobody says how much it has/ });
  stage.ask("two", { gpu: 2 });
  equal(stage.now, "two");
});

Deno.test("Limits serve a hundred thousand that wait for this or that, every one of them once", () => {
  const served: Task[] = [];
  const runner = new (class extends TaskRunner {
    override done(task: Task): void {
      super.done(task);
      served.push(task);
    }
  })();
  const limits = new Limits(runner, new Map([["gpu", 1], ["cpus", 4]]));
  const kinds: Needs[] = [[["gpu", 1]], [["cpus", 1]], [["cpus", 3]], [["gpu", 1], ["cpus", 1]]];
  const needs = new Map<Task, Needs>();
  for (let order = 0; order < 100_000; order++) {
    const kind = kinds[order % kinds.length];
    needs.set(limits.take(kind, { priority: 100, inherited: NOTHING_INHERITED, order }), kind);
  }
  for (const turn of served) limits.giveBack(needs.get(turn)!);
  equal(served.length, 100_000);
  equal(new Set(served).size, 100_000);
});
