/** The description of the API for programs, OpenAPI 3.1, made of the same table as its routes. */
import { VERSION } from "../../runtime/version.ts";
import type { ApiRoute } from "./route.ts";
import { named, type Schema } from "./schema.ts";
import { SCHEMAS } from "./schemas.ts";

/** See the head of the file. */
export function openApi(routes: readonly ApiRoute[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operationOf(route);
  return {
    openapi: "3.1.0",
    info: { title: "vt monitor", version: VERSION, description: "Executions, workflows and jobs of a store." },
    security: [{ token: [] }],
    paths,
    components: {
      schemas: SCHEMAS,
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "what is in the store's file monitor/token" },
      },
    },
  };
}

function operationOf({ path, summary, query = {}, body, answer }: ApiRoute): object {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => parameter(name, "path", { type: "string" }));
  const inQuery = Object.entries(query).map(([name, schema]) => parameter(name, "query", schema));
  return {
    summary,
    parameters: [...inPath, ...inQuery],
    ...body && { requestBody: { required: true, content: json(body) } },
    responses: {
      "200": { description: "what was asked for", content: json(answer) },
      "default": { description: "why there is no answer", content: json(named("Problem")) },
    },
  };
}

function parameter(name: string, place: "path" | "query", { description, ...schema }: Schema): object {
  return { name, in: place, required: place === "path", ...description && { description }, schema };
}

function json(schema: Schema): object {
  return { "application/json": { schema } };
}
