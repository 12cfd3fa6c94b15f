/** What becomes of an error: a page or a line for who asked, all of it for who looks after the monitor. */
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { InputError } from "../runtime/errors.ts";
import { LeaseTakenError } from "../runtime/jobs/lease.ts";
import { ProblemPage } from "./pages/problem.tsx";
import { refuse, wantsPage } from "./safety/refusal.ts";
import type { MonitorServices } from "./services.ts";
import { type MonitorEnv, viewOf } from "./view.ts";

type Answer = Response | Promise<Response>;

/** See the head of the file. */
export function answerError(error: Error, c: Context<MonitorEnv>, services: MonitorServices): Answer {
  const { mask, actions } = services;
  if (error instanceof InputError) {
    return problem(c, services, { status: error instanceof LeaseTakenError ? 409 : 400, message: mask(error.message) });
  }
  actions.complain(`${c.req.method} ${c.req.path} failed, a bug in vt: ${error.stack ?? error.message}`);
  return problem(c, services, {
    status: 500,
    message: "This is a bug in vt: what went wrong is told where the monitor runs",
  });
}

/** There is nothing under an address. */
export function answerNotFound(c: Context<MonitorEnv>, services: MonitorServices): Answer {
  return problem(c, services, { status: 404, message: "There is nothing under this address" });
}

/** Whoever is signed in gets a page with all that leads on. */
function problem(
  c: Context<MonitorEnv>,
  services: MonitorServices,
  { status, message }: { readonly status: ContentfulStatusCode; readonly message: string },
): Answer {
  if (c.get("session") === undefined || !wantsPage(c)) return refuse(c, { status, message });
  return c.html(<ProblemPage view={viewOf(c, services)} message={message} />, status);
}
