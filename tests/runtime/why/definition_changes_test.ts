import { deepEqual, equal } from "node:assert/strict";
import { changesText } from "../../../commands/line/change_text.ts";
import { type DefinitionPart, partOf } from "../../../runtime/definition/definition_part.ts";
import { definitionChanges } from "../../../runtime/why/definition_changes.ts";

function imported(name: string, source: string): DefinitionPart {
  return partOf({ kind: "text", file: "file:///work/main.ts", name, source }, [source]);
}

function declared(name: string, source: string, counted = source): DefinitionPart {
  return partOf({ kind: "declaration", file: "file:///work/lib.ts", name, source }, [counted]);
}

async function said(before: readonly DefinitionPart[], now: readonly DefinitionPart[]): Promise<string> {
  return changesText([{ kind: "definition", parts: await definitionChanges(before, now) }]);
}

Deno.test("the versions of packages are named, and those of vt", async () => {
  const of = (version: string): DefinitionPart =>
    imported("npm:lodash@^4", `npm:lodash@^4 lodash@${version} sha512-${version}`);
  const main = (version: string): DefinitionPart => declared("A", "const A = 1", version);
  equal(
    await said([main("1"), of("4.17.20")], [main("2"), of("4.17.21")]),
    "its definition changed: package lodash@4.17.20, which main.ts imports, is now lodash@4.17.21",
  );
  equal(
    await said([imported("vt/basic", "vt/basic 0.1.0 basic 2.1")], [imported("vt/basic", "vt/basic 0.2.0 basic 2.1")]),
    'its definition changed: vt/basic, which main.ts imports, changed: "vt/basic 0.1.0 basic 2.1" is now "vt/basic 0.2.0 basic 2.1"',
  );
});

Deno.test("declarations that are new or gone are named, and what only leads to others is left out", async () => {
  const f = declared("f", "function f() { return 1; }");
  const g = declared("g", "async function g() { return 1; }");
  equal(await said([f], [f, g]), "its definition changed: in lib.ts, function g is new");
  equal(await said([f, g], [f]), "its definition changed: in lib.ts, function g is gone");
  const leading = declared("f", "function f() { return 1; }", "leads elsewhere");
  equal(await said([f, g], [leading]), "its definition changed: in lib.ts, function g is gone");
  equal(await said([f], [leading]), "its definition changed: in lib.ts, function f uses other imports");
});

Deno.test("code that was too long to be kept is named alone", async () => {
  const long = (text: string): DefinitionPart => declared("f", `function f() { return "${text.repeat(30_000)}"; }`);
  deepEqual(long("a").source, undefined);
  equal(await said([long("a")], [long("b")]), "its definition changed: in lib.ts, f changed");
});
