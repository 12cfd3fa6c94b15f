import assert from "node:assert/strict";
import { placesOf } from "../../../scripts/executable/npm_files.ts";

const one = (name: string, version: string, ...dependencies: string[]): [string, {
  name: string;
  version: string;
  dependencies: string[];
}] => [`${name}@${version}`, { name, version, dependencies }];

function places(...packages: ReturnType<typeof one>[]): Record<string, string> {
  return Object.fromEntries(placesOf(new Map(packages)).map(({ place, version }) => [place, version]));
}

Deno.test("placesOf() puts the first version of a package at the top, others inside those that need them", () => {
  const found = places(
    one("a", "1.0.0", "@s/b@1.0.0"),
    one("@s/b", "1.0.0"),
    one("c", "1.0.0", "@s/b@2.0.0"),
    one("@s/b", "2.0.0"),
  );
  assert.deepEqual(found, {
    "node_modules/a": "1.0.0",
    "node_modules/@s/b": "1.0.0",
    "node_modules/c": "1.0.0",
    "node_modules/c/node_modules/@s/b": "2.0.0",
  });
});

Deno.test("placesOf() refuses what would lie deeper", () => {
  const deep = [
    one("b", "1.0.0"),
    one("d", "1.0.0"),
    one("c", "1.0.0", "b@2.0.0"),
    one("b", "2.0.0", "d@2.0.0"),
    one("d", "2.0.0"),
  ];
  assert.throws(() => places(...deep), { message: "Cannot place d@2.0.0 for b@2.0.0" });
});
