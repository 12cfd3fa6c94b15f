import assert from "node:assert/strict";
import type { Job } from "../../runtime/jobs/job.ts";
import { jobsOf } from "../../runtime/jobs/job_workflow.ts";
import { takeLease } from "../../runtime/jobs/lease.ts";
import { FAKE_JOBS, jobNow, jobRecord, keep, temporaryStore, workflowRecord } from "../support/job_records.ts";
import { type Finished, vt } from "../support/vt_process.ts";

const writes = { package: FAKE_JOBS, namespace: "", name: "Writes" };
const done = jobRecord({ id: "d".repeat(40), name: "done", parameters: { finished: true } });
const long = jobRecord({ id: "e".repeat(40), name: "long" });

/** Runs `vt jobs` on a store that holds these jobs of one workflow. */
async function withJobs(
  jobs: readonly Job[],
  test: (jobs: (...args: string[]) => Promise<Finished>, now: (job: Job) => Promise<Job | null>) => Promise<void>,
): Promise<void> {
  using store = await temporaryStore();
  await keep(store, workflowRecord(), jobs);
  const run = (...args: string[]): Promise<Finished> => vt(["jobs", ...args], { VT_STORE: store.directory });
  await test(run, (job) => jobNow(store, job));
}

Deno.test("vt jobs lists workflows and jobs, as text and as JSON", async () => {
  await withJobs([done, long], async (jobs) => {
    const text = await jobs();
    assert.deepEqual([text.code, text.stderr], [0, ""]);
    assert.match(
      text.stdout,
      /^id .*\n1aaaaaaa {2}simulation\.vt:final .*\n {2}dddddddddd {2}done .*\n {2}eeeeeeeeee {2}long/,
    );
    const [line, ...more] = (await jobs("list", "eeee", "--json")).stdout.trim().split("\n");
    const { id, outlook, total, process, jobs: listed } = JSON.parse(line);
    assert.deepEqual([id, outlook, total, process, listed, more], ["1aaaaaaa", "waits", 2, null, [long], []]);
  });
});

Deno.test("vt jobs says that there are none, and how many it does not show", async () => {
  using store = await temporaryStore();
  const list = async (): Promise<string> => (await vt(["jobs"], { VT_STORE: store.directory })).stderr;
  assert.equal(await list(), "vt: There are no jobs: no workflow has submitted any\n");
  await keep(store, workflowRecord({ state: "finished" }), []);
  assert.match(await list(), /^vt: No workflow waits for jobs\nvt: 1 finished workflows are not shown/);
  assert.match((await vt(["jobs", "list", "--all"], { VT_STORE: store.directory })).stdout, /finished/);
});

Deno.test("vt jobs check tells what changed and how to go on; 75 while jobs run", async () => {
  await withJobs([done, long], async (jobs, now) => {
    const checked = await jobs("check");
    assert.deepEqual([checked.code, checked.stderr], [75, ""]);
    assert.match(checked.stdout, /^dddddddddd {2}done +ready\n1aaaaaaa {2}simulation\.vt:final: 1 ready, 1 running\n$/);
    assert.equal((await now(done))!.state, "ready");
    const json = (await jobs("check", "eeee", "--json")).stdout.trim().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual(json.map(({ event, job, state, outlook }) => [event, job ?? outlook, state]), [
      ["checked", long.id, "running"],
      ["standing", "waits", undefined],
    ]);
  });
  await withJobs([done], async (jobs) => {
    const { code, stdout } = await jobs("check", "1aaa");
    assert.equal(code, 0);
    assert.match(stdout, /\n {10}ready: vt resume 1aaaaaaa takes the results and continues\n$/);
  });
});

