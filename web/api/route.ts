/** What a route of the API is: from one table come the routes themselves and their description. */
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { MonitorServices } from "../services.ts";
import type { Schema } from "./schema.ts";

/** See the head of the file. */
export interface ApiRoute {
  readonly method: "get" | "post" | "put" | "delete";
  /** Such as `/api/executions/{execution}`. */
  readonly path: string;
  /** One line. */
  readonly summary: string;
  /** What may follow the `?`, all of it optional. */
  readonly query?: Readonly<Record<string, Schema>>;
  /** What is sent as JSON. */
  readonly body?: Schema;
  readonly answer: Schema;
  /** Gives the answer, or undefined where there is no such thing. */
  readonly handle: (request: ApiRequest, services: MonitorServices) => unknown;
}

/** What a route is asked. */
export interface ApiRequest {
  /** A part of the path. */
  readonly path: (name: string) => string;
  readonly query: (name: string) => string | undefined;
  /** It fits the route's schema. */
  readonly body: unknown;
}

/** An answer with another status than 200. */
export class Answer {
  constructor(readonly status: ContentfulStatusCode, readonly value: unknown) {}
}
