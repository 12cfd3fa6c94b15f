import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { ModuleError, ModuleSuspended, PathValue } from "vt";
import { run, SourceContext } from "./source_runner.ts";

Deno.test("a source finds its inputs, and its outputs are what it assigns", async () => {
  deepEqual(await run("o = i + 1", { inputs: { i: 4 } }), { o: 5 });
  deepEqual(await run("o = [i, p, typeof x]; p = undefined", { inputs: { i: null }, outputs: ["o", "p"] }), {
    o: [null, null, "undefined"],
  });
  deepEqual(await run("o = null"), {});
  deepEqual(await run("", { inputs: { o: 7 } }), { o: 7 });
  deepEqual(await run("o = 1; if (o) return; o = 2"), { o: 1 });
});

Deno.test("the last line of a source may be a comment, and its lines may end as on Windows", async () => {
  deepEqual(await run("o = 1\r\no += 1\r\n// that is all"), { o: 2 });
});

Deno.test("a source may await and import", async () => {
  const file = Deno.makeTempFileSync({ suffix: ".ts" });
  Deno.writeTextFileSync(file, "export const n: number = 5;");
  const text = `const { n } = await import("file://${file}");
    const { ModuleError: Imported } = await import("vt");
    o = [n, Imported === ModuleError, await Promise.resolve(1)]`;
  deepEqual(await run(text), { o: [5, true, 1] });
  Deno.removeSync(file);
});

Deno.test("TypeScript loses its types, and only TypeScript has them", async () => {
  const text = `interface Pair { a: number; b: number }
    enum Sign { Minus = -1, Plus = 1 }
    const pair = { a: i, b: 2 } satisfies Pair as Pair;
    function sum<T extends Pair>({ a, b }: T): number { return a + b; }
    o = sum(pair) * Sign.Minus;`;
  deepEqual(await run(text, { inputs: { i: 1 }, language: "typescript" }), { o: -3 });
  await rejects(run("const a: number = 1"), { name: "SyntaxError" });
});

Deno.test("ports whose names no variable can have are there by self", async () => {
  const inputs = { "my port": 1, class: 2, "größe": 3, await: 4 };
  const outputs = ["o", "new", "a-b"];
  const text = `self.setOutput("new", self.getInput("my port") + self.getInput("class")); self.setOutput("a-b", größe)
    o = self.getInput("await")`;
  deepEqual(await run(text, { inputs, outputs }), { o: 4, new: 3, "a-b": 3 });
});

Deno.test("ports go before the names that every source finds, and those may be used for something else", async () => {
  deepEqual(await run("const console = 1, self = 2; o = [fail, console + self]", { inputs: { fail: "x" } }), {
    o: ["x", 3],
  });
  deepEqual(await run("o = [__proto__, constructor]", { inputs: { constructor: 1 }, outputs: ["o", "__proto__"] }), {
    o: [null, 1],
  });
});

Deno.test("self reads inputs under all its names", async () => {
  using context = new SourceContext({ i: [1, 2] });
  const text = `o = [self.getInput("i"), self.get_input("i"), self.getInputFromPort("i"),
    self.get_input_list("i"), self.forceGetInputListFromPort("i"), self.force_get_input_list("x"),
    self.force_get_input("x", 3), self.forceGetInputFromPort("x"), self.has_input("i"), self.hasInputFromPort("x")]
    self.checkInputPort("i")`;
  deepEqual(await run(text, { inputs: { i: 1 }, context }), {
    o: [1, 1, 1, [1, 2], [1, 2], [], 3, null, true, false],
  });
});

Deno.test("self sets outputs; a variable that is null leaves them alone", async () => {
  deepEqual(await run("self.setResult('o', 1); self.set_output('p', self.get_output('o'))", { outputs: ["o", "p"] }), {
    o: 1,
    p: 1,
  });
});

const ERRORS: readonly (readonly [text: string, message: string])[] = [
  ["fail('so')", "so"],
  ["throw new ModuleError('custom')", "custom"],
  ["self.getInput('x')", "Missing value from port x"],
  ["self.check_input('x')", "'x' is a mandatory port"],
  ["self.set_output('x', 1)", "output port 'x' not found"],
  ["return { o: 1 }", "Cannot use what the source returns: assign its output ports instead"],
  ["\no = zz", "zz is not defined (line 2)"],
  ["const f = () => null.x;\n\nf();", "Cannot read properties of null (reading 'x') (line 1)"],
  ["\n\no = JSON.parse('{')", "Expected property name or '}' in JSON at position 1 (line 1 column 2) (line 3)"],
  ["\nawait Promise.reject(new RangeError('no'))", "no (line 2)"],
  ["\nlet o = 1", "Identifier 'o' has already been declared: the port is a variable, assign it (line 2)"],
  ["let a;\nlet a;", "Identifier 'a' has already been declared (line 2)"],
  ["o = 1;\no = ;", "Expression expected (line 2)"],
  [
    "\nimport a from 'a'",
    "'import', and 'export' cannot be used outside of module code: a source imports by await import() (line 2)",
  ],
  [
    "\nawait import('./a.ts')",
    `Import "./a.ts" not a dependency and not in import map from "source": ` +
    "a source has no place: write file:///… in full (line 2)",
  ],
];

