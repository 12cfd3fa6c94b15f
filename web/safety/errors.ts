/** What becomes of an error: one line for who asked, all of it for who looks after the monitor. */
import type { Context } from "hono";
import { InputError } from "../../runtime/errors.ts";
import { LeaseTakenError } from "../../runtime/jobs/lease.ts";
import type { MonitorServices } from "../services.ts";
import { refuse } from "./refusal.ts";

/** See the head of the file. */
export function answerError(
  error: Error,
  c: Context,
  { mask, actions }: Pick<MonitorServices, "mask" | "actions">,
): Response | Promise<Response> {
  if (error instanceof LeaseTakenError) return refuse(c, { status: 409, message: mask(error.message) });
  if (error instanceof InputError) return refuse(c, { status: 400, message: mask(error.message) });
  actions.complain(`${c.req.method} ${c.req.path} failed, a bug in vt: ${error.stack ?? error.message}`);
  return refuse(c, { status: 500, message: "This is a bug in vt: what went wrong is told where the monitor runs" });
}
