/** Edits of a script: what a program does is computed again and named; how it is written never is. */
import { deepEqual, ok } from "node:assert/strict";
import { changesText } from "../../../commands/line/change_text.ts";
import { type Cache, computed, type Files, type RanHere, runHere, whyHere } from "../../support/why_runs.ts";

const LIB = `/** Numbers. */
import { OFFSET } from "./constants.ts";

export type Numbers = readonly number[];

export function scale(x: number): number {
  return x * 2;
}

export const shift = (x: number): number => x + OFFSET;

export class Table {
  readonly entries: Numbers = [1, 2, 3];
  at(i: number): number {
    return this.entries[i % 3];
  }
}

export const unused = 7;
`;

const CONSTANTS = `export const OFFSET = 4;
export const NAMES: Record<string, number> = { one: 1, two: 2 };
`;

const MAIN = `import { defineModule, port, types as t, workflow } from "vt";
import { Range } from "vt/basic";
import { Sum } from "vt/control_flow";
import { NAMES } from "./constants.ts";
import { scale, shift, Table } from "./lib.ts";

const table = new Table();

export const Scale = defineModule({
  name: "Scale",
  inputs: { value: port(t.Integer) },
  outputs: { value: port(t.Integer) },
  compute: ({ value }) => ({ value: scale(value) }),
});

export const Shift = defineModule({
  name: "Shift",
  inputs: { value: port(t.Integer), by: port(t.Integer, { default: 1 }) },
  outputs: { value: port(t.Integer), twice: port(t.Integer) },
  compute: ({ value, by }) => ({ value: shift(value) + by, twice: 2 * shift(value) }),
});

export const Look = defineModule({
  name: "Look",
  inputs: { value: port(t.Integer) },
  outputs: { value: port(t.Integer) },
  compute: ({ value }) => {
    const found = table.at(value) + NAMES.two;
    if (found > 100) return { value: 0 };
    return { value: found };
  },
});

export default workflow("edited", ({ add, output }) => {
  const numbers = add(Range, { start: 1, stop: 6 });
  const scaled = add(Scale, { value: numbers.value });
  const shifted = add(Shift, { value: scaled.value, by: 3 });
  const looked = add(Look, { value: shifted.value });
  output("sum", add(Sum, { InputList: looked.value }).Result);
  output("other", add(Sum, { InputList: shifted.twice }, { label: "twice" }).Result);
});
`;

const BASE: Files = { "main.ts": MAIN, "lib.ts": LIB, "constants.ts": CONSTANTS };

/** An edit, and what `vt why` must say of the module where it takes effect. */
interface Edit {
  readonly files: Files;
  /** Name or label of the module; undefined for an edit after which nothing may run. */
  readonly module?: string;
  readonly says?: RegExp;
}

function edit(file: string, from: string, to: string): Files {
  ok(BASE[file].includes(from), `${file} holds ${from}`);
  return { ...BASE, [file]: BASE[file].replace(from, to) };
}

