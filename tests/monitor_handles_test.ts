/** Handles of scripts are programs of somebody: whatever they do, the monitor answers, and asks after the others. */
import { equal, match, ok } from "node:assert/strict";
import type { Job } from "../runtime/jobs/job.ts";
import { startMonitor, until } from "./support/monitor_process.ts";
import { vt } from "./support/vt_process.ts";

const SCRIPT = `
import { defineJob, port, types as t, workflow } from "vt";
const WAYS = {
  answers: () => true,
  throws: () => { throw new Error("squeue is not there"); },
  exits: () => Deno.exit(3),
  hangs: () => new Promise(() => {}),
  blocks: () => { for (;;); },
};
const NOT_YET = new URL("submitted", import.meta.url);
const isSubmitted = () => { try { return Deno.statSync(NOT_YET).isFile; } catch { return false; } };
export const Job = defineJob({
  name: "Job",
  inputs: { way: port(t.String) }, outputs: { value: port(t.Integer) },
  readInputs: ({ way }) => ({ way }),
  start: (params) => params,
  handle: ({ way }) => ({
    finished: () => isSubmitted() && WAYS[way](),
    standardOutput: () => { WAYS[way](); return "said by " + way; },
  }),
  finish: (params) => params,
  setResults: () => ({ value: 1 }),
});
export default workflow("ways", ({ add, output }) => {
  for (const way of Object.keys(WAYS)) output(way, add(Job, { way }, { label: way }).value);
});
`;

Deno.test("handles that throw, end their process, hang or block do not hurt the monitor, nor others that are asked", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "vt_test_" });
  const [store, script] = [`${folder}/store`, `${folder}/ways.ts`];
  Deno.writeTextFileSync(script, SCRIPT);
  equal((await vt(["run", script, "--store", store])).code, 75);
  Deno.writeTextFileSync(`${folder}/submitted`, "");
  {
    await using monitor = await startMonitor(store);
    const jobs = async (): Promise<ReadonlyMap<string, Job>> => {
      const { jobs } = await monitor.ask("GET", "/api/jobs");
      return new Map(jobs.map((job) => [job.name, job]));
    };
    const all = await jobs();
    equal(all.size, 5);
    const checked = monitor.ask("POST", "/api/jobs/check").catch((error) => ok(error instanceof TypeError));
    await until(async () => (await jobs()).get("answers")!.state === "ready");
    await until(async () => /squeue is not there/.test((await jobs()).get("throws")!.reason ?? ""));
    await until(async () => /asking failed/.test((await jobs()).get("exits")!.reason ?? ""));
    for (const way of ["hangs", "blocks", "answers"]) {
      const { workflow, id } = all.get(way)!;
      const { text, problem = "" } = await monitor.ask("GET", `/api/workflows/${workflow}/jobs/${id}/output`);
      if (way === "blocks") match(problem, /no answer within/);
      else equal(text, `said by ${way}`);
    }
    const { code } = await monitor.end("SIGTERM");
    equal(code, 0);
    await checked;
  }
  Deno.removeSync(folder, { recursive: true });
});
