/** Workflows that have jobs, for programs. */
import { type ShownWorkflow, shownWorkflow, shownWorkflows } from "../data/jobs.ts";
import { check } from "../deeds/check.ts";
import { doToJobs, findNamed, type JobVerb } from "../deeds/jobs.ts";
import { resume, stop } from "../deeds/runs.ts";
import { answerDeeds } from "./deeds.ts";
import type { ApiRoute } from "./route.ts";
import { named } from "./schema.ts";

const ONE = "/api/workflows/{workflow}";

/** See the head of the file. */
export const WORKFLOW_ROUTES: readonly ApiRoute[] = [
  {
    method: "get",
    path: "/api/workflows",
    summary: "Workflows that wait for jobs, the newest first",
    query: { all: { type: "boolean", description: "finished ones too" } },
    answer: named("Workflows"),
    handle: async ({ query }, { store }) => {
      const all = /^(true|1)$/.test(query("all") ?? "");
      return { workflows: await Array.fromAsync(shownWorkflows(store, { all, most: 0 }), workflowJson) };
    },
  },
  {
    method: "get",
    path: ONE,
    summary: "A workflow that has jobs",
    answer: named("Workflow"),
    handle: async ({ path }, { store }) => {
      const shown = await shownWorkflow(store, path("workflow"), { most: 0 });
      return shown && workflowJson(shown);
    },
  },
  {
    method: "delete",
    path: ONE,
    summary: "Forget a workflow with its jobs; they go on outside unless they are cancelled",
    query: { cancel: { type: "boolean", description: "cancel its jobs outside first", default: false } },
    answer: named("Deeds"),
    handle: async ({ path, query }, services) => {
      const cancel = /^(true|1)$/.test(query("cancel") ?? "");
      const found = await findNamed(services.store, [path("workflow")]);
      return answerDeeds(await doToJobs("delete", found, { ...services, cancel }));
    },
  },
  {
    method: "post",
    path: `${ONE}/check`,
    summary: "Ask after its jobs, also when it is paused",
    answer: named("Deeds"),
    handle: async ({ path }, services) => {
      return answerDeeds(await check(await findNamed(services.store, [path("workflow")]), services));
    },
  },
  {
    method: "post",
    path: `${ONE}/resume`,
    summary: "Continue it, in a process of its own",
    answer: named("Started"),
    handle: ({ path }, services) => resume(path("workflow"), services),
  },
  {
    method: "post",
    path: `${ONE}/stop`,
    summary: "End the process that runs it or waits for its jobs; these go on",
    answer: named("Process"),
    handle: ({ path }, services) => ({ pid: stop(path("workflow"), services) }),
  },
  deed("pause", "Ask after its jobs only when they are named"),
  deed("unpause", "End its pause"),
  deed("cancel", "Cancel all its jobs that are not over"),
];

function deed(verb: JobVerb, summary: string): ApiRoute {
  return {
    method: "post",
    path: `${ONE}/${verb}`,
    summary,
    answer: named("Deeds"),
    handle: async ({ path }, services) => {
      return answerDeeds(await doToJobs(verb, await findNamed(services.store, [path("workflow")]), services));
    },
  };
}

function workflowJson({ workflow, standing, holder, waiting }: ShownWorkflow): object {
  const { outlook, done, total, counts } = standing;
  return { ...workflow, outlook, done, total, counts, process: holder?.pid, waitingProcess: waiting };
}