Deno.test("vt jobs check leaves out what is paused or run now, and refuses it where it is named", async () => {
  using store = await temporaryStore();
  await keep(store, workflowRecord(), [done]);
  const jobs = (...args: string[]): Promise<Finished> => vt(["jobs", ...args], { VT_STORE: store.directory });
  {
    using _run = await takeLease(store, "1aaaaaaa");
    const all = await jobs("check");
    const left = `vt: workflow 1aaaaaaa is left out: process ${Deno.pid} runs it now\n`;
    assert.deepEqual(all, { code: 75, stdout: "", stderr: left });
    const named = await jobs("check", "dddd");
    const refused = `vt: Cannot check workflow 1aaaaaaa: process ${Deno.pid} runs it now\n`;
    assert.deepEqual(named, { code: 2, stdout: "", stderr: refused });
    assert.equal((await jobs("pause", "1aaa")).code, 2);
    assert.match((await jobs()).stdout, new RegExp(`process ${Deno.pid} runs it`));
  }
  assert.equal((await jobs("pause", "dddd")).stdout, "1aaaaaaa  paused: asked after only when it is named\n");
  assert.deepEqual(await jobs("check"), { code: 0, stdout: "", stderr: "vt: No workflow waits for jobs\n" });
  assert.equal((await jobNow(store, done))!.state, "running");
  assert.equal((await jobs("check", "1aaa")).code, 0);
  assert.equal((await jobNow(store, done))!.state, "ready");
  assert.equal((await jobs("unpause", "1aaa", "--json")).stdout, '{"workflow":"1aaaaaaa","outcome":"unpaused"}\n');
});

Deno.test("two vt jobs check at a time lose no answer and are not in each other's way", async () => {
  using store = await temporaryStore();
  const asked = `${store.directory}/asked`;
  const all = Array.from(
    { length: 300 },
    (_, i) => jobRecord({ id: `${i}`.padStart(40, "0"), name: `${i}`, parameters: { n: 9, asked } }),
  );
  await keep(store, workflowRecord(), all);
  const check = (): Promise<Finished> => vt(["jobs", "check"], { VT_STORE: store.directory });
  const both = await Promise.all([check(), check()]);
  assert.deepEqual(both.map(({ code, stderr }) => [code, stderr]), [[75, ""], [75, ""]]);
  const counts = (await jobsOf(store, "1aaaaaaa")).map(({ parameters }) => (parameters as { n: number }).n);
  assert.equal(Deno.readTextFileSync(asked).trim().split("\n").length, 600);
  assert.ok(counts.every((n) => n === 8 || n === 7));
});

Deno.test("vt jobs adopt and resubmit decide about jobs of which nobody knows", async () => {
  const unknown = jobRecord({ id: "a".repeat(40), state: "unknown" });
  await withJobs([unknown, { ...unknown, id: "b".repeat(40) }], async (jobs, now) => {
    const adopted = await jobs("adopt", "aaaa", "--parameters", '{"pid": 7}');
    assert.equal(adopted.stdout, "aaaaaaaaaa  running from now on: vt jobs check aaaaaaaaaa asks after it\n");
    assert.deepEqual((await now(unknown))!.parameters, { pid: 7 });
    const forgotten = await jobs("resubmit", "bbbb");
    assert.match(
      forgotten.stdout,
      /^bbbbbbbbbb {2}forgotten: vt resume 1aaaaaaa reads its inputs and submits it again\n$/,
    );
    const refused = await jobs("resubmit", "aaaa");
    assert.deepEqual([refused.code, refused.stdout], [2, ""]);
    assert.match(
      refused.stderr,
      /^vt: Cannot resubmit job simulate: it is running, .*; vt jobs cancel ends it first\n$/,
    );
    assert.match((await jobs("adopt", "aaaa", "--parameters", "{")).stderr, /^vt: Option --parameters must be JSON: /);
    assert.match((await jobs("adopt", "1aaa")).stderr, /^vt: Cannot adopt workflow 1aaaaaaa: name one of its jobs, /);
  });
});

