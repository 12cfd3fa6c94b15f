/** What Prometheus gathers: how many executions, workflows and jobs there are in which state. */
import type { Context } from "hono";
import type { JobState } from "../runtime/jobs/job.ts";
import { STATES_BY_URGENCY } from "../runtime/jobs/standing.ts";
import { changes } from "../runtime/store/store.ts";
import { EXECUTION_STATES } from "./data/executions.ts";
import { shownWorkflows } from "./data/jobs.ts";
import type { MonitorServices } from "./services.ts";

/** See the head of the file. */
export async function serveMetrics(c: Context, { store, index, timer }: MonitorServices): Promise<Response> {
  await index.refresh();
  const executions = index.counts();
  const workflows = { waits: 0, canContinue: 0, undecided: 0, over: 0 };
  const jobs = Object.fromEntries(STATES_BY_URGENCY.map((state) => [state, 0])) as Record<JobState, number>;
  for await (const { standing } of shownWorkflows(store, { most: 0 })) {
    workflows[standing.outlook]++;
    for (const state of STATES_BY_URGENCY) jobs[state] += standing.counts[state];
  }
  const { rss } = Deno.memoryUsage();
  const text = [
    gauge("vt_executions", "Executions in the store, by state.", EXECUTION_STATES.map((one) => [one, executions[one]])),
    gauge("vt_workflows", "Workflows that are not finished, by what takes them further.", Object.entries(workflows)),
    gauge("vt_jobs", "Jobs of workflows that are not finished, by state.", Object.entries(jobs)),
    single("vt_store_commits_total", "counter", "Commits that the store has seen.", Number(await changes(store))),
    single(
      "vt_monitor_last_round_seconds",
      "gauge",
      "When jobs were asked after last.",
      (timer().lastRoundAt ?? 0) / 1000,
    ),
    single("process_resident_memory_bytes", "gauge", "Memory of the monitor.", rss),
  ].join("");
  return c.text(text, 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
}

function gauge(name: string, help: string, values: readonly (readonly [state: string, value: number])[]): string {
  const lines = values.map(([state, value]) => `${name}{state="${state}"} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join("")}`;
}

function single(name: string, type: "gauge" | "counter", help: string, value: number): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`;
}
