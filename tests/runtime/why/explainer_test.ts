import { deepEqual, equal, ok } from "node:assert/strict";
import { changesText } from "../../../commands/line/change_text.ts";
import type { Reason } from "../../../runtime/why/why.ts";
import { type Cache, type Files, type RanHere, runHere, whyHere } from "../../support/why_runs.ts";

const HEAD = `import { defineModule, group, port, types as t, workflow } from "vt";
const ports = { inputs: { n: port(t.Integer, { default: 0 }) }, outputs: { n: port(t.Integer) } };
const One = defineModule({ ...ports, name: "One", compute: ({ n }) => ({ n: n + 1 }) });
const Fails = defineModule({ ...ports, name: "Fails", compute: () => { throw new Error("no luck"); } });
const Effect = defineModule({ ...ports, name: "Effect", cacheable: false, compute: ({ n }) => ({ n }) });
const Always = defineModule({ ...ports, name: "Always", everyRun: true, compute: ({ n }) => ({ n }) });
`;

function script(body: string, more = ""): Files {
  return { "main.ts": `${HEAD}${more}export default workflow("w", ({ add, output }) => {\n${body}\n});\n` };
}

function run(body: string, cache: Cache = new Map(), more = ""): Promise<RanHere> {
  return runHere(script(body, more), "main.ts", cache);
}

const CHAIN =
  "const a = add(One, { n: 1 });\nconst b = add(One, { n: a.n });\nadd(One, { n: b.n }, { label: 'last' });";

async function reasonOf(ran: RanHere, earlier: readonly RanHere[], path: string): Promise<Reason> {
  return (await whyHere(ran, earlier, path)).reason;
}

Deno.test("a module without an earlier execution ran for the first time", async () => {
  const ran = await run(CHAIN);
  deepEqual(await reasonOf(ran, [], "2"), { kind: "first", isWorkflow: true });
  const more = await run(`${CHAIN}\nadd(Always, { n: 1 });`);
  const [reason] = [await reasonOf(more, [ran], "3")];
  equal(reason.kind, "never");
  const another = await run(`${CHAIN}\nadd(Fails, { n: 1 });`);
  deepEqual(await reasonOf(another, [ran], "3"), { kind: "first", isWorkflow: false });
});

Deno.test("a change far upstream is found with the way to it", async () => {
  const before = await run(CHAIN);
  const reason = await reasonOf(await run(CHAIN.replace("n: 1", "n: 2")), [before], "2");
  ok(reason.kind === "changed");
  deepEqual(
    reason.causes.map(({ way, changes }) => [way.map(({ module, feeds }) => [module, feeds]), changesText(changes)]),
    [
      [[["2", undefined], ["1", "n"], ["0", "n"]], "n was 1 and is now 2"],
    ],
  );
});

Deno.test("the earlier execution is the newest in which the module ended well", async () => {
  const first = await run(CHAIN.replace("n: 1", "n: 1"));
  const second = await run(CHAIN.replace("n: 1", "n: 2"));
  const reason = await reasonOf(await run(CHAIN.replace("n: 1", "n: 3")), [second, first], "0");
  ok(reason.kind === "changed");
  equal(changesText(reason.causes[0].changes), "n was 2 and is now 3");
  equal(reason.since.id, second.exec.id);
});

Deno.test("what did not end well runs again for that reason, changed or not", async () => {
  const body = "add(One, { n: add(Fails, { n: 1 }).n });";
  const first = await run(body);
  const second = await run(body);
  const failed = await reasonOf(second, [first], "0");
  deepEqual([failed.kind, "state" in failed && failed.state], ["unfinished", "failed"]);
  ok("error" in failed && failed.error?.includes("no luck"));
  const blocked = await reasonOf(second, [first], "1");
  deepEqual(
    blocked.kind === "blocked" && blocked.by.map(({ way, state }) => [way.map(({ module }) => module), state]),
    [
      [["1", "0"], "failed"],
    ],
  );
  const changed = await reasonOf(await run(body.replace("n: 1", "n: 2")), [first], "0");
  ok(changed.kind === "unfinished");
  equal(changesText(changed.causes[0].changes), "n was 1 and is now 2");
});

Deno.test("what is never reused says so, of itself and of its upstream; what runs always does not pass it on", async () => {
  const body = "const e = add(Effect, { n: 1 });\nadd(One, { n: e.n });\n" +
    "const a = add(Always, { n: 1 });\nadd(One, { n: a.n }, { label: 'behind' });\nadd(One, { n: 7 }, { cache: false });";
  const cache: Cache = new Map();
  const first = await run(body, cache);
  const ran = await run(body, cache);
  const causes = async (path: string): Promise<unknown> => {
    const reason = await reasonOf(ran, [first], path);
    return reason.kind === "never" &&
      reason.causes.map(({ because, way }) => [because, way.map(({ module }) => module)]);
  };
  deepEqual(await causes("0"), [["notCacheable", ["0"]]]);
  deepEqual(await causes("1"), [["notCacheable", ["1", "0"]]]);
  deepEqual(await causes("2"), [["everyRun", ["2"]]]);
  deepEqual(await causes("4"), [["cacheOff", ["4"]]]);
  deepEqual(await reasonOf(ran, [first], "3"), {
    kind: "known",
    from: { id: first.exec.id, startedAt: first.exec.startedAt },
  });
});

