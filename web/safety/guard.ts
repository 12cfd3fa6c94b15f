/**
 * Decides of every request, whatever its method and path, whether it is answered. What is not allowed is refused: a new
 * route is as safe as the others without a word about it.
 */
import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import type { MonitorEnv } from "../view.ts";
import type { Access } from "./access.ts";
import { isTooLarge, readForm } from "./limits.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { formTokenOf, isSame, readSession } from "./session.ts";

/** The one path that needs no session, since it begins one. */
export const ENTRY = "/enter";

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD"]);
const METHODS: ReadonlySet<string> = new Set([...SAFE_METHODS, "POST", "PUT", "DELETE"]);

/** What the guard needs to know. */
export interface Guarded {
  readonly access: Access;
  readonly isReadOnly: boolean;
}

type RequestContext = Context<MonitorEnv>;

/** See the head of the file. Leaves the name of the session for the routes. */
export function guard(guarded: Guarded): MiddlewareHandler<MonitorEnv> {
  return async (c, next) => {
    const refusal = wrongWithRequest(c, guarded) ?? await wrongWithChange(c, guarded);
    if (refusal !== undefined) {
      if (c.req.raw.body?.locked === false) await c.req.raw.body.cancel();
      return refuse(c, refusal);
    }
    await next();
  };
}

function wrongWithRequest(c: RequestContext, guarded: Guarded): Refusal | undefined {
  return isTooLarge(c.req.raw) ?? wrongWithMethod(c) ?? wrongWithHost(c, guarded) ?? wrongWithOrigin(c, guarded) ??
    wrongWithSession(c, guarded);
}

function wrongWithMethod({ req }: RequestContext): Refusal | undefined {
  if (METHODS.has(req.method)) return undefined;
  return { status: 405, message: `There is nothing that answers ${req.method.slice(0, 20)} here` };
}

/** Another name may be one that somebody lets point here, so that our page is read under theirs. */
function wrongWithHost({ req }: RequestContext, { access: { origins } }: Guarded): Refusal | undefined {
  const named = [new URL(req.url).host, req.header("host") ?? new URL(req.url).host];
  const isOurs = (host: string): boolean => [...origins].some((origin) => new URL(origin).host === host.toLowerCase());
  if (named.every(isOurs)) return undefined;
  return { status: 421, message: "This page is not served under this name" };
}

/** Other pages may lead here, and do nothing else. */
function wrongWithOrigin({ req }: RequestContext, { access: { origins } }: Guarded): Refusal | undefined {
  const origin = req.header("origin");
  const refusal: Refusal = { status: 403, message: "Another page must not ask this" };
  if (origin !== undefined && !origins.has(origin)) return refusal;
  const site = req.header("sec-fetch-site");
  if (site === undefined || site === "same-origin" || site === "none") return undefined;
  const leadsHere = SAFE_METHODS.has(req.method) && req.header("sec-fetch-mode") === "navigate" &&
    req.header("sec-fetch-dest") === "document";
  return leadsHere ? undefined : refusal;
}

function wrongWithSession(c: RequestContext, { access }: Guarded): Refusal | undefined {
  if (c.req.path === ENTRY && c.req.method === "GET") return undefined;
  const [scheme, token, ...more] = (c.req.header("authorization") ?? "").split(" ");
  if (/^bearer$/i.test(scheme) && more.length === 0 && isSame(token ?? "", access.token)) {
    c.set("session", "");
    return undefined;
  }
  const session = readSession(getCookie(c, access.cookie) ?? "", access, Date.now());
  if (session === undefined) return { status: 401, message: "This page opens with the link that vt monitor prints" };
  c.set("session", session);
  return undefined;
}

/** A browser sends its cookie whoever asks it to, so that a change needs to say more. */
async function wrongWithChange(c: RequestContext, { access, isReadOnly }: Guarded): Promise<Refusal | undefined> {
  if (SAFE_METHODS.has(c.req.method)) return undefined;
  if (isReadOnly) return { status: 403, message: "This monitor only shows: it was started with --read-only" };
  const form = await readForm(c);
  if ("status" in form) return form;
  const session = c.get("session");
  if (session === "") return undefined;
  if (c.req.header("origin") === undefined && c.req.header("sec-fetch-site") !== "same-origin") {
    return { status: 403, message: "The browser does not say which page asks this" };
  }
  const token = c.req.header("x-form-token") ?? form.fields.form_token;
  if (typeof token === "string" && isSame(token, formTokenOf(session, access))) return undefined;
  return { status: 403, message: "The form is too old: go back, reload the page, and send it again" };
}
