import { deepEqual, equal } from "node:assert/strict";
import { defineControlModule, defineJob, defineModule, group, port, types as t, workflow } from "vt";
import type { PolicyOptions, WorkflowBuilder } from "vt";
import { registry } from "../../../commands/open/plan_workflow.ts";
import { chainsOf } from "../../../runtime/plan/chains.ts";
import { type PlannedPipeline, planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import { policiesInside } from "../../../runtime/plan/policies.ts";
import { JOB_STEPS } from "../../support/job_steps.ts";

const value = port(t.Integer, { optional: true });
const step = { inputs: { value }, outputs: { value: port(t.Integer) }, compute: () => ({ value: 1 }) };
const Plain = defineModule({ name: "Plain", parallelizable: { worker: true }, ...step });
const Stubborn = defineModule({ name: "Stubborn", retries: 2, timeout: 5, ...step });
const Wrong = defineModule({ name: "Wrong", retries: -2, ...step });
const Decides = defineControlModule({
  name: "Decides",
  inputs: {},
  outputs: {},
  control: (() => {}) as never,
});
const Job = defineJob({ name: "Job", ...JOB_STEPS });
const retrying = { name: "Untyped", retries: 1, ...JOB_STEPS };
const Untyped = defineJob(retrying as unknown as typeof JOB_STEPS & { name: string });
const Both = group("Both", { inputs: {}, outputs: { value: port(t.Integer) } }, (_, { add }) => ({
  value: add(Stubborn, { value: add(Plain, {}, { pool: "gpu" }).value }).value,
}));

function planned(define: (builder: WorkflowBuilder) => void): PlannedPipeline {
  return planPipeline(workflow("test", define).build().pipeline, registry);
}

Deno.test("a plan has the policies of definitions, of modules, and of both together", () => {
  const { plan, problems } = planned(({ add }) => {
    add(Plain, {});
    add(Plain, {}, { retries: 1 });
    add(Stubborn, {});
    add(Stubborn, {}, { timeout: 9 });
    add(Stubborn, {}, { timeout: Infinity, retries: 0 });
  });
  deepEqual(problems, []);
  deepEqual([...plan.policies], [
    [1, { retries: 1 }],
    [2, { retries: 2, timeout: 5 }],
    [3, { retries: 2, timeout: 9 }],
  ]);
  deepEqual([...plan.isSimple], [1, 0, 0, 0, 1]);
});

Deno.test("policiesInside() finds those inside groups", () => {
  const { plan } = planned(({ add }) => {
    add(Both, {});
    add(Stubborn, {});
  });
  deepEqual([...policiesInside(plan, "")].map(({ path, policy }) => [path, Object.keys(policy)]), [
    ["1", ["retries", "timeout"]],
    ["0,0", ["pool"]],
    ["0,1", ["retries", "timeout"]],
  ]);
});

Deno.test("groups, jobs and control modules cannot have a policy, nor definitions a wrong one", () => {
  const odd: PolicyOptions = { retries: 1, pool: "gpu" };
  const { problems } = planned(({ add }) => {
    add(Both, {}, odd);
    add(Job, {}, { timeout: 1 });
    add(Untyped, {});
    add(Decides, {}, { resources: { cpus: 1 } });
    add(Wrong, {});
  });
  deepEqual(problems.map(({ module, severity, message }) => `${module} ${severity}: ${message}`), [
    "0 error: Cannot have the option retries, pool: a group computes nothing by itself, give it to modules inside",
    "1 error: Cannot have the option timeout: a job is submitted once, and asked after until it is over",
    "2 error: Cannot have the option retries: a job is submitted once, and asked after until it is over",
    "3 error: Cannot have the option resources: the module computes nothing by itself, give it to those that it runs",
    "4 error: Cannot compute it: retries is -2, a whole number of at least 0 wanted",
  ]);
});

Deno.test("chainsOf() leaves out modules with policies", () => {
  const chains = (options: PolicyOptions) => {
    const { plan } = planned(({ add }) => {
      const first = add(Plain, {});
      const second = add(Plain, { value: first.value }, options);
      add(Plain, { value: add(Plain, { value: second.value }).value });
    });
    return chainsOf(plan, { placeOf: () => "worker", keepsEach: false });
  };
  deepEqual(chains({}), [[0, 1, 2, 3]]);
  deepEqual(chains({ retries: 1 }), [[2, 3]]);
  equal(chains({ timeout: 1 }).length, 1);
});
