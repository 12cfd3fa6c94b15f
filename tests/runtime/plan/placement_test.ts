import assert from "node:assert/strict";
import { defineControlModule, defineJob, defineModule, group, port, types as t, workflow } from "vt";
import type { GroupBuilder, WorkflowBuilder } from "vt";
import { Integer } from "vt/basic";
import { registry } from "../../../commands/open/plan_workflow.ts";
import { modulesInside } from "../../../runtime/plan/module_support.ts";
import { type Placement, type PlacementOptions, placeModules, placeOf } from "../../../runtime/plan/placement.ts";
import type { Plan } from "../../../runtime/plan/plan.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import type { ExecutionTarget } from "../../../runtime/scheme/execution_target.ts";
import { JOB_STEPS } from "../../support/job_steps.ts";

const value = { inputs: {}, outputs: { value: port(t.Integer) }, compute: () => ({ value: 1 }) };
const Anywhere = defineModule({
  name: "Anywhere",
  parallelizable: { worker: true, process: true, remote: true },
  ...value,
});
const InProcess = defineModule({ name: "InProcess", parallelizable: { process: true }, ...value });
const NotSlurm = defineModule({
  name: "NotSlurm",
  parallelizable: { remote: true, systems: { slurm: false } },
  ...value,
});
const Asked = defineModule({ name: "Asked", parallelizable: { worker: true, autoselect: false }, ...value });
const Stays = defineModule({ name: "Stays", ...value });
const Streams = defineModule({
  name: "Streams",
  parallelizable: { worker: true },
  inputs: { source: port(t.String, { default: "" }) },
  outputs: { value: port(t.Integer) },
  streams: ({ source }) => source.includes("stream"),
  givesStreams: ({ source }) => source.includes("gives"),
  compute: () => ({ value: 1 }),
});
const Decides = defineControlModule({
  name: "Decides",
  parallelizable: { worker: true },
  inputs: {},
  outputs: {},
  control: (() => {}) as never,
});
const Job = defineJob({ name: "Job", ...JOB_STEPS });

const target = (name: string, scheme: string): ExecutionTarget => ({ name, scheme, parameters: {} });
const BOX = target("box", "process");
const LAB = target("lab", "ssh");
const QUEUE = target("queue", "slurm");
const POLY = target("poly", "ipython");
const usableBut = (scheme: string): PlacementOptions["whyUnusable"] => (target) =>
  target.scheme === scheme ? `scheme ${scheme} is not here` : undefined;

interface Given {
  readonly targets?: readonly ExecutionTarget[];
  readonly set?: Readonly<Record<string, string>>;
  readonly only?: PlacementOptions["only"];
}

function planOf(define: (builder: WorkflowBuilder) => void): Plan {
  return planPipeline(workflow("test", define).build().pipeline, registry).plan;
}

function placed(define: (builder: WorkflowBuilder) => void, { targets = [], set = {}, only }: Given = {}): {
  readonly where: string;
  readonly why: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
  readonly placement: Placement;
} {
  const plan = planOf(define);
  const configuration = { targets, preferences: new Map(Object.entries(set)) };
  const placement = placeModules(plan, { configuration, whyUnusable: usableBut("ipython"), only });
  const all = [...modulesInside(plan, "")].map((one) => ({ path: one.path, ...placeOf(placement.places, one) }));
  return {
    where: all.map(({ path, target, group }) => `${path}:${target?.name ?? "-"}${group ? `@${group}` : ""}`).join(" "),
    why: Object.fromEntries(all.map(({ path, why }) => [path, why])),
    problems: placement.problems.map(({ module, name, message }) => `${module} ${name}: ${message}`),
    placement,
  };
}

const four = ({ add }: WorkflowBuilder) => {
  add(Anywhere, {});
  add(InProcess, {});
  add(NotSlurm, {});
  add(Asked, {});
};

Deno.test("placeModules() chooses the configured target that goes first among those a module supports", () => {
  assert.equal(placed(four).where, "0:worker 1:- 2:- 3:-");
  assert.equal(placed(four, { targets: [BOX] }).where, "0:box 1:box 2:- 3:-");
  assert.equal(placed(four, { targets: [BOX, LAB] }).where, "0:lab 1:box 2:lab 3:-");
  assert.equal(placed(four, { targets: [LAB, QUEUE] }).where, "0:queue 1:- 2:lab 3:-");
  const two = [target("small", "worker"), target("large", "worker")];
  assert.equal(placed(four, { targets: two }).where, "0:small 1:- 2:- 3:-");
  assert.equal(placed(four, { targets: [POLY] }).where, "0:worker 1:- 2:- 3:-");
  assert.deepEqual(placed(four, { targets: [POLY] }).problems, []);
});