function* semantic(): Generator<Edit> {
  for (
    const operation of [
      "x * 3",
      "x / 2",
      "x ** 2",
      "x - 2",
      "-x",
      "Math.abs(x)",
      "x * 2 + 1",
      "x << 1",
      "x + x",
      "x % 2",
      "x | 0",
      "2 * x",
      "x * OFFSET",
    ]
  ) {
    const says = new RegExp(`in lib.ts, function scale: "x \\* 2" is now "${escaped(operation)}"`);
    yield { files: edit("lib.ts", "x * 2", operation), module: "Scale", says };
  }
  for (const offset of ["5", "-4", "4.5", "2 + 2", "Number('4')"]) {
    const says = new RegExp(`in constants.ts, const OFFSET: "4" is now "${escaped(offset)}"`);
    yield { files: edit("constants.ts", "OFFSET = 4", `OFFSET = ${offset}`), module: "Shift", says };
  }
  for (const entries of ["[1, 2, 4]", "[3, 2, 1]", "[1, 2, 3, 4]"]) {
    const says = new RegExp(`in lib.ts, class Table: "\\[1, 2, 3\\]" is now "${escaped(entries)}"`);
    yield { files: edit("lib.ts", "[1, 2, 3]", entries), module: "Look", says };
  }
  for (const names of ["{ one: 1, two: 3 }", "{ one: 2, two: 2 }", "{ two: 2 }"]) {
    const says = /in constants.ts, const NAMES: "\{ one: 1, two: 2 \}" is now "/;
    yield { files: edit("constants.ts", "{ one: 1, two: 2 }", names), module: "Look", says };
  }
  for (
    const [from, to] of [["found > 100", "found > 10"], ["found > 100", "found >= 100"], ["NAMES.two", "NAMES.one"]]
  ) {
    const says = /in main.ts, const Look: ".+" is now ".+"/;
    yield { files: edit("main.ts", from, to), module: "Look", says };
  }
  yield {
    files: edit("main.ts", "value: found }", "value: found + 1 }"),
    module: "Look",
    says: /"\{ value: found \}" is now/,
  };
  yield { files: edit("main.ts", "default: 1", "default: 2"), module: "Shift", says: /"1" is now "2"|default: 1/ };
  yield {
    files: edit("main.ts", "shift(value) + by", "shift(value) - by"),
    module: "Shift",
    says: /in main.ts, const Shift/,
  };
  for (const stop of [5, 7, 8, 9, 10, 11, 12, 13]) {
    const says = new RegExp(`^stop was 6 and is now ${stop}$`);
    yield { files: edit("main.ts", "stop: 6", `stop: ${stop}`), module: "Range", says };
  }
  for (const by of [-1, 0, 1, 2, 4, 5, 6, 7]) {
    const says = new RegExp(`^by was 3 and is now ${by}$`);
    yield { files: edit("main.ts", "by: 3", `by: ${by}`), module: "Shift", says };
  }
  yield {
    files: edit("main.ts", ", by: 3", ""),
    module: "Shift",
    says: /^by was 3 and has no value of its own any more$/,
  };
  yield {
    files: edit("main.ts", "{ start: 1, stop: 6 }", "{ start: 1, stop: 6, step: 2 }"),
    module: "Range",
    says: /^step had no value of its own and is now 2$/,
  };
  yield {
    files: edit("main.ts", "InputList: looked.value", "InputList: scaled.value"),
    module: "Sum",
    says: /^InputList was fed by value of Look \(3\) and is now fed by value of Scale \(1\)$/,
  };
  yield {
    files: edit("main.ts", "InputList: shifted.twice", "InputList: shifted.value"),
    module: "twice",
    says: /^InputList was fed by twice of Shift/,
  };
  yield {
    files: edit("main.ts", "add(Look, { value: shifted.value })", "add(Scale, { value: shifted.value })"),
    module: "Sum",
    says: /it was another module|is now fed by|it is new/,
  };
  for (let i = 0; i < 8; i++) {
    const more = Array.from({ length: i + 1 }, (_, k) => `add(Range, { start: ${k}, stop: ${20 + k} });\n  `).join("");
    const files = edit("main.ts", "const numbers", `${more}const numbers`);
    const changed = files["main.ts"].replace("by: 3", `by: ${10 + i}`);
    yield {
      files: { ...files, "main.ts": changed },
      module: "Shift",
      says: new RegExp(`^by was 3 and is now ${10 + i}$`),
    };
  }
  yield { files: edit("main.ts", 'name: "Scale",', 'name: "Scale", cacheable: false,'), module: "Scale" };
  yield { files: edit("main.ts", "by: 3 }", "by: 3 }, { cache: false }"), module: "Shift" };
  const moved = LIB.replace(/export class Table[^]*?\n}\n/, "");
  yield {
    files: {
      ...BASE,
      "main.ts": MAIN.replace("scale, shift, Table }", "scale, shift }").replace(
        "const table",
        `import { Table } from "./table.ts";\nconst table`,
      ),
      "lib.ts": moved,
      "table.ts": "export class Table { at(i: number): number { return i; } }\n",
    },
    module: "Look",
    says: /class Table is (new|gone)/,
  };
}