Deno.test("vt jobs cancel and delete say whether the job outside has ended", async () => {
  const file = Deno.makeTempFileSync();
  const cancellable = jobRecord({ id: "c".repeat(40), definition: writes, parameters: { cancelled: file } });
  await withJobs([cancellable, done, long], async (jobs, now) => {
    const cancelled = await jobs("cancel", "1aaa");
    assert.equal(cancelled.code, 1);
    assert.match(cancelled.stdout, /^cccccccccc {2}cancelled: vt jobs resubmit cccccccccc lets /m);
    assert.match(cancelled.stdout, /^dddddddddd {2}nothing to cancel: it is ready$/m);
    assert.match(
      cancelled.stderr,
      /^vt: Cannot cancel job long \(eeeeeeeeee\): jobs of the type Answers cannot be cancelled\n$/,
    );
    assert.deepEqual([(await now(cancellable))!.state, (await now(long))!.state], ["cancelled", "running"]);
    const kept = await jobs("delete", "eeee", "--cancel");
    assert.deepEqual([kept.code, (await now(long))!.state], [1, "running"]);
    const deleted = await jobs("delete", "eeee");
    assert.match(deleted.stdout, /^eeeeeeeeee {2}deleted; not cancelled, only forgotten: vt-e+ on here may go on/);
    assert.equal(await now(long), null);
    assert.equal(
      (await jobs("delete", "1aaa")).stdout,
      "1aaaaaaa  deleted, with 2 jobs; where the .vt file lists its jobs too, a run goes by that list\n",
    );
    assert.equal((await jobs("list", "--all")).stderr, "vt: There are no jobs: no workflow has submitted any\n");
  });
  Deno.removeSync(file);
});

Deno.test("vt jobs output prints what the job has written, and with --follow only what is new", async () => {
  const file = Deno.makeTempFileSync();
  Deno.writeTextFileSync(file, "one\ntwo\n");
  const writing = jobRecord({ id: "f".repeat(40), definition: writes, parameters: { output: file, n: 1 } });
  await withJobs([writing, long], async (jobs, now) => {
    assert.deepEqual(await jobs("output", "ffff"), { code: 0, stdout: "one\ntwo\n", stderr: "" });
    assert.deepEqual(await jobs("output", "ffff", "--follow"), { code: 0, stdout: "one\ntwo\n", stderr: "" });
    assert.equal((await now(writing))!.state, "ready");
    const none = "do not give it\n";
    const refused = await jobs("output", "ffff", "--stderr");
    assert.deepEqual(refused, {
      code: 2,
      stdout: "",
      stderr: `vt: Cannot show the standard error of job simulate: jobs of the type Writes ${none}`,
    });
    assert.match(
      (await jobs("output", "eeee")).stderr,
      /^vt: Cannot show the output of job long: jobs of the type Answers do/,
    );
    Deno.removeSync(file);
    const failed = await jobs("output", "ffff", "--json");
    assert.deepEqual([failed.code, failed.stdout], [1, ""]);
    assert.match(failed.stderr, /^vt: Cannot show the output of job simulate: No such file/);
  });
});

Deno.test("vt jobs watch --once asks once and tells what can continue", async () => {
  await withJobs([done], async (jobs) => {
    const { code, stdout } = await jobs("watch", "--once", "--json");
    const told = stdout.trim().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual([code, told.map(({ event, command }) => command ?? event)], [0, [
      "checked",
      "vt resume 1aaaaaaa",
    ]]);
  });
  await withJobs([long], async (jobs) => assert.equal((await jobs("watch", "--once")).code, 75));
});

Deno.test("vt jobs refuses words, options and ids that are none, in one line", async () => {
  await withJobs([done], async (jobs) => {
    const refused = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await jobs(...args);
      assert.deepEqual([code, stdout, stderr.split("\n").length], [2, "", 2]);
      return stderr;
    };
    assert.match(await refused("chek"), /^vt: Unknown word chek: did you mean vt jobs check\?/);
    assert.match(await refused("dddd"), /^vt: Unknown word dddd: did you mean vt jobs list dddd\?/);
    assert.match(await refused("pause", "1aaa", "--follow"), /^vt: Option --follow is none of vt jobs pause /);
    assert.match(await refused("pause"), /^vt: vt jobs pause needs an ID; /);
    assert.match(await refused("output"), /^vt: vt jobs output needs one ID, 0 given/);
    assert.match(await refused("check", "--all", "1aaa"), /^vt: Cannot check all and some: /);
    assert.match(await refused("delete", "zzzz", "1aaa"), /^vt: Cannot find zzzz: /);
    assert.match(await refused("watch", "--interval", "1d"), /^vt: Option --interval must be off, /);
  });
});
