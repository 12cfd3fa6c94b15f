/** What becomes of an error: one line for who asked, all of it for who looks after the monitor. */
import type { Context } from "hono";
import { InputError } from "../../runtime/errors.ts";
import { LeaseTakenError } from "../../runtime/jobs/lease.ts";
import { refuse } from "./refusal.ts";

/** See the head of the file. */
export function answerError(error: Error, c: Context): Response | Promise<Response> {
  if (error instanceof LeaseTakenError) return refuse(c, { status: 409, message: error.message });
  if (error instanceof InputError) return refuse(c, { status: 400, message: error.message });
  c.set("failure", error);
  return refuse(c, { status: 500, message: "This is a bug in vt; what it says of itself is where the monitor runs" });
}
