import { equal, match } from "node:assert/strict";
import { defineModule, ModuleError, port, types as t, workflow } from "vt";
import { registry } from "../../../commands/open/plan_workflow.ts";
import { execute } from "../../../runtime/interpreter/execution.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";

/** Ends badly while others keep the program busy. */
const Early = defineModule({
  name: "Early",
  inputs: {},
  outputs: { value: port(t.Integer) },
  compute: async () => {
    await new Promise((turn) => setTimeout(turn, 1));
    throw new ModuleError("too early");
  },
});

/** Keeps the program busy for so long that it looks for other events. */
const Busy = defineModule({
  name: "Busy",
  inputs: { value: port(t.Integer) },
  outputs: { value: port(t.Integer) },
  compute: ({ value }) => {
    for (const end = performance.now() + 30; performance.now() < end;);
    return { value };
  },
});

Deno.test("a promise that is rejected before anybody waits for it is the module's failure alone", async () => {
  const { pipeline } = workflow("early", ({ add }) => {
    for (let value = 0; value < 4; value++) {
      add(Busy, { value });
      add(Early, {}, { retries: 2 });
      add(Early, {}, { timeout: 60 });
    }
  }).build();
  const outcome = await execute(planPipeline(pipeline, registry).plan, { observe: () => {} });
  equal(outcome.state, "failed");
  for (const { name, state, error } of outcome.modules()) {
    equal(state, name === "Busy" ? "completed" : "failed");
    if (name === "Early") match(error ?? "", /too early/);
  }
});
