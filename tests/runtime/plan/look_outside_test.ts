import { equal, notEqual } from "node:assert/strict";
import { defineModule, group, port, types as t, workflow, type WorkflowBuilder } from "vt";
import { packages } from "../../../modules/mod.ts";
import { signaturesOf } from "../../../runtime/interpreter/result_cache.ts";
import { ScriptJobIds } from "../../../runtime/interpreter/script_job_ids.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { lookOutside } from "../../../runtime/plan/look_outside.ts";
import type { Plan } from "../../../runtime/plan/plan.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import { VistrailsSignatures } from "../../../runtime/plan/vistrails_signature.ts";

const Looks = defineModule({
  name: "Looks",
  inputs: { name: port(t.String, { optional: true }), other: port(t.String, { optional: true }) },
  outputs: { value: port(t.String) },
  outside: ({ written, connected }, folder) => `${written.name} ${[...connected]} ${folder}`,
  compute: () => ({ value: "x" }),
});
const Plain = defineModule({
  name: "Plain",
  inputs: { value: port(t.String, { optional: true }) },
  outputs: { value: port(t.String) },
  compute: () => ({ value: "y" }),
});
const Inside = group(
  "Inside",
  { inputs: {}, outputs: { value: port(t.String) } },
  (_inputs, { add }) => ({ value: add(Looks, { name: "inside" }).value }),
);

function planOf(define: (builder: WorkflowBuilder) => void): Plan {
  return planPipeline(workflow("test", define).build().pipeline, new Registry(packages)).plan;
}

Deno.test("lookOutside() asks each module with what is on its ports, in groups too", () => {
  const plan = planOf(({ add }) => {
    add(Looks, { name: "a", other: add(Plain, {}).value });
    add(Inside, {});
  });
  const looked = lookOutside(plan, "/data");
  equal(looked.outside!.filter((text) => text !== undefined).join(), "a other /data");
  const inner = looked.inner.values().toArray()[0];
  equal(inner.outside!.filter((text) => text !== undefined).join(), "inside  /data");
});

Deno.test("a plan in which nothing looks outside stays the same object", () => {
  const plan = planOf(({ add }) => void add(Plain, { value: "a" }));
  equal(lookOutside(plan, "/data"), plan);
});

Deno.test("what lies outside is part of all signatures, of the module and of what depends on it", async () => {
  const plan = planOf(({ add }) => {
    add(Plain, { value: add(Looks, { name: "a" }).value });
    add(Plain, { value: add(Inside, {}).value });
  });
  const all = await Promise.all([lookOutside(plan, "/one"), lookOutside(plan, "/two")].map(async (looked) => {
    const signatures = [
      await signaturesOf(looked),
      await ScriptJobIds.ofPlan(looked, {}),
      VistrailsSignatures.ofPlan(looked),
    ];
    return signatures.map((each) => looked.definitions.map((_, index) => each.of(index)));
  }));
  for (const [one, two] of all[0].map((of, i) => [of, all[1][i]])) {
    equal(one.length, 4);
    for (const [index, signature] of one.entries()) notEqual(signature, two[index]);
  }
});
