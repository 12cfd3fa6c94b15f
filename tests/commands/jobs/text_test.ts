import { deepEqual, equal } from "node:assert/strict";
import { adviceText, jobsHead, shortIds, workflowText } from "../../../commands/jobs/text.ts";
import { plain } from "../../../commands/line/terminal.ts";
import type { Job } from "../../../runtime/jobs/job.ts";
import type { JobWorkflow } from "../../../runtime/jobs/job_workflow.ts";
import { standingOf } from "../../../runtime/jobs/standing.ts";
import { jobRecord, workflowRecord } from "../../support/job_records.ts";
import { START } from "../../support/recorded_run.ts";

const look = { paint: plain, width: 80, now: START + 3_723_000 };

function text(jobs: readonly Job[], more: Partial<JobWorkflow> = {}, most = 20): string[] {
  const shown = { workflow: workflowRecord(more), jobs, holder: undefined, most };
  return workflowText(shown, look).trimEnd().split("\n");
}

Deno.test("workflowText() shows first what a person has to see, within the width there is", () => {
  const jobs = [
    jobRecord({ id: "1".repeat(40), checkedAt: look.now - 12_000 }),
    jobRecord({ id: "2".repeat(40), name: "a name that is much too long to be shown", host: "login01.example.org" }),
    jobRecord({ id: "3".repeat(40), state: "unknown", reason: "it may have been submitted", definition: undefined }),
    jobRecord({ id: "4".repeat(40), state: "failed", reason: "exit code 3,\n\x1b[31mexpected 0" }),
  ];
  const [head, ...lines] = text(jobs);
  equal(head.replace(/begun .*/, "begun …"), "1aaaaaaa  simulation.vt:final  1/4 done, suspended, begun …");
  deepEqual(lines, [
    "  3333333333  simulate                  unknown      1h02m          here",
    "              it may have been submitted",
    "              vt jobs adopt 3333333333     if it was submitted",
    "              vt jobs resubmit 3333333333  if it was not",
    "  4444444444  simulate                  failed       1h02m          here",
    "              exit code 3, [31mexpected 0",
    "              vt jobs resubmit 4444444444  to let it be submitted again",
    "  1111111111  simulate                  running      1h02m   12.0s  here",
    "  2222222222  a name that is much too…  running      1h02m   never  login01",
  ]);
  equal([jobsHead(look), ...lines].every((line) => line.length <= 80), true);
});

Deno.test("workflowText() counts the jobs that it does not show", () => {
  const jobs = Array.from(
    { length: 30 },
    (_, i) => jobRecord({ id: String(i).padStart(40, "0"), state: i < 8 ? "ready" : "finished" }),
  );
  equal(text(jobs, {}, 5)[6], "  25 more: 3 ready, 22 finished; vt jobs list 1aaaaaaa shows all");
});

Deno.test("workflowText() says how the workflow is, and what takes it further", () => {
  const head = (more: Partial<JobWorkflow>): string => text([jobRecord()], more)[0].replace(/, begun .*/, "");
  equal(head({ state: "running", isPaused: true }), "1aaaaaaa  simulation.vt:final  0/1 done, interrupted, paused");
  equal(head({ source: { file: "/a/b.ts", name: "x" } }), "1aaaaaaa  b.ts  0/1 done, suspended");
  equal(text([jobRecord({ state: "ready" })]).at(-1), "  ready: vt resume 1aaaaaaa takes the results and continues");
});

Deno.test("adviceText() knows a way on from everything but waiting", () => {
  const advice = (job: Partial<Job>, more: Partial<JobWorkflow> = {}): string | undefined =>
    adviceText(standingOf(workflowRecord(more), [jobRecord(job)]));
  equal(advice({}), undefined);
  equal(advice({ state: "unknown" }), undefined);
  equal(advice({ definition: undefined }), "vt resume 1aaaaaaa looks whether it can go on");
  equal(advice({ state: "submitting" }), "vt resume 1aaaaaaa looks for what was being submitted, and continues");
  equal(advice({ state: "failed" }), "vt resume 1aaaaaaa continues");
  equal(advice({ state: "finished" }, { state: "finished" }), undefined);
  equal(
    advice({}, { state: "finished" }),
    "1 jobs are left over, that nothing waits for: vt jobs cancel or delete them",
  );
});

Deno.test("shortIds() are as short as they tell the jobs apart", () => {
  const ids = ["aaaaaaaaaaaa1", "aaaaaaaaaaab1", "bbbbbbbbbbbbb"].map((id) => jobRecord({ id }));
  deepEqual([...shortIds(ids).values()].sort(), ["aaaaaaaaaaaa", "aaaaaaaaaaab", "bbbbbbbbbb"]);
});
