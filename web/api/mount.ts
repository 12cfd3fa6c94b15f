/** Makes routes of the API's table, and its description. */
import type { Context } from "hono";
import { InputError } from "../../runtime/errors.ts";
import type { App } from "../app.ts";
import type { MonitorServices } from "../services.ts";
import type { MonitorEnv } from "../view.ts";
import { openApi } from "./openapi.ts";
import { Answer, type ApiRoute } from "./route.ts";
import { wrongWith } from "./schema.ts";
import { SCHEMAS } from "./schemas.ts";
import { API } from "./table.ts";

/** See the head of the file. */
export function mountApi(app: App, services: MonitorServices): void {
  for (const route of API) {
    app.on(route.method.toUpperCase(), route.path.replaceAll(/\{(\w+)\}/g, ":$1"), (c) => answer(c, route, services));
  }
  app.get("/api/openapi.json", (c) => c.json(openApi(API)));
}

async function answer(c: Context<MonitorEnv>, route: ApiRoute, services: MonitorServices): Promise<Response> {
  checkQuery(c, route);
  const path = (name: string): string => c.req.param(name)!;
  const query = (name: string): string | undefined => c.req.query(name);
  const given = await route.handle({ path, query, body: await bodyOf(c, route) }, services);
  if (given === undefined) return c.json({ error: "There is no such thing" }, 404);
  return given instanceof Answer ? c.json(given.value as object, given.status) : c.json(given as object);
}

function checkQuery(c: Context, { query = {} }: ApiRoute): void {
  for (const [name, value] of Object.entries(c.req.query())) {
    if (!Object.hasOwn(query, name)) throw new InputError(`${name} is no parameter of this address`);
    const schema = query[name];
    const isNumber = schema.type === "integer" || schema.type === "number";
    const data = isNumber ? Number(value || "x") : schema.type === "boolean" ? BOOLEANS.get(value) : value;
    const wrong = wrongWith(data, schema, SCHEMAS, name);
    if (wrong !== undefined) throw new InputError(wrong);
  }
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([["true", true], ["1", true], ["false", false], ["0", false]]);

async function bodyOf(c: Context, { body }: ApiRoute): Promise<unknown> {
  if (body === undefined) return undefined;
  let data: unknown;
  try {
    data = await c.req.json();
  } catch {
    throw new InputError("The body must be JSON");
  }
  const wrong = wrongWith(data, body, SCHEMAS, "the body");
  if (wrong !== undefined) throw new InputError(wrong);
  return data;
}
