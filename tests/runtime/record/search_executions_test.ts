import { deepEqual } from "node:assert/strict";
import { namePattern, searchExecutions, type Sought } from "../../../runtime/record/search_executions.ts";
import type { Store } from "../../../runtime/store/store.ts";
import { temporaryStore } from "../../support/job_records.ts";
import { writeRecord } from "../../support/recorded_modules.ts";
import { START } from "../../support/recorded_run.ts";

const HASH = "ab12".repeat(16);
const [HERE, THERE] = ["here", "there"].map((name) => ({ name, os: "", architecture: "", processor: "", ram: 0 }));

async function records(): Promise<Store> {
  const store = await temporaryStore();
  await writeRecord(store, [{
    path: "1",
    name: "Read",
    outputs: { file: { type: "File", path: "/d/in", hash: HASH } },
  }], {
    id: "e1",
    parameters: { file: "/d/given" },
  });
  await writeRecord(store, [
    { path: "1", name: "Read", state: "cached" },
    { path: "2", name: "Reader", state: "failed", error: "No such FILE" },
    { path: "2,3", name: "Plot", outputs: { all: { value: [{ __path__: "/d/a" }, { __path__: "/d/b" }] } } },
  ], { id: "e2", state: "failed", startedAt: START + 1000, workflow: { file: "/data/other.ts", name: "" } });
  await writeRecord(store, [
    { path: "1", name: "Far", remote: [{ scheme: "ssh", annotations: {}, machine: 2 }] },
    { path: "2", name: "Near" },
    { path: "3", name: "Loop", loop: [{ number: 0, state: "failed", startedAt: 0, error: "no such thing" }] },
  ], {
    id: "e3",
    startedAt: START + 2000,
    hash: "cd".repeat(32),
    machines: [{ id: 1, local: true, ...HERE }, { id: 2, local: false, ...THERE }],
  });
  return store;
}

async function found(sought: Sought): Promise<string[]> {
  using store = await records();
  const all = await Array.fromAsync(searchExecutions(store, sought));
  return all.map(({ exec, module }) => module === undefined ? exec.id : `${exec.id} ${module.path}`);
}

for (
  const [what, sought, expected] of [
    ["executions by state", { state: "failed" }, ["e2"]],
    ["executions by time, the newest first", { since: START + 1000 }, ["e3", "e2"]],
    ["executions by machine", { machine: "THERE" }, ["e3"]],
    ["executions by workflow", { isWorkflow: (file: string) => file === "/data/other.ts" }, ["e2"]],
    ["modules by name", { module: "read" }, ["e2 1", "e1 1"]],
    ["modules by a part of their name", { module: "R?ad*" }, ["e2 1", "e2 2", "e1 1"]],
    ["modules by error, those of iterations too", { error: "no such" }, ["e3 3", "e2 2"]],
    ["modules by name and state", { module: "*", state: "failed" }, ["e2 2"]],
    ["modules whose result was known", { state: "cached" }, ["e2 1"]],
    ["modules by the file that they gave", { file: { path: "/d/in" } }, ["e1 1"]],
    ["modules by a file in a list", { file: { path: "/d/b" } }, ["e2 2,3"]],
    ["modules by content", { file: { hash: "ab12ab" } }, ["e1 1"]],
    ["executions that were given a file", { file: { path: "/d/given" } }, ["e1"]],
    ["executions of a file", { file: { path: "/data/other.ts" } }, ["e2"]],
    ["executions by the hash of the workflow", { file: { hash: "cdcd" } }, ["e3"]],
    ["modules by where they computed", { module: "*", machine: "there" }, ["e3 1"]],
    ["modules that computed here", { module: "*ar", machine: "here" }, ["e3 2"]],
    ["nothing", { module: "Read", error: "x" }, []],
  ] as const
) {
  Deno.test(`searchExecutions() finds ${what}`, async () => deepEqual(await found(sought), expected));
}

Deno.test("namePattern() takes everything but * and ? as it is", () => {
  deepEqual(["a.b", "axb", "a.b2"].map((name) => namePattern("a.b").test(name)), [true, false, false]);
});
