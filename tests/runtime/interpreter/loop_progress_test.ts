/** Loops tell how far they are while they run: a few times a second, and of how many where that is known. */
import { deepEqual, equal } from "node:assert/strict";
import { defineModule, port, types as t, workflow, type WorkflowBuilder } from "vt";
import { Range } from "vt/basic";
import { registry } from "../../../commands/open/plan_workflow.ts";
import { execute } from "../../../runtime/interpreter/execution.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import type { ExecutionEvent } from "../../../runtime/record/execution_event.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

/** Takes so many seconds. */
const Slow = defineModule({
  name: "Slow",
  inputs: { number: port(t.Integer), other: port(t.Integer, { default: 0 }), seconds: port(t.Float, { default: 1 }) },
  outputs: { number: port(t.Integer), goesOn: port(t.Boolean) },
  compute: async ({ number, seconds }) => {
    await new Promise((wake) => setTimeout(wake, Number(seconds) * 1000));
    return { number: number + 1, goesOn: number < 2 };
  },
});

/** What loops told: how many iterations were over, and of how many. */
async function told(define: (builder: WorkflowBuilder) => void): Promise<readonly (readonly [number, number?])[]> {
  const { plan } = planPipeline(workflow("test", define).build().pipeline, registry);
  const events: ExecutionEvent[] = [];
  const { state } = await new VirtualClock().run(() => execute(plan, { observe: (event) => events.push(event) }));
  equal(state, "completed");
  return events.flatMap((event) => event.kind === "loopProgress" ? [[event.done, event.total] as const] : []);
}

Deno.test("a loop over a list tells at its beginning how many iterations there will be, then how many are over", async () => {
  deepEqual(await told(({ add }) => void add(Slow, { number: add(Range, { stop: 3 }).value })), [
    [0, 3],
    [1, 3],
    [2, 3],
    [3, 3],
  ]);
});

Deno.test("a loop over several lists counts their combinations", async () => {
  const first = async (loop: "cartesian" | "pairwise" | readonly ["pairwise", "number", "other"]): Promise<unknown> => {
    const [begun] = await told(({ add }) => {
      const [number, other] = [add(Range, { stop: 4 }).value, add(Range, { stop: 3 }).value];
      add(Slow, { number, other }, { loop });
    });
    return begun;
  };
  deepEqual(await first("cartesian"), [0, 12]);
  deepEqual(await first("pairwise"), [0, 3]);
  deepEqual(await first(["pairwise", "number", "other"]), [0, 3]);
});

Deno.test("a loop that is fast tells seldom", async () => {
  const all = await told(({ add }) => void add(Slow, { number: add(Range, { stop: 100 }).value, seconds: 0.01 }));
  deepEqual(all.map(([done]) => done), [0, 25, 50, 75, 100]);
});

Deno.test("a while loop tells how often it went round", async () => {
  const all = await told(({ add }) =>
    void add(Slow, { number: 0 }, { while: { condition: "goesOn", max: 50, feed: { number: "number" } } })
  );
  deepEqual(all, [[1, undefined], [2, undefined], [3, undefined]]);
});