Deno.test("placeModules() leaves out modules that nothing can be said of, and tells why they run here", () => {
  const { where, why, placement, problems } = placed(({ add }) => {
    add(Integer, { value: 1 });
    add(Stays, {});
    add(Job, {});
    add(Decides, {});
    add(Streams, { source: "stream" });
    add(Streams, { source: "not so" });
    add(Asked, {});
    add(InProcess, {});
    add(Streams, { source: "gives" });
  });
  assert.equal(where, "0:- 1:- 2:- 3:- 4:- 5:worker 6:- 7:- 8:-");
  assert.deepEqual(why, {
    0: "too cheap to be sent by itself",
    1: "it runs here only",
    2: "a job: it is submitted from here",
    3: "it decides what else runs",
    4: "its outputs come item by item",
    5: "the first choice of what it supports",
    6: "it goes only where it is set to",
    7: "no target is configured for what it supports: process",
    8: "its outputs come item by item",
  });
  assert.deepEqual([...placement.places.keys()], ["5", "6", "7"]);
  assert.deepEqual(problems, []);
});

Deno.test("placeModules() follows preferences, also for the built-in process and for what is not chosen by itself", () => {
  const set = { 0: "here", 1: "process", 2: "auto", 3: "worker" };
  const { where, problems, why } = placed(four, { targets: [LAB], set });
  assert.equal(where, "0:- 1:process 2:lab 3:worker");
  assert.deepEqual(problems, []);
  assert.equal(why[0], "it is set so");
});

Deno.test("placeModules() never replaces a preferred target that cannot be used", () => {
  const set = { 0: "lap", 1: "worker", 2: "queue", 3: "poly", 9: "nothing of this version" };
  assert.deepEqual(placed(four, { targets: [LAB, QUEUE, POLY], set }).problems, [
    "0 Anywhere: Cannot run on target lap: there is no such target, did you mean lab?; set another target for it, or auto",
    "1 InProcess: Cannot run on target worker: the module does not support it (only process); set another target for it, or auto",
    "2 NotSlurm: Cannot run on target queue: the module does not support its scheme slurm (only other machines, but not slurm); set another target for it, or auto",
    "3 Asked: Cannot run on target poly: scheme ipython is not here; set another target for it, or auto",
  ]);
  assert.deepEqual(placed(({ add }) => void add(Stays, {}), { set: { 0: "worker" } }).problems, [
    "0 Stays: Cannot run on target worker: the module does not support it (it runs here only); set another target for it, or auto",
  ]);
});

Deno.test("placeModules() takes the target option of a script, unless the configuration says otherwise", () => {
  const define = ({ add }: WorkflowBuilder) => {
    add(Anywhere, {}, { target: "process" });
    add(Anywhere, {}, { target: "here" });
    add(Anywhere, {}, { target: "nowhere" });
  };
  const { where, problems } = placed(define);
  assert.equal(where, "0:process 1:- 2:-");
  assert.deepEqual(problems, [
    "2 Anywhere: Cannot run on target nowhere: there is no such target, only worker, process; change its option target",
  ]);
  assert.equal(placed(define, { set: { 0: "here", 1: "auto", 2: "worker" } }).where, "0:- 1:worker 2:worker");
});

Deno.test("placeModules() sends all that can to one target, or nothing anywhere", () => {
  const set = { 0: "here", 1: "nowhere" };
  assert.equal(placed(four, { targets: [LAB], set, only: BOX }).where, "0:box 1:box 2:- 3:-");
  assert.deepEqual(placed(four, { set, only: BOX }).problems, []);
  assert.equal(placed(four, { only: target("worker", "worker") }).where, "0:worker 1:- 2:- 3:worker");
  assert.equal(placed(four, { only: "here" }).where, "0:- 1:- 2:- 3:-");
});

let groups = 0;

/** Adds a group of what is added inside. */
function addGroup(
  { add }: GroupBuilder,
  define: (builder: GroupBuilder) => void,
  options: { target?: string } = {},
): void {
  const inside = (_: unknown, builder: GroupBuilder) => {
    define(builder);
    return { value: builder.add(Integer, { value: 1 }).value };
  };
  const definition = group(`Group${groups++}`, { inputs: {}, outputs: { value: port(t.Integer) } }, inside as never);
  add(definition, {}, options);
}

