import { deepEqual, equal } from "node:assert/strict";
import { UsedMachines } from "../../../runtime/record/used_machines.ts";
import { header } from "../../support/recorded_run.ts";

const local = header(0).machine;

Deno.test("UsedMachines.numberOf() knows this machine, and others by all that is said of them", () => {
  const machines = new UsedMachines(local);
  const full = { name: "n1", os: "linux", architecture: "arm64", processor: "M", ram: 8e9 };
  deepEqual(
    [undefined, local, { name: local.name }, full, { name: "n1" }, { ...full, os: "plan9" }, { name: "n2" }].map(
      machines.numberOf,
    ),
    [1, 1, 1, 2, 2, 3, 4],
  );
  deepEqual(machines.all, [
    { id: 1, local: true, ...local },
    { id: 2, local: false, ...full },
    { id: 3, local: false, ...full, os: "plan9" },
    { id: 4, local: false, name: "n2", os: "", architecture: "", processor: "", ram: 0 },
  ]);
});

Deno.test("UsedMachines keeps no more than fits, whatever modules say", () => {
  const machines = new UsedMachines(local);
  for (let i = 0; i < 1000; i++) machines.numberOf({ name: `${i}${"x".repeat(10_000)}`, ram: NaN });
  equal(machines.all.length, 100);
  equal(machines.numberOf({ name: "one more" }), undefined);
  equal(machines.numberOf(undefined), 1);
  equal(JSON.stringify(machines.all).length < 40_000, true);
});
