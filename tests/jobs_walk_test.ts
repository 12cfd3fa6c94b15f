/** Jobs as a user meets them: `vt run`, `vt resume` and `vt jobs` in processes of their own, on one store. */
import { deepEqual, equal, match } from "node:assert/strict";
import { canMount, crash, fillUp } from "../scripts/crash_test.ts";
import { corpusTest } from "./fixtures/corpus.ts";
import { type Finished, vt } from "./support/vt_process.ts";

interface Folder extends Disposable {
  readonly path: string;
  readonly vt: (...args: string[]) => Promise<Finished>;
  readonly lines: () => string[];
  readonly release: () => void;
}

const SCRIPT = `
import { defineJob, defineModule, port, types as t, workflow } from "vt";
const FOLDER = new URL(".", import.meta.url).pathname;
const note = (line: string) => Deno.writeTextFileSync(FOLDER + "ledger", line + "\\n", { append: true });
const isThere = (name: string) => { try { return Deno.statSync(FOLDER + name).isFile; } catch { return false; } };
const Up = defineModule({
  name: "Up", cacheable: false,
  inputs: { n: port(t.Integer) }, outputs: { value: port(t.Integer) },
  compute: ({ n }) => { note("module " + n); return { value: n }; },
});
const Job = defineJob({
  name: "Job",
  inputs: { n: port(t.Integer) }, outputs: { value: port(t.Integer) },
  readInputs: ({ n }) => ({ n }),
  start: ({ n }) => { note("job " + n); return { n }; },
  handle: () => ({ finished: () => isThere("over"), standardOutput: () => "half way" }),
  finish: ({ n }) => ({ n }),
  setResults: ({ n }) => ({ value: n * 10 }),
});
export default workflow("waits", ({ add, parameter, output }) => {
  const first = parameter("first", t.Integer, 1);
  const jobs = [first, 2].map((n) => add(Job, { n: add(Up, { n }).value }));
  output("sum", add(Up, { n: jobs[0].value }).value);
  output("other", jobs[1].value);
  output("free", add(Up, { n: 7 }).value);
});
`;

function folder(): Folder {
  const path = Deno.makeTempDirSync({ prefix: "vt_test_" });
  Deno.writeTextFileSync(`${path}/waits.ts`, SCRIPT);
  return {
    path,
    vt: (...args) => vt(args, { VT_STORE: `${path}/store` }),
    lines: () => Deno.readTextFileSync(`${path}/ledger`).trim().split("\n").sort(),
    release: () => Deno.writeTextFileSync(`${path}/over`, ""),
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}

Deno.test("vt run suspends, says what it waits for, and is continued without running anything again", async () => {
  using here = folder();
  const script = `${here.path}/waits.ts`;
  const first = await here.vt("run", script);
  equal(first.code, 75);
  equal(first.stdout, "free = 7\n");
  match(first.stderr, /waits for Job \(\w{10}, running\)\n.*\n +vt resume \w+ continues/);
  const again = await here.vt("run", script);
  equal(again.code, 75);
  match(again.stderr, /^vt: continues workflow \w+, which has 2 jobs; --new begins another/);
  here.release();
  const last = await here.vt("resume");
  equal(last.code, 0);
  equal(last.stdout, "sum = 10\nother = 20\nfree = 7\n");
  deepEqual(here.lines(), ["job 1", "job 2", "module 1", "module 10", "module 2", "module 7"]);
  match((await here.vt("resume")).stderr, /Nothing is suspended/);
});

Deno.test("vt run --new begins another workflow with jobs of its own", async () => {
  using here = folder();
  await here.vt("run", `${here.path}/waits.ts`);
  equal((await here.vt("run", `${here.path}/waits.ts`, "--new")).code, 75);
  equal(here.lines().filter((line) => line === "job 1").length, 2);
});

Deno.test("vt run with another parameter keeps the jobs that it does not concern, and names the orphan", async () => {
  using here = folder();
  await here.vt("run", `${here.path}/waits.ts`);
  const { stderr } = await here.vt("run", `${here.path}/waits.ts`, "--set", "first=5");
  match(stderr, /job Job \(\w{10}\) is orphaned/);
  deepEqual(here.lines().filter((line) => line.startsWith("job")), ["job 1", "job 2", "job 5"]);
});

Deno.test("vt run --wait stays until the jobs are over", async () => {
  using here = folder();
  const running = here.vt("run", `${here.path}/waits.ts`, "--wait", "--check-interval", "1s", "--json");
  while (!(await Deno.stat(`${here.path}/ledger`).catch(() => undefined))) {
    await new Promise((turn) => setTimeout(turn, 20));
  }
  here.release();
  const { code, stdout } = await running;
  equal(code, 0);
  const [document, ...others] = stdout.trim().split("\n").map((line) => JSON.parse(line));
  deepEqual(others, []);
  deepEqual(document.results, { sum: 10, other: 20, free: 7 });
});

Deno.test("vt jobs shows, asks and reads the output of jobs between two runs", async () => {
  using here = folder();
  await here.vt("run", `${here.path}/waits.ts`);
  match((await here.vt("jobs")).stdout, /0\/2 done/);
  const [line] = (await here.vt("jobs", "--json")).stdout.split("\n");
  const [{ id }] = JSON.parse(line).jobs;
  equal((await here.vt("jobs", "output", id)).stdout, "half way");
  equal((await here.vt("jobs", "check")).code, 75);
  here.release();
  const checked = await here.vt("jobs", "check");
  equal(checked.code, 0);
  match(checked.stdout + checked.stderr, /vt resume/);
});

corpusTest("a .vt file takes its jobs along to another machine", async (corpus) => {
  using here = folder();
  using there = folder();
  const source = `${corpus}/vt/vistrails/tests/resources/jobs.vt`;
  Deno.writeFileSync(`${here.path}/jobs.vt`, Deno.readFileSync(source));
  equal((await here.vt("run", `${here.path}/jobs.vt:17`)).code, 75);
  Deno.copyFileSync(`${here.path}/jobs.vt`, `${there.path}/jobs.vt`);
  const { code, stderr } = await there.vt("run", `${there.path}/jobs.vt:17`);
  equal(code, 0);
  match(stderr, /continues workflow \w+, which has 2 jobs/);
});

corpusTest("vt run --exploration runs each cell, and resume continues those that are suspended", async (corpus) => {
  using here = folder();
  const source = `${corpus}/vt/vistrails/tests/resources/jobs.vt`;
  Deno.writeFileSync(`${here.path}/jobs.vt`, Deno.readFileSync(source));
  equal((await here.vt("run", `${here.path}/jobs.vt`, "--exploration", "SuspendOnce")).code, 75);
  const resumed = await here.vt("resume");
  equal(resumed.code, 0);
  equal(resumed.stderr.match(/continues workflow/g)?.length, 2);
});

for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
  Deno.test(`a killed run loses no job and submits none twice, seed ${seed}`, async () => {
    deepEqual((await crash(seed)).problems, []);
  });
}

const mounts = await canMount();
for (const seed of [2]) {
  Deno.test({
    name: `a full disk loses no job and submits none twice, seed ${seed}${mounts ? "" : " (skipped: needs mount)"}`,
    ignore: !mounts,
    fn: async () => deepEqual((await fillUp(seed)).problems, []),
  });
}
