/** Executions for programs. */
import { executionRecord, moduleExecs } from "../../runtime/record/execution_log.ts";
import type { ModuleExec } from "../../runtime/record/log.ts";
import { EXECUTION_STATES, executionQuery, listExecutions, SEARCH_PLACES } from "../data/executions.ts";
import { interrupt, run, type WantedRun } from "../deeds/runs.ts";
import type { MonitorServices } from "../services.ts";
import type { ApiRequest, ApiRoute } from "./route.ts";
import { named, type Schema } from "./schema.ts";

const LIMIT: Schema = { type: "integer", minimum: 1, maximum: 1000, default: 100 };
const MOST_MODULES = 100;

/** See the head of the file. */
export const EXECUTION_ROUTES: readonly ApiRoute[] = [
  {
    method: "get",
    path: "/api/executions",
    summary: "Executions, the newest first",
    query: {
      state: { type: "string", enum: EXECUTION_STATES, description: "suspended: those that no other went on with" },
      search: { type: "string", maxLength: 500 },
      in: { type: "string", enum: SEARCH_PLACES, default: "name" },
      before: { type: "string", description: "only older ones than the one with this id" },
      limit: LIMIT,
    },
    answer: named("Executions"),
    handle: ({ query }, services) => listExecutions(services, executionQuery(query, 100)),
  },
  {
    method: "get",
    path: "/api/executions/{execution}",
    summary: "An execution",
    answer: named("ExecutionRecord"),
    handle: ({ path }, { store }) => executionRecord(store, path("execution")),
  },
  {
    method: "get",
    path: "/api/executions/{execution}/modules",
    summary: "The modules of an execution in the order in which they ended",
    query: {
      state: { type: "string", description: "completed, cached, failed, suspended, running or interrupted" },
      skip: { type: "integer", minimum: 0, default: 0 },
      limit: LIMIT,
    },
    answer: named("Modules"),
    handle: modules,
  },
  {
    method: "post",
    path: "/api/executions/{execution}/interrupt",
    summary: "Stop its process: what can go on later is suspended, the rest is cancelled",
    answer: named("Process"),
    handle: async ({ path }, services) => ({ pid: await interrupt(path("execution"), services) }),
  },
  {
    method: "post",
    path: "/api/runs",
    summary: "Run a workflow, in a process of its own",
    body: named("Run"),
    answer: named("Started"),
    handle: ({ body }, services) => run(body as WantedRun, services),
  },
];

async function modules({ path, query }: ApiRequest, { store }: MonitorServices): Promise<object | undefined> {
  const exec = await executionRecord(store, path("execution"));
  if (exec === undefined) return undefined;
  const [state, skip, limit] = [query("state"), Number(query("skip") ?? 0), Number(query("limit") ?? MOST_MODULES)];
  const found: ModuleExec[] = [];
  let at = 0;
  for await (const module of moduleExecs(store, exec)) {
    if (state !== undefined && module.state !== state) continue;
    if (at++ < skip) continue;
    if (found.length === limit) return { modules: found, next: skip + limit };
    found.push(module);
  }
  return { modules: found };
}
