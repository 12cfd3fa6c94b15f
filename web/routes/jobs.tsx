/** The pages of jobs, and what is done there. */
import type { Context } from "hono";
import { InputError, messageOf, UsageError } from "../../runtime/errors.ts";
import type { JobState } from "../../runtime/jobs/job.ts";
import { intervalOf, readMonitorSettings, writeMonitorSettings } from "../../runtime/jobs/monitor_settings.ts";
import { STATES_BY_URGENCY } from "../../runtime/jobs/standing.ts";
import type { App } from "../app.ts";
import { readOutput } from "../data/job_output.ts";
import { shownJob, type ShownWorkflow, shownWorkflow, shownWorkflows } from "../data/jobs.ts";
import { check } from "../deeds/check.ts";
import type { Deed } from "../deeds/deed.ts";
import { doToJobs, findNamed, type JobVerb } from "../deeds/jobs.ts";
import { resume, saidOfStart, stop } from "../deeds/runs.ts";
import { DeletePage } from "../pages/delete.tsx";
import { JobPage } from "../pages/job.tsx";
import { JobsPage } from "../pages/jobs.tsx";
import { WorkflowPage } from "../pages/workflow.tsx";
import type { Said } from "../said.ts";
import type { MonitorServices } from "../services.ts";
import { type MonitorEnv, viewOf } from "../view.ts";
import { doing, type Form } from "./form.ts";

/** Jobs of each workflow that the page of all shows, workflows that it shows, and jobs of the page of one. */
const MOST_JOBS = 25;
const MOST_WORKFLOWS = 20;
const PAGE = 200;
/** Bytes of an output that a page shows. */
const OUTPUT_LENGTH = 64 * 1024;
/** So many milliseconds a person waits for answers of jobs; those that come later are seen on the page. */
const PATIENCE_MS = 2000;

/** See the head of the file. */
export function jobsRoutes(app: App, services: MonitorServices): void {
  app.get("/jobs", (c) => showJobs(c, services));
  app.get("/workflows/:workflow", (c) => showWorkflow(c, services));
  app.get("/jobs/:workflow/:job", (c) => showJob(c, services));
  app.post("/jobs/check", (c) => doing(c, services, (form) => checkSome(form, services)));
  app.post("/jobs/delete", (c) => doing(c, services, (form) => remove(c, form, services)));
  for (const verb of ["cancel", "adopt", "resubmit", "pause", "unpause"] as const) {
    app.post(`/jobs/${verb}`, (c) => doing(c, services, (form) => doToSome(verb, form, services)));
  }
  app.post("/jobs/resume", (c) => doing(c, services, (form) => resumeOne(form.text("workflow"), services)));
  app.post("/jobs/stop", (c) => doing(c, services, (form) => stopOne(form.text("workflow"), services)));
  app.post("/jobs/timer", (c) => doing(c, services, (form) => setTimer(form, services)));
}

async function showJobs(c: Context<MonitorEnv>, services: MonitorServices): Promise<Response> {
  const { store } = services;
  const all = c.req.query("all") === "1";
  const query = { state: stateOf(c), text: c.req.query("search") ?? "", all, before: c.req.query("before") };
  const shown: ShownWorkflow[] = [];
  for await (const each of shownWorkflows(store, { ...query, most: MOST_JOBS })) {
    if (shown.push(each) > MOST_WORKFLOWS) break;
  }
  const next = shown.length > MOST_WORKFLOWS ? shown[MOST_WORKFLOWS - 1].workflow.id : undefined;
  const settings = await readMonitorSettings(store);
  const data = { shown: shown.slice(0, MOST_WORKFLOWS), next, query, settings, timer: services.timer() };
  return c.html(<JobsPage view={viewOf(c, services)} {...data} />);
}

async function showWorkflow(c: Context<MonitorEnv>, services: MonitorServices): Promise<Response> {
  const skip = Number(c.req.query("skip") ?? "0");
  if (!Number.isSafeInteger(skip) || skip < 0) throw new InputError("skip must be a number");
  const query = { state: stateOf(c), text: c.req.query("search") ?? "", skip, most: PAGE };
  const shown = await shownWorkflow(services.store, c.req.param("workflow")!, query);
  if (shown === undefined) return c.notFound();
  await services.index.refresh();
  const executions = shown.workflow.executions.flatMap((id) => services.index.get(id) ?? []).reverse();
  return c.html(<WorkflowPage view={viewOf(c, services)} shown={shown} query={query} executions={executions} />);
}