Deno.test("placeModules() sends a group as a whole where all inside support a target", () => {
  const both = (builder: WorkflowBuilder) =>
    addGroup(builder, ({ add }) => {
      add(Anywhere, {});
      add(InProcess, {});
    });
  assert.equal(placed(both, { targets: [BOX] }).where, "0:box 0,0:box@0 0,1:box@0 0,2:box@0 0,3:box@0");
  assert.equal(placed(both).where, "0:- 0,0:worker 0,1:- 0,2:- 0,3:-");
  const cheap = (builder: WorkflowBuilder) => addGroup(builder, () => {});
  assert.equal(placed(cheap, { targets: [BOX] }).where, "0:- 0,0:- 0,1:-");
  assert.equal(placed(cheap, { targets: [BOX], set: { 0: "box" } }).where, "0:box 0,0:box@0 0,1:box@0");
});

Deno.test("placeModules() goes into groups that cannot be sent, and sends those in them that can", () => {
  const nested = (builder: WorkflowBuilder) =>
    addGroup(builder, (outer) => {
      outer.add(Stays, {});
      addGroup(outer, ({ add }) => void add(Anywhere, {}));
    });
  const { where, why } = placed(nested);
  assert.equal(where, "0:- 0,0:- 0,1:worker 0,1,0:worker@0,1 0,1,1:worker@0,1 0,1,2:worker@0,1 0,2:- 0,3:-");
  assert.equal(why[0], "its modules are placed one by one");
  assert.equal(why["0,1,0"], "it goes with group 0,1");
  assert.deepEqual(placed(nested, { set: { 0: "worker" } }).problems, [
    "0 Group: Cannot run on target worker: module 0,0 (Stays) inside does not support it (it runs here only); set another target for it, or auto",
  ]);
});

Deno.test("placeModules() opens a group for a preference inside it, unless somebody sends the group", () => {
  const one = (builder: WorkflowBuilder) => addGroup(builder, ({ add }) => void add(Anywhere, {}));
  assert.equal(placed(one, { set: { "0,0": "worker" } }).where, "0:worker 0,0:worker@0 0,1:worker@0 0,2:worker@0");
  const opened = placed(one, { set: { "0,0": "process" } });
  assert.equal(opened.where, "0:- 0,0:process 0,1:- 0,2:-");
  assert.equal(opened.why[0], "module 0,0 inside has a target of its own");
  assert.equal(placed(one, { set: { "0": "here" } }).where, "0:- 0,0:- 0,1:- 0,2:-");
  assert.equal(placed(one, { set: { "0": "here", "0,0": "process" } }).where, "0:- 0,0:process 0,1:- 0,2:-");
  assert.deepEqual(placed(one, { set: { "0": "worker", "0,0": "here" } }).problems, [
    "0,0 Anywhere: Cannot run here: group 0 goes to worker as a whole; set one of them to auto",
  ]);
});

Deno.test("placeModules() places a group by the option of a script", () => {
  const one = (builder: WorkflowBuilder) => addGroup(builder, ({ add }) => void add(Asked, {}), { target: "worker" });
  assert.equal(placed(one).where, "0:worker 0,0:worker@0 0,1:worker@0 0,2:worker@0");
  assert.equal(placed(one, { set: { 0: "auto" } }).where, "0:- 0,0:- 0,1:- 0,2:-");
});

Deno.test("placeModules() opens a group of whose modules one takes its share or has its time, also one that is sent", () => {
  for (const options of [{ pool: "gpu" }, { resources: { cpus: 2 } }, { timeout: 3 }]) {
    const one = (builder: WorkflowBuilder) =>
      addGroup(builder, (outer) => {
        outer.add(Anywhere, {});
        addGroup(outer, ({ add }) => void add(Anywhere, {}, options));
      });
    const { where, why } = placed(one);
    assert.equal(where, "0:- 0,0:worker 0,1:- 0,1,0:worker 0,1,1:- 0,1,2:- 0,2:- 0,3:-");
    assert.equal(why[0], `module 0,1,0 inside has the option ${Object.keys(options)[0]}`);
    const sent = placed(one, { set: { 0: "process" } });
    assert.equal(sent.where, "0:- 0,0:process 0,1:- 0,1,0:process 0,1,1:- 0,1,2:- 0,2:- 0,3:-");
    assert.equal(sent.why["0,0"], "the group that it stands in is to go there");
    assert.deepEqual(sent.problems, []);
  }
});

Deno.test("placeModules() sends a group whose modules are only tried again", () => {
  const one = (builder: WorkflowBuilder) => addGroup(builder, ({ add }) => void add(Anywhere, {}, { retries: 3 }));
  assert.equal(placed(one).where, "0:worker 0,0:worker@0 0,1:worker@0 0,2:worker@0");
});
