/** The API: its description is that of its routes, and its answers are as described. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { readMonitorSettings } from "../../runtime/jobs/monitor_settings.ts";
import { recordExecution } from "../../runtime/record/log_recorder.ts";
import { openApi } from "../../web/api/openapi.ts";
import { SCHEMAS } from "../../web/api/schemas.ts";
import { API } from "../../web/api/table.ts";
import { ask } from "../support/ask_api.ts";
import { jobNow, jobRecord, keep, workflowRecord } from "../support/job_records.ts";
import { type ServedMonitor, serveMonitor, TOKEN } from "../support/monitor.ts";
import { finished, header } from "../support/recorded_run.ts";

async function withRun(monitor: ServedMonitor): Promise<string> {
  await using recorder = await recordExecution(monitor.store, header(3, Date.now()));
  recorder.observe(finished("1"), { value: 5 });
  recorder.observe(finished("2", { name: "Division", state: "failed", error: "division by zero" }));
  return (await recorder.finish("failed")).id;
}

Deno.test("the description has each route under /api, and no other", async () => {
  await using monitor = await serveMonitor();
  const { json } = {
    json: await (await fetch(`${monitor.origin}/api/openapi.json`, { headers: { authorization: `Bearer ${TOKEN}` } }))
      .json(),
  };
  const described = Object.entries(json.paths as Record<string, object>)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
  const routed = monitor.app.routes.filter(({ path }) => path.startsWith("/api/") && path !== "/api/openapi.json")
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
  deepEqual(described.toSorted(), [...new Set(routed)].sort());
  ok(described.length >= 25);
});

Deno.test("the description names only what it has", () => {
  const text = JSON.stringify(openApi(API));
  for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) ok(Object.hasOwn(SCHEMAS, name), name);
});

Deno.test("executions are listed, searched and paged", async () => {
  await using monitor = await serveMonitor();
  const first = await withRun(monitor);
  const second = await withRun(monitor);
  const all = await ask(monitor, "GET /api/executions");
  deepEqual(all.json.executions.map(({ id }) => id), [second, first]);
  equal(all.json.counts.failed, 2);
  deepEqual(all.json.executions[0].module, { path: "2", name: "Division", state: "failed", error: "division by zero" });
  const page = await ask(monitor, "GET /api/executions?limit=1");
  equal(page.json.next, second);
  const older = await ask(monitor, `GET /api/executions?limit=1&before=${page.json.next}`);
  deepEqual(older.json.executions.map(({ id }) => id), [first]);
  equal(older.json.next, undefined);
  equal((await ask(monitor, "GET /api/executions?search=nothing")).json.executions.length, 0);
  const found = await ask(monitor, "GET /api/executions?search=BY%20ZERO&in=error");
  equal(found.json.executions[0].module.error, "division by zero");
  equal((await ask(monitor, "GET /api/executions?search=divi&in=module")).json.executions.length, 2);
  equal((await ask(monitor, "GET /api/executions?state=completed")).json.executions.length, 0);
});

Deno.test("an execution has its record and its modules", async () => {
  await using monitor = await serveMonitor();
  const id = await withRun(monitor);
  equal((await ask(monitor, `GET /api/executions/${id}`)).json.workflow.name, "sum of squares");
  const { json } = await ask(monitor, `GET /api/executions/${id}/modules?limit=1`);
  deepEqual(json.modules[0].outputs, { value: { value: 5 } });
  equal(json.next, 1);
  const rest = await ask(monitor, `GET /api/executions/${id}/modules?skip=1`);
  deepEqual(rest.json.modules.map(({ name }) => name), ["Division"]);
  equal((await ask(monitor, "GET /api/executions/nobody")).status, 404);
  equal((await ask(monitor, "GET /api/executions/nobody/modules")).status, 404);
});

Deno.test("an execution that runs is interrupted, one that is over is not", async () => {
  await using monitor = await serveMonitor();
  await using recorder = await recordExecution(monitor.store, header(1, Date.now()));
  // The lock of its process counts only from another process: this one is asked as that other.
  const { status, json } = await ask(monitor, `POST /api/executions/${await withRun(monitor)}/interrupt`);
  equal(status, 400);
  match(json.error, /does not run any more/);
  equal(recorder.id.length, 8);
});

Deno.test("jobs and workflows are listed with where they stand", async () => {
  await using monitor = await serveMonitor();
  const running = jobRecord({ reason: "queued" });
  const unknown = jobRecord({ id: "0b".padEnd(40, "0"), state: "unknown", name: "lost" });
  await keep(monitor.store, workflowRecord(), [running, unknown]);
  await keep(monitor.store, workflowRecord({ id: "1bbbbbbb", state: "finished" }), []);
  const { json } = await ask(monitor, "GET /api/jobs");
  deepEqual(json.jobs.map(({ name }) => name), ["lost", "simulate"]);
  equal((await ask(monitor, "GET /api/jobs?limit=1")).json.next, 1);
  equal((await ask(monitor, "GET /api/jobs?limit=1&skip=1")).json.jobs[0].name, "simulate");
  equal((await ask(monitor, "GET /api/jobs?state=unknown")).json.jobs.length, 1);
  equal((await ask(monitor, "GET /api/jobs?search=QUEUED")).json.jobs.length, 1);
  const workflows = await ask(monitor, "GET /api/workflows");
  deepEqual(workflows.json.workflows.map(({ outlook, total }) => [outlook, total]), [[
    "waits",
    2,
  ]]);
  equal((await ask(monitor, "GET /api/workflows?all=true")).json.workflows.length, 2);
  equal((await ask(monitor, "GET /api/workflows/1aaaaaaa")).json.counts.unknown, 1);
  equal((await ask(monitor, "GET /api/workflows/nobody")).status, 404);
  equal((await ask(monitor, `GET /api/workflows/1aaaaaaa/jobs/${running.id}`)).json.key, running.key);
  equal((await ask(monitor, "GET /api/workflows/1aaaaaaa/jobs/nobody")).status, 404);
});

Deno.test("jobs are checked, adopted, resubmitted, cancelled and deleted", async () => {
  await using monitor = await serveMonitor();
  const { store } = monitor;
  const job = (letter: string, more: Parameters<typeof jobRecord>[0]) =>
    jobRecord({ id: letter.padEnd(40, "0"), ...more });
  const over = job("a", { parameters: { finished: true } });
  const lost = job("b", { state: "unknown" });
  const failed = job("c", { state: "failed" });
  const file = `${store.directory}/cancelled`;
  const cancellable = job("d", {
    definition: { ...over.definition!, name: "Writes" },
    parameters: { cancelled: file },
  });
  const stubborn = job("e", {});
  await keep(store, workflowRecord(), [over, lost, failed, cancellable, stubborn]);
  const of = ({ id }: { id: string }): string => `/api/workflows/1aaaaaaa/jobs/${id}`;
  deepEqual((await ask(monitor, `POST ${of(over)}/check`)).json.deeds[0].outcome, "ready");
  equal((await jobNow(store, over))?.state, "ready");
  await ask(monitor, `POST ${of(lost)}/adopt`, { parameters: { n: 3 } });
  deepEqual((await jobNow(store, lost))?.parameters, { n: 3 });
  equal((await ask(monitor, `POST ${of(over)}/resubmit`)).status, 409);
  equal((await ask(monitor, `POST ${of(failed)}/resubmit`)).status, 200);
  equal(await jobNow(store, failed), null);
  equal((await ask(monitor, `POST ${of(cancellable)}/cancel`)).json.deeds[0].outcome, "cancelled");
  equal(Deno.readTextFileSync(file), "cancelled\n");
  equal((await ask(monitor, `POST ${of(stubborn)}/cancel`)).status, 409);
  match((await ask(monitor, `DELETE ${of(stubborn)}?cancel=true`)).json.deeds.at(-1)!.text, /is kept/);
  match((await ask(monitor, `DELETE ${of(stubborn)}`)).json.deeds[0].text, /may go on/);
  equal(await jobNow(store, stubborn), null);
  equal((await ask(monitor, "POST /api/jobs/check")).status, 200);
  equal((await ask(monitor, `POST ${of(stubborn)}/check`)).status, 400);
});

Deno.test("workflows are paused, continued and deleted, and runs are started", async () => {
  await using monitor = await serveMonitor();
  await keep(monitor.store, workflowRecord(), [jobRecord()]);
  equal((await ask(monitor, "POST /api/workflows/1aaaaaaa/pause")).json.deeds[0].outcome, "paused");
  equal((await ask(monitor, "GET /api/workflows/1aaaaaaa")).json.isPaused, true);
  equal((await ask(monitor, "POST /api/workflows/1aaaaaaa/unpause")).json.deeds[0].outcome, "unpaused");
  equal((await ask(monitor, "POST /api/workflows/1aaaaaaa/resume")).json.execution, "1started");
  match((await ask(monitor, "POST /api/workflows/1aaaaaaa/stop")).json.error, /No process runs workflow/);
  equal((await ask(monitor, "POST /api/workflows/1aaaaaaa/check")).json.deeds.length, 1);
  equal((await ask(monitor, "POST /api/workflows/1aaaaaaa/cancel")).status, 409);
  equal((await ask(monitor, "DELETE /api/workflows/1aaaaaaa")).json.deeds[0].outcome, "deleted");
  equal((await ask(monitor, "GET /api/workflows/1aaaaaaa")).status, 404);
  const run = { file: "/data/gcd.vt", version: "final", set: { x: "12" }, isNew: true, targets: "/data/t.xml" };
  equal((await ask(monitor, "POST /api/runs", run)).status, 200);
  deepEqual(monitor.asked, [
    "start resume 1aaaaaaa --quiet",
    "start run /data/gcd.vt:final --set=x=12 --new --targets=/data/t.xml --quiet",
  ]);
});

Deno.test("an output is read in parts that begin with a line and end with a whole character", async () => {
  await using monitor = await serveMonitor();
  const file = `${monitor.store.directory}/output`;
  Deno.writeTextFileSync(file, "one\ntwo hunter2\nthrée");
  const definition = { ...jobRecord().definition!, name: "Writes" };
  const job = jobRecord({ definition, parameters: { output: file } });
  await keep(monitor.store, workflowRecord(), [job]);
  const part = async (query: string): Promise<unknown[]> => {
    const { json } = await ask(monitor, `GET /api/workflows/1aaaaaaa/jobs/${job.id}/output?${query}`);
    return [json.text, json.from, json.to, json.size];
  };
  deepEqual(await part(""), ["one\ntwo ***\nthrée", 0, 22, 22]);
  deepEqual(await part("length=10"), ["thrée", 16, 22, 22]);
  deepEqual(await part("before=16&length=14"), ["two ***\n", 4, 16, 22]);
  deepEqual(await part("from=16&length=4"), ["thr", 16, 19, 22]);
  deepEqual(await part("from=22"), ["", 22, 22, 22]);
  const { json } = await ask(monitor, `GET /api/workflows/1aaaaaaa/jobs/${job.id}/output?stream=stderr`);
  match(json.problem, /do not give it/);
});

Deno.test("the timer is read and set", async () => {
  await using monitor = await serveMonitor();
  equal((await ask(monitor, "GET /api/timer")).json.interval, "1m");
  deepEqual((await ask(monitor, "PUT /api/timer", { interval: "off", isAutomatic: true })).json, {
    interval: "off",
    isAutomatic: true,
  });
  deepEqual(await readMonitorSettings(monitor.store), { intervalMs: undefined, isAutomatic: true });
  await ask(monitor, "PUT /api/timer", { interval: "90", isAutomatic: false });
  equal((await ask(monitor, "GET /api/timer")).json.interval, "90s");
  equal((await ask(monitor, "PUT /api/timer", { interval: "often", isAutomatic: false })).status, 400);
  match((await ask(monitor, "PUT /api/timer", { interval: "1m" })).json.error, /must have isAutomatic/);
  match(
    (await ask(monitor, "PUT /api/timer", { interval: 5, isAutomatic: true })).json.error,
    /interval must be a string/,
  );
});

Deno.test("/metrics counts by state, as Prometheus reads it", async () => {
  await using monitor = await serveMonitor();
  await withRun(monitor);
  await keep(monitor.store, workflowRecord(), [jobRecord()]);
  const text = await (await fetch(`${monitor.origin}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } }))
    .text();
  match(text, /^vt_executions\{state="failed"\} 1$/m);
  match(text, /^vt_jobs\{state="running"\} 1$/m);
  match(text, /^vt_workflows\{state="waits"\} 1$/m);
  for (const line of text.trimEnd().split("\n")) {
    match(line, /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="\w+"\})? \d+(\.\d+)?)$/);
  }
});
