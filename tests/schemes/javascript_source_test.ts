import assert from "node:assert/strict";
import type { ComputeEvent, ComputeRequest } from "../../runtime/scheme/compute_request.ts";
import type { ExecutionScheme } from "../../runtime/scheme/execution_scheme.ts";
import { PathValue } from "../../runtime/values.ts";
import { openProcessScheme, openWorkerScheme } from "../../schemes/mod.ts";
import { bare, computeAll, farSide, said, sourceRequest } from "./requests.ts";

/** Registers a test with the schemes of this machine. */
function test(text: string, body: (scheme: ExecutionScheme) => Promise<void>): void {
  for (const open of [openWorkerScheme, openProcessScheme]) {
    const name = open === openWorkerScheme ? "worker" : "process";
    Deno.test(`TypeScriptSource in scheme ${name} ${text}`, async () => {
      await using scheme = open({ farSide, size: 1 });
      await body(scheme);
    });
  }
}

function sourceOf(
  source: string,
  ...more: readonly [inputs?: ComputeRequest["inputs"], more?: Partial<ComputeRequest>]
): ComputeRequest {
  return sourceRequest(["org.vt.basic", "TypeScriptSource"], source, ...more);
}

test("has its ports, with lists, files and all values of a port", async (scheme) => {
  const request = sourceOf(
    `const all: number[] = self.getInputList("list").flat();
    const copy = self.interpreter.filePool.makeLocalCopy(file);
    o = { copy, sum: all.reduce((a, b) => a + b), first: list[0], text: await Deno.readTextFile(copy.name) }`,
    { list: [1, 2], file: new PathValue(new URL("fixtures/doubled.ts", import.meta.url).pathname) },
    { values: { list: [[1, 2], [3]] } },
  );
  const reply = await scheme.compute(request);
  assert.ok(reply.status === "completed");
  const { copy, ...rest } = reply.outputs.o as Record<string, unknown>;
  assert.ok(copy instanceof PathValue && copy.name.endsWith(".ts"));
  assert.deepEqual(rest, { sum: 6, first: 1, text: Deno.readTextFileSync(copy.name) });
});

test("writes by its console, and tells its progress, notes and whether it may be kept", async (scheme) => {
  const heard: ComputeEvent[] = [];
  const text = `console.log("a", i); console.error("b"); self.annotate({ k: [1n] }); self.progress(0.5); cache_this()`;
  await scheme.compute(sourceOf(text, { i: 1 }), { observe: (event) => void heard.push(event) });
  assert.deepEqual(said(heard), [
    { kind: "printed", text: "a 1\n" },
    { kind: "logged", text: "b" },
    { kind: "annotated", key: "k", value: [1n] },
    { kind: "progress", fraction: 0.5 },
    { kind: "cacheable" },
  ]);
});

test("fails with its line, or suspends", async (scheme) => {
  const replies = await computeAll(scheme, [
    sourceOf("const a: number = 1;\nzz();"),
    sourceOf("\nlet a = ;"),
    sourceOf("fail('so')"),
    sourceOf("throw new ModuleSuspended('later')"),
    sourceOf("await new Promise(() => setTimeout(() => { throw new Error('nobody awaits this') }))"),
    sourceOf("o = () => 1"),
  ]);
  const failed = { status: "failed" };
  assert.deepEqual(replies.map(bare), [
    { ...failed, kind: "other", message: "ReferenceError: zz is not defined (line 2)" },
    { ...failed, kind: "other", message: "SyntaxError: Expression expected (line 2)" },
    { ...failed, kind: "module", message: "so" },
    { status: "suspended", message: "later" },
    { ...failed, kind: "other", message: "Error: nobody awaits this" },
    { ...failed, kind: "unsendable", message: "Cannot send the value of output port 'o' back" },
  ]);
});

test("is stopped in a loop that never ends, and the next one runs", async (scheme) => {
  const controller = new AbortController();
  const reply = scheme.compute(sourceOf("console.log('begun'); for (;;) ;"), {
    signal: controller.signal,
    observe: () => controller.abort(new Error("not wanted")),
  });
  await assert.rejects(reply, /not wanted/);
  assert.deepEqual(bare(await scheme.compute(sourceOf("o = 1"))), { status: "completed", outputs: { o: 1 } });
  const late = await scheme.compute(sourceOf("for (;;) ;", {}, { timeoutMs: 100 }));
  assert.equal(late.status === "failed" && late.kind, "timeout");
});

Deno.test("TypeScriptSource runs in a process that may do nothing", async () => {
  await using scheme = openProcessScheme({ farSide, size: 1, permissions: {} });
  const [may, mayNot] = await computeAll(scheme, [
    sourceOf("o = i as number", { i: 1 }),
    sourceOf("Deno.readDirSync('/')"),
  ]);
  assert.deepEqual(bare(may), { status: "completed", outputs: { o: 1 } });
  assert.match(mayNot.status === "failed" ? mayNot.message : "", /^NotCapable: .*\(line 1\)$/);
});
