import { equal, rejects } from "node:assert/strict";
import { JobDefinitions } from "../../../runtime/jobs/job_definitions.ts";
import type { JobWorkflow } from "../../../runtime/jobs/job_workflow.ts";
import { defineJob, defineModule, definePackage } from "../../../runtime/mod.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { FAKE_JOBS, workflowRecord } from "../../support/job_records.ts";

const base = { inputs: {}, outputs: {} };
const InPackage = defineJob({
  name: "InPackage",
  ...base,
  readInputs: () => 0,
  start: () => 0,
  handle: () => ({ finished: () => true }),
  finish: () => 0,
  setResults: () => ({}),
});
const NoJob = defineModule({ name: "NoJob", ...base, compute: () => ({}) });
const registry = new Registry([
  definePackage({ identifier: "org.test", name: "Test", version: "1", modules: [InPackage, NoJob] }),
]);

const script: JobWorkflow = workflowRecord({
  source: { file: decodeURIComponent(new URL(FAKE_JOBS).pathname), name: "fake jobs" },
});

async function find(name: string, from: string, workflow = workflowRecord()): Promise<object> {
  return await new JobDefinitions(registry).stepsOf({ package: from, namespace: "", name }, workflow);
}

Deno.test("stepsOf() finds a job of a package", async () => {
  equal(await find("InPackage", "org.test"), InPackage.job);
});

Deno.test("stepsOf() imports the script of a job, also where it is not exported or only there with a setting", async () => {
  const { Answers } = await import(FAKE_JOBS);
  equal(await find("Answers", FAKE_JOBS), Answers.job);
  await find("Unexported", FAKE_JOBS);
  await find("OnlyWithSetting", FAKE_JOBS, workflowRecord({ parameters: { other: "True" } }));
  await rejects(find("OnlyWithSetting", FAKE_JOBS), /fake_jobs\.ts has no job OnlyWithSetting any more$/);
});

Deno.test("stepsOf() says in one line why there are none", async () => {
  await rejects(find("Nope", "org.test"), /^InputError: package org\.test has no module Nope any more$/);
  await rejects(find("NoJob", "org.test"), /^InputError: module NoJob is no job any more$/);
  await rejects(find("Nope", "org.other"), /^InputError: there is no package org\.other$/);
  await rejects(find("Nope", "org.other", script), /fake_jobs\.ts has no job Nope any more$/);
  await rejects(find("Nope", "file:///none/a%20b.ts"), /^InputError: cannot import \/none\/a b\.ts: Module not found/);
});

Deno.test("stepsOf() remembers, so that many jobs cost one import", () => {
  const definitions = new JobDefinitions(registry);
  const name = { package: FAKE_JOBS, namespace: "", name: "Answers" };
  equal(
    definitions.stepsOf(name, workflowRecord()),
    definitions.stepsOf({ ...name }, workflowRecord({ id: "1bbbbbbb" })),
  );
});