async function showJob(c: Context<MonitorEnv>, services: MonitorServices): Promise<Response> {
  const found = await shownJob(services.store, { workflow: c.req.param("workflow")!, id: c.req.param("job")! });
  if (found === undefined) return c.notFound();
  const { job, shown } = found;
  const before = c.req.query("before");
  const stream = c.req.query("stream") === "stderr" ? "stderr" : "stdout";
  const wanted = {
    stream,
    before: before === undefined ? undefined : position(before),
    length: OUTPUT_LENGTH,
  } as const;
  const output = await readOutput(services, { job, workflow: shown.workflow }, wanted);
  return c.html(
    <JobPage view={viewOf(c, services)} job={job} shown={shown} output={output} isEnd={before === undefined} />,
  );
}

function position(text: string): number {
  const at = Number(text);
  if (Number.isSafeInteger(at) && at >= 0) return at;
  throw new InputError("before must be a number of bytes");
}

function stateOf(c: Context): JobState | undefined {
  const state = c.req.query("state") || undefined;
  const known = STATES_BY_URGENCY.find((one) => one === state);
  if (known === state) return known;
  throw new InputError(`state must be one of ${STATES_BY_URGENCY.join(", ")}: it is ${state}`);
}

/** The workflow whose button was pressed, else the jobs that are ticked. */
function named(form: Form): readonly string[] {
  const names = form.has("workflow") ? form.all("workflow") : form.all("job");
  if (names.length > 0) return names;
  throw new InputError("Nothing is selected: tick the jobs that are meant");
}

async function doToSome(verb: JobVerb, form: Form, services: MonitorServices): Promise<readonly Deed[]> {
  const parameters = form.text("parameters").trim();
  const given = parameters === "" ? undefined : { parameters: parsed(parameters) };
  return await doToJobs(verb, await findNamed(services.store, named(form)), { ...services, parameters: given });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`The parameters must be JSON: ${messageOf(error)}`, { cause: error });
  }
}

async function checkSome(form: Form, services: MonitorServices): Promise<readonly Deed[] | Said> {
  const found = form.has("all") ? undefined : await findNamed(services.store, named(form));
  const asked = check(found, services);
  const late = Promise.withResolvers<Said>();
  const timer = setTimeout(() => late.resolve(STILL_ASKING), PATIENCE_MS);
  asked.catch((error) => services.actions.complain(`Asking after jobs failed: ${error}`));
  try {
    const deeds = await Promise.race([asked, late.promise]);
    return "lines" in deeds || deeds.length > 0 ? deeds : { lines: ["There is no job to ask after"], isBad: false };
  } finally {
    clearTimeout(timer);
  }
}

const STILL_ASKING: Said = { lines: ["Asking: the answers show here as they come"], isBad: false };

/** Nothing is deleted before the person has read what becomes of the jobs outside. */
async function remove(
  c: Context<MonitorEnv>,
  form: Form,
  services: MonitorServices,
): Promise<readonly Deed[] | Response> {
  const found = await findNamed(services.store, named(form));
  const decision = form.text("confirmed");
  if (decision !== "") return await doToJobs("delete", found, { ...services, cancel: decision === "cancel" });
  return await c.html(<DeletePage view={viewOf(c, services)} found={found} then={form.next} />);
}

async function resumeOne(workflow: string, services: MonitorServices): Promise<Said> {
  return saidOfStart(await resume(workflow, services), `Workflow ${workflow} continues`, services);
}

function stopOne(workflow: string, services: MonitorServices): Promise<Said> {
  const pid = stop(workflow, services);
  return Promise.resolve({ lines: [`Process ${pid} suspends workflow ${workflow}: its jobs go on`], isBad: false });
}

async function setTimer(form: Form, { store }: MonitorServices): Promise<Said> {
  const interval = intervalOf(form.text("interval").trim());
  if (interval === undefined) {
    throw new InputError("The interval must be off, or such as 10s, 1m or 1h, a week at most");
  }
  const intervalMs = interval === "off" ? undefined : interval;
  await writeMonitorSettings(store, { intervalMs, isAutomatic: form.has("automatic") });
  return { lines: ["The timer is set"], isBad: false };
}
