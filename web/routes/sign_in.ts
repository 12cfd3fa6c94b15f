/** How a browser gets its session: by a link that works once. */
import { setCookie } from "hono/cookie";
import type { App } from "../app.ts";
import { ENTRY } from "../safety/guard.ts";
import { refuse } from "../safety/refusal.ts";
import { newSession, SESSION_MS } from "../safety/session.ts";
import type { MonitorServices } from "../services.ts";

/** See the head of the file. */
export function signInRoutes(app: App, { access }: MonitorServices): void {
  app.get(ENTRY, (c) => {
    // A look at the headers alone, as programs that show links do, must not use it up.
    if (c.req.method !== "GET" || !access.redeem(c.req.query("code") ?? "")) {
      return refuse(c, { status: 401, message: "This link was used already, or is too old" });
    }
    setCookie(c, access.cookie, newSession(access, Date.now()), {
      path: "/",
      httpOnly: true,
      sameSite: "Strict",
      secure: access.isSecure,
      maxAge: SESSION_MS / 1000,
    });
    // A redirect that a page of another site began would not bring the new cookie along: this one begins here.
    c.header("refresh", "0; url=/");
    return c.text("Signed in.");
  });
}
