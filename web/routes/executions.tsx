/** The home page: all executions. */
import type { App } from "../app.ts";
import { ExecutionsPage } from "../pages/executions.tsx";
import { executions } from "../../runtime/record/execution_log.ts";
import type { MonitorServices } from "../services.ts";
import { viewOf } from "../view.ts";

/** See the head of the file. */
export function executionsRoutes(app: App, services: MonitorServices): void {
  app.get("/", async (c) => {
    const found = [];
    for await (const exec of executions(services.store)) if (found.push(exec) >= 50) break;
    return c.html(<ExecutionsPage view={viewOf(c, services)} executions={found} />);
  });
}
