import { deepEqual, equal } from "node:assert/strict";
import type { ExecutionTarget } from "../../../runtime/scheme/execution_target.ts";
import { namedPools, withAgentsPooled } from "../../../runtime/scheme/target_pools.ts";

function target(name: string, scheme: string, parameters: Record<string, string> = {}): ExecutionTarget {
  return { name, scheme, parameters };
}

const text = (targets: readonly ExecutionTarget[]): string =>
  targets.map(({ name, members }) => members === undefined ? name : `${name}(${members.map((one) => one.name)})`).join(
    " ",
  );

Deno.test("targets that name a pool are one together, by its name", () => {
  const targets = [
    target("a", "ssh", { pool: "lab" }),
    target("b", "http", { pool: "lab" }),
    target("c", "ssh", { pool: "other" }),
    target("d", "ssh"),
  ];
  equal(text(namedPools(targets)), "lab(a,b) other(c)");
});

Deno.test("a pool that is called like a target is not there", () => {
  equal(text(namedPools([target("a", "ssh", { pool: "b" }), target("b", "ssh")])), "");
});

Deno.test("where vt chooses, all agents are one; targets of this machine and of slurm stay", () => {
  const [worker, cluster] = [target("worker", "worker"), target("cluster", "slurm")];
  equal(
    text(withAgentsPooled([target("a", "ssh"), worker, target("b", "http"), cluster])),
    "agents(a,b) worker cluster",
  );
  const lab = [target("a", "ssh", { pool: "lab" }), target("b", "ssh", { pool: "lab" })];
  equal(text(withAgentsPooled([...lab, worker])), "lab(a,b) worker");
  const one = [target("a", "ssh"), worker];
  deepEqual(withAgentsPooled(one), one);
});
