import { deepEqual, equal, throws } from "node:assert/strict";
import { defineModule, port, ScriptError, types as t, workflow } from "vt";
import { mergedPolicy, type PolicyOptions, readPolicy } from "../../../runtime/authoring/compute_policy.ts";

const One = defineModule({
  name: "One",
  inputs: {},
  outputs: { value: port(t.Integer) },
  compute: () => ({ value: 1 }),
});

Deno.test("readPolicy() fills in what is not said, and takes what is said only", () => {
  equal(readPolicy({}), undefined);
  deepEqual(readPolicy({ retries: 0 }), { retries: 0 });
  deepEqual(readPolicy({ backoff: 2, pool: "gpu", timeout: Infinity }), {
    timeout: Infinity,
    backoff: { seconds: 2, factor: 2, most: 300 },
    pool: { name: "gpu", slots: 1 },
  });
  deepEqual(readPolicy({ backoff: { seconds: 600, factor: 1 }, resources: { cpus: 0 } }), {
    backoff: { seconds: 600, factor: 1, most: 600 },
    resources: { cpus: 0 },
  });
});

Deno.test("readPolicy() refuses what cannot be meant", () => {
  const cases: [object, RegExp][] = [
    [{ retries: -1 }, /^retries is -1, a whole number of at least 0 wanted$/],
    [{ retries: "3" }, /^retries is "3", a whole number/],
    [{ timeout: 0 }, /^timeout is 0, more than 0 and at most 2147483 seconds wanted, or Infinity$/],
    [{ timeout: 1e9 }, /^timeout is 1000000000, more than 0/],
    [{ timeout: NaN }, /^timeout is NaN/],
    [{ backoff: -1 }, /^backoff: seconds is -1, 0 to 2147483 seconds wanted$/],
    [{ backoff: {} }, /^backoff: seconds is undefined/],
    [{ backoff: { seconds: 1, factor: 0.5 } }, /^backoff: factor is 0.5, a number of at least 1 wanted$/],
    [{ backoff: { seconds: 1, most: Infinity } }, /^backoff: most is Infinity/],
    [{ resources: { cpus: 0.5 } }, /^resources: cpus is 0.5, a whole number of at least 0 wanted$/],
    [{ resources: { memory: 0 } }, /^resources: memory is 0, a whole number of at least 1 wanted$/],
    [{ pool: "" }, /^pool: name is "", a text without = wanted$/],
    [{ pool: { name: "a=b" } }, /^pool: name is "a=b"/],
    [{ pool: { name: "gpu", slots: 1.5 } }, /^pool: slots is 1.5/],
    [{ pool: "cpus" }, /^pool: cpus belongs to the machine; write resources: \{ cpus: … \}$/],
  ];
  for (const [options, message] of cases) {
    throws(() => readPolicy(options as PolicyOptions), { name: "InputError", message }, JSON.stringify(options));
  }
});

Deno.test("mergedPolicy() lets the module's own word count, and keeps only what has an effect", () => {
  const general = readPolicy({ retries: 2, backoff: 1, timeout: 5, resources: { cpus: 4 }, pool: "gpu" });
  equal(mergedPolicy(), undefined);
  deepEqual(mergedPolicy(general), general);
  deepEqual(mergedPolicy(general, readPolicy({ timeout: 9, resources: { memory: 100 } })), {
    ...general,
    timeout: 9,
    resources: { cpus: 4, memory: 100 },
  });
  const off = readPolicy({ retries: 0, timeout: Infinity, pool: { name: "gpu", slots: 0 } });
  deepEqual(mergedPolicy(general, off), { resources: { cpus: 4 } });
});

Deno.test("add() keeps the policy with the module, as plain data", () => {
  const { pipeline } = workflow("test", ({ add }) => {
    add(One, {}, { retries: 3, pool: { name: "gpu", slots: 2 }, label: "x" });
    add(One, {}, { label: "y" });
  }).build();
  deepEqual(pipeline.modules.map(({ policy }) => policy), [
    { retries: 3, pool: { name: "gpu", slots: 2 } },
    undefined,
  ]);
});

Deno.test("add() and workflow() say where something is wrong", () => {
  const adding = (options: PolicyOptions) => workflow("test", ({ add }) => void add(One, {}, options)).build();
  throws(() => adding({ retries: 1.5 }), {
    name: "ScriptError",
    message: /^Cannot add One: retries is 1.5, a whole number of at least 0 wanted \(.*compute_policy_test\.ts:\d+\)$/,
  });
  throws(() => workflow("test", () => {}, { pools: { gpu: 0 } }), {
    name: "ScriptError",
    message: /^Cannot declare workflow "test": pool gpu is 0, a whole number of at least 1 wanted \(.*:\d+\)$/,
  });
  throws(() => workflow("test", () => {}, { pools: { "": 1 } }), ScriptError);
  deepEqual([...workflow("test", () => {}, { pools: { gpu: 2, cpus: 1 } }).build().pools], [["gpu", 2], ["cpus", 1]]);
});
