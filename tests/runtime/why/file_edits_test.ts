/** Edits of a .vt file, each as a version of its own: what its modules do runs again and is named, all else is not. */
import { deepEqual, match, ok } from "node:assert/strict";
import { changesText } from "../../../commands/line/change_text.ts";
import { action, add, change, remove, vistrailXml } from "../../fixtures/make_vistrail.ts";
import { BASIC } from "../../support/module_of.ts";
import { type Cache, computed, type RanHere, runHere, whyHere } from "../../support/why_runs.ts";

const CALC = "org.vistrails.vistrails.pythoncalc";

let operation = 0;

function module(id: number, name: string, identifier = BASIC): string {
  return add(++operation, "module", { id, cache: 1, name, namespace: "", package: identifier, version: "1" });
}

/** Writes a value; function and parameter have the id `id`. */
function written(
  id: number,
  module: number,
  { port, type, value }: { port: string; type: string; value: string },
): string {
  const parameter = { id, pos: 0, name: "<no description>", alias: "", type: `${BASIC}:${type}`, val: value };
  return add(++operation, "function", { id, pos: 0, name: port }, `module ${module}`) +
    add(++operation, "parameter", parameter, `function ${id}`);
}

function rewritten(id: number, { type, value }: { type: string; value: string }): string {
  const parameter = {
    id: id + 1000,
    pos: 0,
    name: "<no description>",
    alias: "",
    type: `${BASIC}:${type}`,
    val: value,
  };
  return change(++operation, "parameter", parameter, { oldId: id, parent: `function ${id}` });
}

interface Ends {
  readonly from: readonly [module: number, port: string];
  readonly to: readonly [module: number, port: string];
}

function connected(id: number, { from, to }: Ends): string {
  const port = (number: number, type: string, [moduleId, name]: readonly [number, string]): string =>
    add(++operation, "port", { id: number, type, moduleId, moduleName: "", name, signature: "" }, `connection ${id}`);
  return add(++operation, "connection", { id }) + port(2 * id, "source", from) + port(2 * id + 1, "destination", to);
}

function disconnected(id: number): string {
  const ports = [2 * id, 2 * id + 1].map((port) => remove(++operation, "port", port, `connection ${id}`));
  return ports.join("") + remove(++operation, "connection", id);
}

const FLOAT = "Float";
const BASE = action(
  1,
  0,
  module(0, "Float") + written(0, 0, { port: "value", type: FLOAT, value: "2" }) +
    module(1, "Float") + written(1, 1, { port: "value", type: FLOAT, value: "3" }) +
    module(2, "PythonCalc", CALC) + written(2, 2, { port: "op", type: "String", value: "+" }) +
    module(3, "PythonCalc", CALC) + written(3, 3, { port: "op", type: "String", value: "*" }) +
    written(4, 3, { port: "value2", type: FLOAT, value: "10" }) +
    module(4, "String") + written(5, 4, { port: "value", type: "String", value: "text" }) +
    module(5, "ConcatenateString") + written(6, 5, { port: "str2", type: "String", value: "more" }) +
    connected(0, { from: [0, "value"], to: [2, "value1"] }) +
    connected(1, { from: [1, "value"], to: [2, "value2"] }) +
    connected(2, { from: [2, "value"], to: [3, "value1"] }) +
    connected(3, { from: [4, "value"], to: [5, "str1"] }),
);

/** What is done in version 2, the paths that run then, and what is said of the first of them. */
interface Edit {
  readonly actions: string;
  readonly runs: readonly string[];
  readonly says?: RegExp;
}

const PLUS = ["2", "3"];

