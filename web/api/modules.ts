/** The pipelines of executions and their modules for programs, and what is done from a module on. */
import { drawnExecution } from "../data/drawn_execution.ts";
import { moduleDetail } from "../data/module_detail.ts";
import { summariesOf } from "../data/module_summary.ts";
import { runAgain, setTarget } from "../deeds/executions.ts";
import type { MonitorServices } from "../services.ts";
import type { ApiRequest, ApiRoute } from "./route.ts";
import { named, object } from "./schema.ts";

const EXECUTION = "/api/executions/{execution}";
const ONE = `${EXECUTION}/modules/{module}`;

/** See the head of the file. */
export const MODULE_ROUTES: readonly ApiRoute[] = [
  {
    method: "get",
    path: `${EXECUTION}/pipeline`,
    summary:
      "How the modules of an execution are wired and how they stand, upstream first; groups without their content",
    answer: named("Pipeline"),
    handle: async ({ path }, { reader }) => {
      const recorded = await reader.read(path("execution"));
      return recorded && drawnExecution(recorded, summariesOf(recorded, Date.now()));
    },
  },
  {
    method: "get",
    path: ONE,
    summary: "A module of an execution: what it was given, what it gave, how it went, why it ran",
    query: { iteration: { type: "string", description: "which of its runs, inside a group that loops: 2, 2/0" } },
    answer: named("Module"),
    handle: module,
  },
  {
    method: "post",
    path: `${EXECUTION}/run`,
    summary: "Run the workflow of an execution again with the same values, in a process of its own",
    answer: named("Started"),
    handle: ({ path }, services) => runAgain(path("execution"), undefined, services),
  },
  {
    method: "post",
    path: `${ONE}/run`,
    summary: "The same; the module and all that depends on it compute although their results are known",
    answer: named("Started"),
    handle: ({ path }, services) => runAgain(path("execution"), path("module"), services),
  },
  {
    method: "put",
    path: `${ONE}/target`,
    summary: "Say where later runs compute the module: a target, here or auto",
    body: object({ target: { type: "string" } }),
    answer: named("Started"),
    handle: ({ path, body }, services) => {
      const { target } = body as { readonly target: string };
      return setTarget(path("execution"), { module: path("module"), target }, services);
    },
  },
];

async function module(
  { path, query }: ApiRequest,
  { store, reader, answers }: MonitorServices,
): Promise<object | undefined> {
  const recorded = await reader.read(path("execution"));
  if (recorded === undefined) return undefined;
  const wanted = { path: path("module"), iteration: query("iteration"), now: Date.now() };
  const detail = await moduleDetail(store, recorded, wanted);
  if (detail === undefined) return undefined;
  const { summary, run, runs, inputs, outputs } = detail;
  const why = await answers.why(recorded.exec, wanted.path);
  return {
    ...summary,
    ...(run && { record: run }),
    runs: runs.length,
    inputs,
    outputs: outputs.map(({ port, recorded, preview }) => ({ port, ...(recorded && { recorded }), preview })),
    ...(why !== undefined && { why }),
  };
}
