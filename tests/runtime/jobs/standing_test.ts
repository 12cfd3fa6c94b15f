import { deepEqual, equal, notEqual } from "node:assert/strict";
import type { JobState } from "../../../runtime/jobs/job.ts";
import { standingOf } from "../../../runtime/jobs/standing.ts";
import { jobRecord, workflowRecord } from "../../support/job_records.ts";

function outlook(...states: (JobState | "unasked")[]): string {
  const jobs = states.map((state) => state === "unasked" ? jobRecord({ definition: undefined }) : jobRecord({ state }));
  return standingOf(workflowRecord(), jobs).outlook;
}

Deno.test("standingOf() says whether a workflow waits, can continue, or needs a person", () => {
  equal(outlook("ready", "finished", "failed", "cancelled"), "canContinue");
  equal(outlook("ready", "running"), "waits");
  equal(outlook("finished"), "canContinue");
  equal(outlook("unknown", "finished"), "undecided");
  equal(outlook("unknown", "running"), "waits");
  equal(outlook("unknown", "ready"), "canContinue");
  equal(outlook("submitting"), "canContinue");
  equal(outlook("unasked", "ready"), "canContinue");
  equal(outlook("unasked", "running"), "waits");
  equal(standingOf(workflowRecord({ state: "finished" }), [jobRecord()]).outlook, "over");
});

Deno.test("standingOf() counts as done what nothing more is expected of", () => {
  const jobs = (["ready", "finished", "failed", "cancelled", "running", "unknown", "submitting"] as const)
    .map((state) => jobRecord({ state }));
  const { done, total, counts } = standingOf(workflowRecord(), jobs);
  deepEqual([done, total, counts.unknown], [4, 7, 1]);
});

Deno.test("standingOf() marks when other jobs have become ready", () => {
  const mark = (...changedAt: number[]): string =>
    standingOf(workflowRecord(), changedAt.map((at) => jobRecord({ state: "ready", changedAt: at }))).readyMark;
  equal(mark(1, 2), mark(2, 1));
  notEqual(mark(1, 2), mark(1, 3));
  notEqual(mark(1, 2), mark(1, 2, 2));
});