function* semantic(): Generator<Edit> {
  for (let i = 0; i < 12; i++) {
    const value = String(14 + i);
    const says = new RegExp(`^value was \\S+ and is now ${value}$`);
    yield { actions: rewritten(0, { type: FLOAT, value }), runs: ["0", ...PLUS], says };
    yield { actions: rewritten(1, { type: FLOAT, value }), runs: ["1", ...PLUS], says };
    yield {
      actions: rewritten(4, { type: FLOAT, value }),
      runs: ["3"],
      says: new RegExp(`^value2 was 10 and is now ${value}$`),
    };
    yield {
      actions: rewritten(5, { type: "String", value: `text ${i}` }),
      runs: ["4", "5"],
      says: new RegExp(`^value was "text" and is now "text ${i}"$`),
    };
    yield {
      actions: rewritten(6, { type: "String", value: `more ${i}` }),
      runs: ["5"],
      says: new RegExp(`^str2 was "more" and is now "more ${i}"$`),
    };
  }
  for (const op of ["-", "*", "/"]) {
    yield { actions: rewritten(2, { type: "String", value: op }), runs: PLUS, says: /^op was "\+" and is now "."$/ };
  }
  yield {
    actions: disconnected(1) + connected(7, { from: [0, "value"], to: [2, "value2"] }),
    runs: PLUS,
    says: /^value2 was fed by value of Float \(1\) and is now fed by value of Float \(0\)$/,
  };
  yield {
    actions: written(9, 5, { port: "str3", type: "String", value: "third" }),
    runs: ["5"],
    says: /^str3 had no value of its own and is now "third"$/,
  };
  yield {
    actions: disconnected(3),
    runs: ["5"],
    says: /^str1 is not fed by value of String \(4\) any more$/,
  };
  yield { actions: module(9, "String") + written(9, 9, { port: "value", type: "String", value: "new" }), runs: ["9"] };
}

function* cosmetic(): Generator<string> {
  for (let id = 0; id < 6; id++) {
    yield add(++operation, "annotation", { id, key: "__desc__", value: `label ${id}` }, `module ${id}`);
    yield add(++operation, "annotation", { id, key: "note", value: "a note" }, `module ${id}`);
    for (let x = 0; x < 2; x++) yield add(++operation, "location", { id, x: 10 * x, y: -3 * id }, `module ${id}`);
  }
  for (const value of ["2.0", "2.00", "+2", "2e0", "20e-1"]) yield rewritten(0, { type: FLOAT, value });
}

async function base(cache: Cache): Promise<RanHere> {
  return await runHere({ "a.xml": vistrailXml(BASE) }, "a.xml:1", cache);
}

async function edited(actions: string, cache: Cache): Promise<RanHere> {
  return await runHere({ "a.xml": vistrailXml(BASE + action(2, 1, actions)) }, "a.xml:2", new Map(cache));
}

Deno.test("edits of what modules of a file do are computed again, and the change is named", async () => {
  const cache: Cache = new Map();
  const before = await base(cache);
  let count = 0;
  for (const { actions, runs, says } of semantic()) {
    const ran = await edited(actions, cache);
    deepEqual(computed(ran), runs, `edit ${count}`);
    deepEqual(ran.foretold, runs);
    for (const path of runs) {
      const { reason } = await whyHere(ran, [before], path);
      if (says === undefined) deepEqual(reason, { kind: "first", isWorkflow: false });
      else {
        ok(reason.kind === "changed" && reason.causes.length === 1, `edit ${count}`);
        match(changesText(reason.causes[0].changes), says);
        deepEqual(reason.causes[0].way.map((step) => step.module), wayFrom(path, runs[0]));
      }
    }
    count++;
  }
  ok(count >= 60, String(count));
});

/** From a module up to the one that was edited: each run of the list above is a chain. */
function wayFrom(path: string, edited: string): string[] {
  const ways: Record<string, string[]> = { "3": ["3", "2"], "2": ["2"], "5": ["5", "4"] };
  const way = path === edited ? [path] : ways[path];
  return way.includes(edited) ? way.slice(0, way.indexOf(edited) + 1) : [...way, edited];
}

Deno.test("edits of how a file looks run nothing", async () => {
  const cache: Cache = new Map();
  const before = await base(cache);
  let count = 0;
  for (const actions of cosmetic()) {
    const ran = await edited(actions, cache);
    deepEqual([computed(ran), ran.foretold], [[], []], `edit ${count}`);
    const { reason } = await whyHere(ran, [before], "3");
    deepEqual([reason.kind, "from" in reason && reason.from?.id], ["known", before.exec.id]);
    count++;
  }
  ok(count >= 25, String(count));
});
