import { equal } from "node:assert/strict";
import { listOf, named, object, type Schema, wrongWith } from "../../web/api/schema.ts";

const SCHEMAS: Readonly<Record<string, Schema>> = {
  Point: object({ x: { type: "integer", minimum: 0 }, name: { type: "string", maxLength: 3 } }, { optional: ["name"] }),
};

const CASES: readonly (readonly [data: unknown, schema: Schema, wrong: string | undefined])[] = [
  [{ x: 1 }, named("Point"), undefined],
  [{ x: 1, name: undefined }, named("Point"), undefined],
  [{}, named("Point"), "it must have x"],
  [{ x: 1.5 }, named("Point"), "it.x must be an integer"],
  [{ x: -1 }, named("Point"), "it.x must be from 0 to Infinity"],
  [{ x: 1, name: "long" }, named("Point"), "it.name must have at most 3 characters"],
  [{ x: 1, y: 2 }, named("Point"), "it must not have y"],
  [[{ x: 1 }, { x: "1" }], listOf(named("Point")), "it[1].x must be an integer"],
  [{ x: 1 }, listOf(named("Point")), "it must be an array"],
  [null, named("Point"), "it must be an object"],
  [[], named("Point"), "it must be an object"],
  ["b", { type: "string", enum: ["a", "c"] }, "it must be one of a, c"],
  [{ a: 1 }, { type: "object", additionalProperties: { type: "string" } }, "it.a must be a string"],
  [{ constructor: 1 }, named("Point"), "it must have x"],
  [{ x: 1, constructor: 1 }, named("Point"), "it must not have constructor"],
  [NaN, { type: "boolean" }, "it must be a boolean"],
  [{ anything: [1, "b"] }, {}, undefined],
];

for (const [data, schema, wrong] of CASES) {
  Deno.test(`wrongWith(): ${JSON.stringify(data)} of ${JSON.stringify(schema).slice(0, 60)}: ${wrong ?? "fits"}`, () => {
    equal(wrongWith(data, schema, SCHEMAS), wrong);
  });
}