Deno.test("a source fails with VisTrails' texts, and with the line", async () => {
  for (const language of ["javascript", "typescript"] as const) {
    for (const [text, message] of ERRORS) await rejects(run(text, { language }), { message });
  }
});

Deno.test("a source that is cut off fails at its last line", async () => {
  for (const language of ["javascript", "typescript"] as const) {
    await rejects(run("o = 1;\nif (o) {\n\n", { language }), { name: "SyntaxError", message: /\(line 2\)$/ });
  }
});

Deno.test("an error keeps its class; its stack has the source's lines, and nothing of where it is kept", async () => {
  const text = "class Own extends Error { name = 'Own' }\nfunction f() {\n  throw new Own('why') }\nf();";
  const error = await run(text).catch((error) => error);
  equal(String(error), "Own: why (line 3)");
  match(error.stack, /^Own: why \(line 3\)\n {4}at f \(source:3:9\)\n {4}at .*source:4:1/);
  const own = await run("fail('so')").catch((error) => error);
  equal(own.stack.includes("blob:"), false);
  await rejects(run("throw 'text'"), (thrown) => thrown === "text");
});

Deno.test("an error may end the whole run", async () => {
  await rejects(run("throw new ModuleError('all', { abort: true })"), { message: "all", abort: true });
});

Deno.test("a source suspends its module", async () => {
  const error = await run("throw new ModuleSuspended('later', { finished: () => true })").catch((error) => error);
  equal(error instanceof ModuleSuspended && !(error instanceof ModuleError), true);
  deepEqual([error.message, error.handle.finished()], ["later", true]);
});

Deno.test("the file pool makes temporary files of the run", async () => {
  using context = new SourceContext();
  const text = `const pool = self.interpreter.filePool;
    const file = pool.createFile(".txt");
    Deno.writeTextFileSync(file.name, "text");
    o = [pool.make_local_copy(file), interpreter.filePool.create_directory(), new PathValue("a")]`;
  const { o } = await run(text, { context });
  deepEqual(o, [...context.files.slice(1), "a"].map((name) => new PathValue(name)));
  equal(Deno.readTextFileSync(context.files[1]), "text");
  equal(context.files[1].endsWith(".txt"), true);
});

Deno.test("notes and progress reach the run", async () => {
  using context = new SourceContext();
  const text = `self.annotate({ k: [1, 2n] }); self.annotate(new Map([["l", null]]));
    self.logging.update_progress(self, 0.25); self.progress(0.5)`;
  await run(text, { context });
  deepEqual(context.notes, [["k", [1, 2n]], ["l", null]]);
  deepEqual(context.fractions, [0.25, 0.5]);
  equal(context.isCacheable, false);
});

Deno.test("a source says under four names that its outputs may be used again", async () => {
  for (const text of ["cache_this()", "cacheThis()", "self.cache_this()", "self.cacheThis()"]) {
    using context = new SourceContext();
    await run(text, { context });
    equal(context.isCacheable, true);
  }
});

Deno.test("what the console of a source writes is the module's standard output, or its log", async () => {
  using context = new SourceContext();
  const text = `console.log("a", { b: [1, 2n] }); console.info("%s-%d", "c", 3); console.debug();
    console.group("g"); console.log("in"); console.groupEnd(); console.table([{ n: 1 }]);
    console.error("one\\ntwo"); console.warn(new Set([1])); console.assert(false, "no")`;
  await run(text, { context });
  equal(context.printed.slice(0, 5).join(""), "a { b: [ 1, 2n ] }\nc-3\n\ng\n  in\n");
  match(context.printed[5], /^┌[^]*│ 1 │[^]*┘\n$/);
  deepEqual(context.logged, ["one", "two", "Set(1) { 1 }", "Assertion failed: no"]);
});

Deno.test("two modules with one source that compute at the same time keep apart", async () => {
  using one = new SourceContext();
  using two = new SourceContext();
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const text = "var n = i; console.log('before', i); await gate; o = [i, n, p]; console.log('after', i); p = i";
  const outputs = ["o", "p"];
  const first = run(text, { inputs: { i: 1, gate: gates[0].promise }, outputs, context: one });
  const second = run(text, { inputs: { i: 2, gate: gates[1].promise }, outputs, context: two });
  gates[1].resolve();
  deepEqual(await second, { o: [2, 2, null], p: 2 });
  gates[0].resolve();
  deepEqual(await first, { o: [1, 1, null], p: 1 });
  deepEqual([one.printed, two.printed], [["before 1\n", "after 1\n"], ["before 2\n", "after 2\n"]]);
});
