/** The Job Monitor as one function from requests to answers: its routes, and nothing else. */
import { Hono } from "hono";
import { mountApi } from "./api/mount.ts";
import { answerError, answerNotFound } from "./errors.tsx";
import { serveEvents } from "./events.ts";
import { serveMetrics } from "./metrics.ts";
import { executionRoutes } from "./routes/execution.tsx";
import { executionsRoutes } from "./routes/executions.tsx";
import { jobsRoutes } from "./routes/jobs.tsx";
import { moduleRoutes } from "./routes/module.tsx";
import { runFormRoutes } from "./routes/run_forms.ts";
import { signInRoutes } from "./routes/sign_in.ts";
import { vistrailsRoutes } from "./routes/vistrails.tsx";
import { guard } from "./safety/guard.ts";
import { safeHeaders } from "./safety/headers.ts";
import type { MonitorServices } from "./services.ts";
import { serveStatic } from "./static_files.ts";
import type { MonitorEnv } from "./view.ts";

/** What the routes of a part of the page are added to. */
export type App = Hono<MonitorEnv>;

/** See the head of the file. */
export function createApp(services: MonitorServices): App {
  const app: App = new Hono<MonitorEnv>();
  app.use(safeHeaders);
  app.use(guard(services));
  app.onError((error, c) => answerError(error, c, services));
  app.notFound((c) => answerNotFound(c, services));

  app.get("/static/:name", serveStatic);
  app.get("/events", (c) => serveEvents(c, services));
  signInRoutes(app, services);
  app.get("/metrics", (c) => serveMetrics(c, services));
  mountApi(app, services);
  executionsRoutes(app, services);
  executionRoutes(app, services);
  moduleRoutes(app, services);
  vistrailsRoutes(app, services);
  runFormRoutes(app, services);
  jobsRoutes(app, services);
  return app;
}
