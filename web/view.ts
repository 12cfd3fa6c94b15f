/** What every page knows of the request that it answers. */
import type { Context } from "hono";
import { formTokenOf } from "./safety/session.ts";
import { type Said, takeSaid } from "./said.ts";
import type { MonitorServices } from "./services.ts";

/** What the middlewares leave for the routes. */
export interface MonitorEnv {
  readonly Variables: {
    /** Names the session; empty for programs, which come with the token. */
    session: string;
  };
}

/** See the head of the file. */
export interface View {
  /** Path and query of the page. */
  readonly address: string;
  /** Proves that a form was made by us for this session. */
  readonly formToken: string;
  readonly isReadOnly: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What came of what the person has just done. */
  readonly said?: Said;
}

/** The view of a request. */
export function viewOf(c: Context<MonitorEnv>, { access, isReadOnly }: MonitorServices): View {
  const { pathname, search } = new URL(c.req.url);
  return {
    address: pathname + search,
    formToken: formTokenOf(c.get("session"), access),
    isReadOnly,
    now: Date.now(),
    said: takeSaid(c, access),
  };
}
