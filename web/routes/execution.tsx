/** The page of one execution. */
import type { Context } from "hono";
import { workflowToContinue } from "../../runtime/jobs/job_workflow.ts";
import type { WorkflowExec } from "../../runtime/record/log.ts";
import type { Store } from "../../runtime/store/store.ts";
import type { App } from "../app.ts";
import { criticalModules, drawnExecution, type Summaries, timelineOfExecution } from "../data/drawn_execution.ts";
import { countsOf, type ModuleQuery, moduleRows, ORDERS } from "../data/module_rows.ts";
import { failuresIn, summariesOf } from "../data/module_summary.ts";
import type { RecordedExecution } from "../data/recorded_execution.ts";
import { type DrawnPipeline, type DrawnState, STATES } from "../drawing/drawn.ts";
import { overviewOf, sectionOf } from "../drawing/overview.ts";
import { ExecutionPage } from "../pages/execution.tsx";
import type { PipelineShown } from "../parts/execution_pipeline.tsx";
import type { MonitorServices } from "../services.ts";
import { type MonitorEnv, viewOf } from "../view.ts";

/** Modules up to which a pipeline is drawn as it is. */
const MOST_DRAWN = 500;
/** Modules of what an overview leads to, at a time. */
const MOST_IN_SECTION = 200;

type RequestContext = Context<MonitorEnv>;

/** See the head of the file. */
export function executionRoutes(app: App, services: MonitorServices): void {
  app.get("/executions/:id", async (c) => {
    const view = viewOf(c, services);
    const recorded = await services.reader.read(c.req.param("id"));
    if (recorded === undefined) return c.notFound();
    const { exec, printed } = recorded;
    await services.index.refresh();
    const summaries = summariesOf(recorded, view.now);
    const query = readQuery(c);
    return c.html(
      <ExecutionPage
        view={view}
        exec={exec}
        counts={recorded.isTooLarge ? recordedCounts(exec) : countsOf(summaries.values())}
        continuedBy={services.index.get(exec.id)?.continuedBy}
        suspended={await suspendedWorkflow(services.store, exec)}
        pipeline={pipelineShown(c, recorded, summaries)}
        timeline={timelineOfExecution(recorded, summaries, view.now)}
        critical={criticalModules(recorded, summaries)}
        table={moduleRows(summaries.values(), query)}
        query={query}
        failed={failuresIn(summaries.values())}
        printed={printed}
      />,
    );
  });
}

function recordedCounts({ counts }: WorkflowExec): ReadonlyMap<DrawnState, number> {
  return new Map(STATES.flatMap((state) => {
    const count = (counts as Readonly<Partial<Record<DrawnState, number>>>)[state] ?? 0;
    return count === 0 ? [] : [[state, count] as const];
  }));
}

function pipelineShown(c: RequestContext, recorded: RecordedExecution, summaries: Summaries): PipelineShown {
  if (recorded.isTooLarge) return { kind: "tooLarge" };
  const open = new Set(c.req.queries("open") ?? []);
  const pipeline = drawnExecution(recorded, summaries, open);
  if (countOf(pipeline) <= MOST_DRAWN) return { kind: "whole", pipeline, isWired: recorded.shape !== undefined };
  const [, first, last] = /^(\d{1,7})-(\d{1,7})$/.exec(c.req.query("levels") ?? "") ?? [];
  if (first === undefined) return { kind: "overview", overview: overviewOf(pipeline) };
  const name = c.req.query("of");
  const section = { first: Number(first), last: Number(last), from: countIn(c, "from", 0), ...(name && { name }) };
  const { pipeline: part, count } = sectionOf(pipeline, section, MOST_IN_SECTION);
  return { kind: "section", section, pipeline: part, count, most: MOST_IN_SECTION };
}

function countOf({ modules }: DrawnPipeline): number {
  return modules.reduce((sum, { inside }) => sum + 1 + (inside === undefined ? 0 : countOf(inside)), 0);
}

/** What the table of modules is asked for. */
function readQuery(c: RequestContext): ModuleQuery {
  const state = STATES.find((one) => one === c.req.query("state"));
  return {
    text: (c.req.query("text") ?? "").slice(0, 200),
    order: ORDERS.find((one) => one === c.req.query("order")) ?? "begun",
    page: countIn(c, "page", 1),
    ...(state && { state }),
  };
}

function countIn(c: RequestContext, name: string, otherwise: number): number {
  const text = c.req.query(name) ?? "";
  return /^\d{1,9}$/.test(text) ? Math.max(otherwise, Number(text)) : otherwise;
}

/** The workflow with jobs that this execution is the last of, where it can be continued. */
async function suspendedWorkflow(store: Store, exec: WorkflowExec): Promise<string | undefined> {
  if (exec.state === "running") return undefined;
  const known = await workflowToContinue(store, exec.workflow);
  return known?.workflow.executions.at(-1) === exec.id && known.workflow.state !== "finished"
    ? known.workflow.id
    : undefined;
}
