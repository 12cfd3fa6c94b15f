/** Jobs for programs. */
import type { Job, JobState } from "../../runtime/jobs/job.ts";
import { STATES_BY_URGENCY } from "../../runtime/jobs/standing.ts";
import { readOutput } from "../data/job_output.ts";
import { shownJob, shownWorkflows } from "../data/jobs.ts";
import { check } from "../deeds/check.ts";
import { doToJobs, findNamed, type JobVerb } from "../deeds/jobs.ts";
import type { MonitorServices } from "../services.ts";
import { answerDeeds } from "./deeds.ts";
import type { ApiRequest, ApiRoute } from "./route.ts";
import { named, object, type Schema } from "./schema.ts";

const ONE = "/api/workflows/{workflow}/jobs/{job}";
const POSITION: Schema = { type: "integer", minimum: 0 };
const LENGTH = 64 * 1024;
const MOST = 100;

/** See the head of the file. */
export const JOB_ROUTES: readonly ApiRoute[] = [
  {
    method: "get",
    path: "/api/jobs",
    summary: "Jobs of workflows that wait for them, those first that a person has to see",
    query: {
      state: { type: "string", enum: STATES_BY_URGENCY },
      search: { type: "string", maxLength: 500, description: "in names, reasons and ids" },
      workflow: { type: "string", description: "only those of one" },
      all: { type: "boolean", description: "those of finished workflows too" },
      skip: POSITION,
      limit: { type: "integer", minimum: 1, maximum: 1000, default: MOST },
    },
    answer: named("Jobs"),
    handle: jobs,
  },
  {
    method: "post",
    path: "/api/jobs/check",
    summary: "Ask after all jobs of workflows that are not paused",
    answer: named("Deeds"),
    handle: async (_, services) => ({ deeds: await check(undefined, services) }),
  },
  {
    method: "get",
    path: ONE,
    summary: "A job",
    answer: named("Job"),
    handle: async ({ path }, { store }) => (await shownJob(store, idsIn(path)))?.job,
  },
  {
    method: "get",
    path: `${ONE}/output`,
    summary: "A part of what it has written, the end of it unless said otherwise",
    query: {
      stream: { type: "string", enum: ["stdout", "stderr"], default: "stdout" },
      from: { ...POSITION, description: "the part that begins with this byte" },
      before: { ...POSITION, description: "the part that ends with this byte" },
      length: { type: "integer", minimum: 1, maximum: 1024 * 1024, default: LENGTH, description: "bytes" },
    },
    answer: named("Output"),
    handle: output,
  },
  {
    method: "post",
    path: `${ONE}/check`,
    summary: "Ask after it",
    answer: named("Deeds"),
    handle: async ({ path }, services) => {
      return answerDeeds(await check(await findNamed(services.store, [nameIn(path)]), services));
    },
  },
  {
    method: "post",
    path: `${ONE}/adopt`,
    summary: "Say that it was submitted, of which nobody knows",
    body: object({ parameters: { description: "what its start would have returned" } }, { optional: ["parameters"] }),
    answer: named("Deeds"),
    handle: async ({ path, body }, services) => {
      const { parameters } = body as { parameters?: unknown };
      const given = parameters === undefined ? undefined : { parameters };
      return await deeds("adopt", path, { ...services, parameters: given });
    },
  },
  {
    method: "post",
    path: `${ONE}/resubmit`,
    summary: "Forget it, so that continuing its workflow submits it again",
    answer: named("Deeds"),
    handle: ({ path }, services) => deeds("resubmit", path, services),
  },
  {
    method: "post",
    path: `${ONE}/cancel`,
    summary: "End it outside",
    answer: named("Deeds"),
    handle: ({ path }, services) => deeds("cancel", path, services),
  },
  {
    method: "delete",
    path: ONE,
    summary: "Forget it; it goes on outside unless it is cancelled",
    query: { cancel: { type: "boolean", description: "cancel it outside first", default: false } },
    answer: named("Deeds"),
    handle: ({ path, query }, services) =>
      deeds("delete", path, { ...services, cancel: /^(true|1)$/.test(query("cancel") ?? "") }),
  },
];

type PathPart = ApiRequest["path"];

function idsIn(path: PathPart): Pick<Job, "workflow" | "id"> {
  return { workflow: path("workflow"), id: path("job") };
}

function nameIn(path: PathPart): string {
  return `${path("workflow")}/${path("job")}`;
}

async function deeds(verb: JobVerb, path: PathPart, doing: Parameters<typeof doToJobs>[2]): Promise<unknown> {
  return answerDeeds(await doToJobs(verb, await findNamed(doing.store, [nameIn(path)]), doing));
}

async function jobs({ query }: ApiRequest, { store }: MonitorServices): Promise<object> {
  const [skip, limit] = [Number(query("skip") ?? 0), Number(query("limit") ?? MOST)];
  const [all, workflow] = [/^(true|1)$/.test(query("all") ?? ""), query("workflow")];
  const wanted = { state: query("state") as JobState | undefined, text: query("search"), all, most: skip + limit + 1 };
  const found: Job[] = [];
  for await (const shown of shownWorkflows(store, wanted)) {
    if (workflow !== undefined && shown.workflow.id !== workflow) continue;
    found.push(...shown.jobs);
    if (found.length > skip + limit) return { jobs: found.slice(skip, skip + limit), next: skip + limit };
  }
  return { jobs: found.slice(skip) };
}

async function output({ path, query }: ApiRequest, services: MonitorServices): Promise<unknown> {
  const found = await shownJob(services.store, idsIn(path));
  if (found === undefined) return undefined;
  const number = (name: string): number | undefined => query(name) === undefined ? undefined : Number(query(name));
  const of = { job: found.job, workflow: found.shown.workflow };
  return await readOutput(services, of, {
    stream: query("stream") === "stderr" ? "stderr" : "stdout",
    from: number("from"),
    before: number("before"),
    length: number("length") ?? LENGTH,
  });
}
