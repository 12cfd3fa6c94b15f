/** What every answer says to the browser: only our own files, no frames, no guessing of types, nothing kept. */
import type { MiddlewareHandler } from "hono";

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** For what modules and jobs wrote: it is shown or saved, and can do nothing. */
export const INERT_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'";

const HEADERS: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  // With no-referrer browsers would not say either from which page a form comes.
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

/** Sets the headers; an answer that has a policy or a rule for caches of its own keeps it. */
export const safeHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value);
  if (!c.res.headers.has("content-security-policy")) c.res.headers.set("content-security-policy", POLICY);
  if (!c.res.headers.has("cache-control")) c.res.headers.set("cache-control", "no-store");
};