Deno.test("a result that is gone is told from one that could not be kept", async () => {
  const first = await run(CHAIN);
  const ran = await run(CHAIN);
  const since = { id: first.exec.id, startedAt: first.exec.startedAt };
  deepEqual(await reasonOf(ran, [first], "0"), { kind: "notKept", since, because: "gone" });
  const lossy = { ...first, unkept: () => Promise.resolve(["0"]) };
  deepEqual(await reasonOf(ran, [lossy], "0"), { kind: "notKept", since, because: "unkeepable" });
});

Deno.test("a module that is the same as another of its execution is known by it", async () => {
  const ran = await run("add(One, { n: 1 });\nadd(One, { n: 1 });", new Map());
  const reason = await reasonOf(ran, [], "1");
  deepEqual(reason, { kind: "known", as: { module: "0", name: "One", label: "" } });
});

Deno.test("what changed inside a group is found, for the group, for what it feeds and for what is inside", async () => {
  const groups = (n: number, more = ""): string =>
    `const Pair = group("Pair", { inputs: { n: port(t.Integer) }, outputs: { n: port(t.Integer) } }, ({ n }, { add }) => {
      ${more}return { n: add(One, { n: add(One, { n: ${n} }).n }, { label: "end" }).n };
    });\n`;
  const body = "add(One, { n: add(Pair, { n: 5 }).n });";
  const first = await run(body, new Map(), groups(1));
  const ran = await run(body, new Map(), groups(2, "add(One, { n: 9 });\n"));
  const pair = ran.graph.paths.find((path) => path === "0")!;
  for (const path of [pair, "1"]) {
    const reason = await reasonOf(ran, [first], path);
    ok(reason.kind === "changed");
    const texts = reason.causes.map(({ changes }) => changesText(changes)).sort();
    deepEqual(texts, ["it is new", "n was 1 and is now 2"]);
  }
  const inner = ran.graph.paths.find((path) => path.startsWith("0,"))!;
  const why = await whyHere(ran, [first], inner);
  deepEqual(why.within, { module: "0", name: "Group", label: "Pair" });
  const gone = await reasonOf(first, [ran], "0");
  ok(gone.kind === "changed");
  ok(gone.causes.some(({ changes }) => /^it does not hold One \(0,\d+\) any more$/.test(changesText(changes))));
});

Deno.test("modules of scripts are known again when others are added, removed or exchanged", async () => {
  const body =
    "const a = add(One, { n: 1 });\nconst b = add(One, { n: a.n });\noutput('x', b.n);\noutput('y', add(One, { n: 100 }).n);";
  const before = await run(body);
  const cases: readonly (readonly [string, string, string])[] = [
    ["add(One, { n: 50 });\nadd(One, { n: 51 });\n" + body.replace("n: 1 ", "n: 7 "), "2", "n was 1 and is now 7"],
    [body.replace("n: 100", "n: 200"), "3", "n was 100 and is now 200"],
    ["output('y', add(One, { n: 200 }).n);\n" + body.replace(/\noutput\('y'.*/, ""), "0", "n was 100 and is now 200"],
    [body.replace("const b = add(One, { n: a.n });", "const b = add(One, { n: add(One, { n: a.n }).n });"), "2", ""],
  ];
  for (const [changed, path, says] of cases) {
    const ran = await run(changed);
    const reason = await reasonOf(ran, [before], path);
    if (says === "") equal(reason.kind === "changed" || reason.kind === "first", true);
    else {
      ok(reason.kind === "changed", `${changed}: ${reason.kind}`);
      equal(changesText(reason.causes[0].changes), says);
    }
  }
});

Deno.test("the content of a file is told from another file", async () => {
  const path = Deno.makeTempFileSync();
  try {
    const body = (name: string): string => `add(Size, { file: new PathValue(${JSON.stringify(name)}) });`;
    const more = `import { PathValue } from "vt";
const Size = defineModule({ name: "Size", inputs: { file: port(t.File) }, outputs: { n: port(t.Integer) },
  compute: ({ file }) => ({ n: file.name.length }) });\n`;
    const texts: string[] = [];
    const before = await run(body(path), new Map(), more);
    Deno.writeTextFileSync(path, "content");
    for (const name of [path, `${path}.none`]) {
      const reason = await reasonOf(await run(body(name), new Map(), more), [before], "0");
      ok(reason.kind === "changed");
      texts.push(changesText(reason.causes[0].changes).replaceAll(path, "PATH"));
    }
    equal(texts[0], "the content of PATH changed");
    ok(texts[1].startsWith("file was "), texts[1]);
  } finally {
    Deno.removeSync(path);
  }
});
