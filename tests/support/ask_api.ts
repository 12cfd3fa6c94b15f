/** Asks the API of a monitor as programs do. */
import { equal } from "node:assert/strict";
import { type Schema, wrongWith } from "../../web/api/schema.ts";
import { SCHEMAS } from "../../web/api/schemas.ts";
import { API } from "../../web/api/table.ts";
import { type ServedMonitor, TOKEN } from "./monitor.ts";

/** What came. */
export interface Answered {
  readonly status: number;
  // deno-lint-ignore no-explicit-any -- what programs read of it
  readonly json: any;
}

/** Asks `METHOD /api/…`, and checks that what comes is as its route is described. */
export async function ask({ origin }: ServedMonitor, request: string, body?: unknown): Promise<Answered> {
  const [method, path] = request.split(" ");
  const answer = await fetch(origin + path, {
    method,
    headers: { authorization: `Bearer ${TOKEN}` },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const json = await answer.json();
  const pattern = (template: string): RegExp => new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
  const route = API.find((one) => one.method.toUpperCase() === method && pattern(one.path).test(path.split("?")[0]));
  const isDescribed = answer.ok || "deeds" in json;
  const schema: Schema = isDescribed ? route!.answer : SCHEMAS.Problem;
  equal(wrongWith(json, schema, SCHEMAS), undefined, `${request}: ${JSON.stringify(json)}`);
  return { status: answer.status, json };
}