function* cosmetic(): Generator<Files> {
  for (const [file, text] of Object.entries(BASE)) {
    const lines = text.trimEnd().split("\n");
    for (let i = 0; i <= lines.length; i++) {
      const at = (more: string): Files => ({ ...BASE, [file]: lines.toSpliced(i, 0, more).join("\n") });
      if (i % 2 === 0) yield at("// a comment");
      if (i % 3 === 0) yield at("\n\n/* another\n   comment */");
      if (i % 5 === 0) yield { ...BASE, [file]: lines.map((line, k) => k === i ? `   ${line}   ` : line).join("\n") };
    }
    yield { ...BASE, [file]: text.replaceAll("\n", "\r\n") };
    yield { ...BASE, [file]: text.replace(/ ([*+=>%]+) /g, "  $1\n") };
  }
  yield edit("lib.ts", "(x: number): number {", "(x: number) {");
  yield edit("lib.ts", "scale(x: number): number", "scale<T extends number>(x: T): number");
  yield edit("lib.ts", "return x * 2;", "return (x * 2) as number;");
  yield edit("lib.ts", "readonly entries: Numbers", "private readonly entries: readonly number[]");
  yield edit("lib.ts", "readonly number[];", "ReadonlyArray<number>;");
  yield edit("lib.ts", "unused = 7", "unused = 8");
  yield edit("lib.ts", "export const unused = 7;", "export function extra(): void {}");
  yield edit("constants.ts", ": Record<string, number>", "");
  yield edit("main.ts", '"vt/basic"', "'vt/basic'");
  yield edit("main.ts", "if (found > 100) return { value: 0 };", "if (found > 100) { return { value: 0 }; }");
  yield edit("main.ts", "found > 100", "(found > 100)");
  yield edit("main.ts", "(value) }),", "(value) })");
  yield edit("main.ts", '{ label: "twice" }', '{ label: "doubled" }');
  yield edit("main.ts", "const looked", "const unneeded = 1;\n  const looked");
  yield edit("main.ts", 'workflow("edited"', 'workflow("other name"');
  yield edit("main.ts", "const table = new Table();", "const table: Table = new Table();");
  yield edit("main.ts", "found > 100", "found > 1_00");
  const imports = MAIN.split("\n").slice(0, 5);
  for (let i = 1; i < imports.length; i++) {
    const turned = [...imports.slice(i), ...imports.slice(0, i)].join("\n");
    yield { ...BASE, "main.ts": MAIN.replace(imports.join("\n"), turned) };
  }
  yield edit("main.ts", "{ scale, shift, Table }", "{ Table, shift, scale }");
  const [first, second] = LIB.match(/export (function|const) s[^]*?;\n(}\n)?/g)!;
  yield { ...BASE, "lib.ts": LIB.replace(first, "").replace(second, `${second}\n${first}`) };
  const definitions = MAIN.match(/export const \w+ = defineModule[^]*?\n}\);\n/g)!;
  yield {
    ...BASE,
    "main.ts": MAIN.replace(definitions[0], "").replace(definitions[1], definitions[1] + definitions[0]),
  };
  yield {
    ...BASE,
    "main.ts": MAIN.replace(definitions[1], "").replace(definitions[2], definitions[2] + definitions[1]),
  };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function pathOf({ graph }: RanHere, called: string): string {
  const found = graph.levelOf("").map((number) => graph.moduleAt(number)).find(({ kind, label }) =>
    label === called || (label === "" && kind.name === called)
  );
  return found!.path;
}

async function base(cache: Cache): Promise<RanHere> {
  return await runHere(BASE, "main.ts", cache);
}

Deno.test("edits of what a script does are computed again, and the change is named", async () => {
  const cache: Cache = new Map();
  const before = await base(cache);
  let count = 0;
  for (const { files, module = "", says } of semantic()) {
    const ran = await runHere(files, "main.ts", new Map(cache));
    const path = pathOf(ran, module);
    ok(computed(ran).includes(path), `${module} is computed after edit ${count}`);
    deepEqual(ran.foretold, computed(ran));
    const { reason } = await whyHere(ran, [before], path);
    if (says === undefined) {
      ok(reason.kind === "never" && /^(cacheOff|notCacheable)$/.test(reason.causes[0].because), JSON.stringify(reason));
      deepEqual(reason.causes[0].way.map((step) => step.module), [path]);
    } else {
      ok(reason.kind === "changed", `${count}: ${JSON.stringify(reason)}`);
      const text = changesText(reason.causes[0].changes);
      ok(says.test(text), `edit ${count}: ${text}`);
      for (const { changes } of reason.causes) ok(changes.length > 0);
    }
    const sum = await whyHere(ran, [before], pathOf(ran, "Sum"));
    if (computed(ran).includes(sum.module)) ok(["changed", "never", "first"].includes(sum.reason.kind));
    count++;
  }
  ok(count >= 60, String(count));
});

Deno.test("edits of how a script is written run nothing", async () => {
  const cache: Cache = new Map();
  const before = await base(cache);
  let count = 0;
  for (const files of cosmetic()) {
    const ran = await runHere(files, "main.ts", new Map(cache));
    deepEqual(computed(ran), [], `edit ${count}: ${JSON.stringify(files)}`);
    const { reason } = await whyHere(ran, [before], "0");
    deepEqual([reason.kind, "from" in reason && reason.from?.id], ["known", before.exec.id]);
    count++;
  }
  ok(count >= 100, String(count));
});
