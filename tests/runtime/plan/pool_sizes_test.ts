import { deepEqual, equal, match, ok } from "node:assert/strict";
import { defineModule, group, port, types as t, workflow } from "vt";
import type { WorkflowBuilder } from "vt";
import { registry } from "../../../commands/open/plan_workflow.ts";
import type { Places } from "../../../runtime/plan/placement.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import { needsOf, poolProblems, type PoolSizes, poolSizes, whyNever } from "../../../runtime/plan/pool_sizes.ts";

const Works = defineModule({
  name: "Works",
  inputs: {},
  outputs: { value: port(t.Integer) },
  compute: () => ({ value: 1 }),
});

Deno.test("poolSizes() is what is said, and of the rest what the machine has", () => {
  const sizes = poolSizes(new Map([["gpu", 2], ["cpus", 3]]));
  deepEqual([sizes.get("gpu"), sizes.get("cpus"), sizes.get("disk")], [2, 3, undefined]);
  equal(poolSizes().get("cpus"), navigator.hardwareConcurrency);
  ok(poolSizes().get("memory")! > 100);
});

Deno.test("needsOf() counts a core elsewhere and none here, and nothing of this machine for another one", () => {
  const policy = { resources: { memory: 100 }, pool: { name: "gpu", slots: 2 } };
  deepEqual(needsOf(policy), [["gpu", 2], ["memory", 100]]);
  deepEqual(needsOf(policy, "worker"), [["gpu", 2], ["cpus", 1], ["memory", 100]]);
  deepEqual(needsOf(policy, "ssh"), [["gpu", 2]]);
  deepEqual(needsOf({ resources: { cpus: 4 } }), [["cpus", 4]]);
  deepEqual(needsOf({ resources: { cpus: 0 } }, "process"), []);
  deepEqual(needsOf({ retries: 3 }, "process"), []);
});

Deno.test("whyNever() says what there is too little of, and what to do", () => {
  const sizes = new Map([["gpu", 2], ["cpus", 1], ["memory", 500]]);
  equal(whyNever([["gpu", 2], ["cpus", 1]], sizes), undefined);
  equal(
    whyNever([["gpu", 3]], sizes),
    "Cannot take 3 slots of pool gpu: there are only 2; let it take less, or give --pool gpu=3",
  );
  equal(
    whyNever([["cpus", 8]], sizes),
    "Cannot take 8 cores: there is only 1; let it take less, or give --pool cpus=8",
  );
  match(whyNever([["memory", 501]], sizes)!, /^Cannot take 501 MB of memory: there are only 500/);
  equal(
    whyNever([["disk", 1]], sizes),
    'Cannot take from pool disk: nobody says how much it has; write pools: { "disk": 1 } behind the workflow\'s ' +
      "function, or give --pool disk=1",
  );
});

function problemsOf(
  define: (builder: WorkflowBuilder) => void,
  { said, given, places = new Map() }: { said: PoolSizes; given?: PoolSizes; places?: Places },
): string[] {
  const { plan } = planPipeline(workflow("test", define).build().pipeline, registry);
  return poolProblems(plan, { places, said, given }).map(({ module, severity, message }) =>
    `${module} ${severity}: ${message.split(";")[0]}`
  );
}

Deno.test("poolProblems() finds what can never be computed, inside groups too", () => {
  const Inside = group("Inside", { inputs: {}, outputs: { value: port(t.Integer) } }, (_, { add }) => ({
    value: add(Works, {}, { pool: { name: "gpu", slots: 3 } }).value,
  }));
  const define = ({ add }: WorkflowBuilder) => {
    add(Inside, {});
    add(Works, {}, { pool: "disk" });
    add(Works, {}, { pool: "gpu" });
  };
  deepEqual(problemsOf(define, { said: new Map([["gpu", 2]]) }), [
    "1 error: Cannot take from pool disk: nobody says how much it has",
    "0,0 error: Cannot take 3 slots of pool gpu: there are only 2",
  ]);
  deepEqual(problemsOf(define, { said: new Map([["gpu", 3], ["disk", 1]]) }), []);
});

Deno.test("poolProblems() asks for cores where the module goes to this machine only", () => {
  const define = ({ add }: WorkflowBuilder) => void add(Works, {}, { resources: { cpus: 5 } });
  const said = new Map([["cpus", 4]]);
  const at = (scheme: string) => new Map([["0", { target: { name: "x", scheme, parameters: {} }, why: "" }]]);
  equal(problemsOf(define, { said }).length, 1);
  equal(problemsOf(define, { said, places: at("worker") }).length, 1);
  deepEqual(problemsOf(define, { said, places: at("slurm") }), []);
});

Deno.test("poolProblems() warns of pools that a person sizes and nobody takes from", () => {
  const define = ({ add }: WorkflowBuilder) => void add(Works, {}, { pool: "gpu" });
  const said = new Map([["gpu", 1], ["gup", 1], ["cpus", 2]]);
  deepEqual(problemsOf(define, { said, given: new Map([["gup", 1], ["cpus", 2]]) }), [
    " warning: No module takes from pool gup: did you mean gpu?",
  ]);
});
