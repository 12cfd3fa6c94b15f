/** How a request is refused: as a page for people, as JSON for programs, never with more than why. */
import type { Context } from "hono";
import { html } from "hono/html";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { createHash } from "node:crypto";
import { RefusalPage } from "../pages/refusal.tsx";
import STYLE from "../static/refusal.css" with { type: "text" };

/** See the head of the file. */
export interface Refusal {
  readonly status: ContentfulStatusCode;
  readonly message: string;
}

const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'`;

/** Answers with a refusal. The page brings its style along: nothing of ours is served to who may not come in. */
export function refuse(c: Context, { status, message }: Refusal): Response | Promise<Response> {
  if (status === 401) c.header("www-authenticate", 'Bearer realm="vt monitor"');
  // The browser keeps its cookie from who follows a link of another site; when the page asks again itself, it comes along.
  if (status === 401 && c.req.header("sec-fetch-site") === "cross-site") c.header("refresh", "0");
  if (!wantsPage(c)) return c.json({ error: message }, status);
  c.header("content-security-policy", POLICY);
  return c.html(html`<!doctype html>${RefusalPage({ status, message, style: STYLE })}`, status);
}

/** Whether a person asks, who reads pages. */
export function wantsPage({ req }: Context): boolean {
  return !req.path.startsWith("/api/") && (req.header("accept") ?? "").includes("text/html");
}
