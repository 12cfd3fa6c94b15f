/** The home page, and what is done to executions that run. */
import type { App } from "../app.ts";
import { executionQuery, listExecutions } from "../data/executions.ts";
import { type ShownWorkflow, shownWorkflows } from "../data/jobs.ts";
import { interrupt } from "../deeds/runs.ts";
import { HomePage } from "../pages/home.tsx";
import type { Said } from "../said.ts";
import type { MonitorServices } from "../services.ts";
import { viewOf } from "../view.ts";
import { doing } from "./form.ts";

/** Executions that run, workflows that wait, and jobs of each of these, that the page shows above its list. */
const MOST_RUNNING = 8;
const MOST_WAITING = 8;
const MOST_JOBS = 2;

/** See the head of the file. */
export function executionsRoutes(app: App, services: MonitorServices): void {
  app.get("/", async (c) => {
    const query = executionQuery((name) => c.req.query(name));
    const page = await listExecutions(services, query);
    const running = services.index.find({ state: "running" }, MOST_RUNNING);
    const waiting = await waitingWorkflows(services);
    return c.html(
      <HomePage view={viewOf(c, services)} query={query} page={page} running={running} waiting={waiting} />,
    );
  });
  app.post(
    "/executions/:execution/interrupt",
    (c) => doing(c, services, () => interruptOne(c.req.param("execution"), services)),
  );
}

async function waitingWorkflows({ store }: MonitorServices): Promise<readonly ShownWorkflow[]> {
  const waiting: ShownWorkflow[] = [];
  for await (const shown of shownWorkflows(store, { most: MOST_JOBS })) {
    if (shown.workflow.state === "finished" || shown.holder?.purpose === "run") continue;
    if (waiting.push(shown) > MOST_WAITING) break;
  }
  return waiting;
}

async function interruptOne(execution: string, services: MonitorServices): Promise<Said> {
  const pid = await interrupt(execution, services);
  return { lines: [`Process ${pid} ends execution ${execution}: what can go on later is suspended`], isBad: false };
}
