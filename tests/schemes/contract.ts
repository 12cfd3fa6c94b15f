/** What every scheme keeps. A scheme's own test calls `contract` with a way to open it. */
import assert from "node:assert/strict";
import { Tuple } from "../../runtime/python/tuple.ts";
import { MOST_ITERATIONS } from "../../runtime/record/log.ts";
import type { ComputeEvent, ComputeRequest } from "../../runtime/scheme/compute_request.ts";
import { Color, InvalidOutput, PathValue } from "../../runtime/values.ts";
import { children } from "./contract_children.ts";
import { breakdowns, stopping } from "./contract_stopping.ts";
import { bare, computeAll, MODULES, type Open, requestOf, said, type Test } from "./requests.ts";

/** Everything below. */
export function contract(
  name: string,
  open: Open,
  { isElsewhere = false, ignore = false }: ContractOptions = {},
): void {
  const test: Test = (text, body) =>
    Deno.test(`${name} scheme ${text}`, { ignore }, async () => {
      await using scheme = open({ size: 1 });
      await body(scheme);
    });
  replies(test);
  values(test);
  sayings(test);
  (isElsewhere ? filesElsewhere : filesHere)(test);
  breakdowns(test);
  stopping(name, open, test, ignore);
  children(name, open, ignore);
}

/** What differs between schemes. */
export interface ContractOptions {
  /** It computes where the paths of this machine mean nothing. */
  readonly isElsewhere?: boolean;
  /** Something that it needs is not installed. */
  readonly ignore?: boolean;
}

function replies(test: Test): void {
  test("computes a module of a package", async (scheme) => {
    const definition = { source: { package: "org.vistrails.vistrails.basic" }, namespace: "", name: "Not" };
    const reply = await scheme.compute({ work: { definition }, inputs: { input: true } });
    assert.deepEqual(bare(reply), { status: "completed", outputs: { value: false } });
  });

  test("computes a module of a script anywhere, which imports a file beside it", async (scheme) => {
    const folder = Deno.makeTempDirSync();
    for (const file of ["modules.ts", "doubled.ts"]) {
      Deno.copyFileSync(new URL(`fixtures/${file}`, import.meta.url), `${folder}/${file}`);
    }
    const script = `file://${folder}/modules.ts`;
    const definition = { source: { script }, namespace: "numbers", name: "Double" };
    const reply = await scheme.compute({ work: { definition }, inputs: { n: 21 } });
    Deno.removeSync(folder, { recursive: true });
    assert.deepEqual(bare(reply), { status: "completed", outputs: { value: 42 } });
  });

  test("tells what is not there", async (scheme) => {
    const messages: string[] = [];
    for (const source of [{ package: "org.nobody" }, { package: "org.vt.basic" }, { script: MODULES }]) {
      const reply = await scheme.compute({
        work: { definition: { source, namespace: "a", name: "Nope" } },
        inputs: {},
      });
      assert.equal(reply.status === "failed" && reply.kind, "missing");
      messages.push(reply.status === "failed" ? reply.message : "");
    }
    assert.deepEqual(messages, [
      "Cannot find package org.nobody: it is not installed",
      "Cannot find module a|Nope: not in package org.vt.basic",
      `Cannot find module a|Nope: not in ${MODULES}`,
    ]);
    const gone = { source: { script: "file:///nowhere/at/all.ts" }, namespace: "", name: "Nope" };
    const reply = await scheme.compute({ work: { definition: gone }, inputs: {} });
    assert.match(reply.status === "failed" ? reply.message : "", /nowhere\/at\/all/);
  });

  test("tells failures with their kind, text and trace", async (scheme) => {
    const told = async (request: ComputeRequest): Promise<object> => {
      const reply = await scheme.compute(request);
      assert.ok(reply.status === "failed" && reply.trace?.includes("modules.ts"), "a trace");
      return bare(reply);
    };
    const failed = { status: "failed" };
    assert.deepEqual(await told(requestOf("SaysNo", { inputs: { abort: false } })), {
      ...failed,
      kind: "module",
      message: "it says no",
    });
    assert.deepEqual(await told(requestOf("SaysNo", { inputs: { abort: true } })), {
      ...failed,
      kind: "module",
      message: "it says no",
      abort: true,
    });
    const zero = "ZeroDivisionError: integer: division by zero";
    assert.deepEqual(await told(requestOf("Divides")), { ...failed, kind: "python", message: zero });
    assert.deepEqual(await told(requestOf("Trips")), { ...failed, kind: "other", message: "TypeError: tripped" });
  });

  test("tells that a module suspends", async (scheme) => {
    assert.deepEqual(await scheme.compute(requestOf("Suspends")), {
      status: "suspended",
      message: "come back tomorrow",
    });
  });

  test("fails a module that throws outside of its promise, and goes on", async (scheme) => {
    const [thrown, rejected, after] = await computeAll(scheme, [
      requestOf("ThrowsLater"),
      requestOf("RejectsLater"),
      requestOf("Echo", { inputs: { value: 1 } }),
    ]);
    assert.deepEqual(bare(thrown), { status: "failed", kind: "other", message: "Error: nobody awaits this" });
    assert.deepEqual(bare(rejected), { status: "failed", kind: "other", message: "Error: nobody awaits that" });
    assert.deepEqual(bare(after), { status: "completed", outputs: { value: 1 } });
  });

  test("answers 1,000 small calls in their order", async (scheme) => {
    const requests = Array.from({ length: 1000 }, (_, value) => requestOf("Echo", { inputs: { value } }));
    const found = await computeAll(scheme, requests);
    assert.deepEqual(found.map(bare), requests.map(({ inputs }) => ({ status: "completed", outputs: inputs })));
    assert.deepEqual(await computeAll(scheme, []), []);
  });
}

function values(test: Test): void {
  test("carries values without loss", async (scheme) => {
    const value = {
      tuple: new Tuple([1, new Tuple([]), "a"]),
      path: new PathValue("/tmp/a b"),
      color: new Color([1, 0.5, 0]),
      invalid: InvalidOutput,
      boxed: Object(5),
      map: new Map<unknown, unknown>([[1, "one"], [new Tuple([1]), [2n ** 70n]]]),
      numbers: [NaN, Infinity, -0, 2 ** 53, undefined, null, true],
      arrays: [new Float64Array([1, NaN]), new Uint8Array(10).subarray(2, 4), new BigInt64Array([-1n])],
      bare: Object.assign(Object.create(null), { a: { tuple: ["no tuple"] } }),
      many: Array.from({ length: 2000 }, (_, i) => i / 3),
    };
    const reply = await scheme.compute(requestOf("Echo", { inputs: { value } }));
    assert.deepEqual(bare(reply), { status: "completed", outputs: { value } });
    assert.equal(reply.status === "completed" && Object.getPrototypeOf(reply.outputs.value), Object.prototype);
  });

  test("carries 50 MB there and back, and leaves them to the sender too", async (scheme) => {
    const bytes = new Uint8Array(50_000_000);
    bytes[49_999_999] = 7;
    const reply = await scheme.compute(requestOf("Size", { inputs: { bytes } }));
    assert.equal(bytes.length, 50_000_000);
    assert.ok(reply.status === "completed");
    assert.equal(reply.outputs.size, 50_000_000);
    assert.ok((reply.outputs.bytes as Uint8Array).at(-1) === 7);
  });

  test("tells which value cannot travel", async (scheme) => {
    const there = await scheme.compute(requestOf("Echo", { inputs: { good: 1, value: new Set([1]) } }));
    assert.deepEqual(bare(there), {
      status: "failed",
      kind: "unsendable",
      message: "Cannot compute elsewhere: the value of input port 'value' cannot leave this program",
    });
    const back = await scheme.compute(requestOf("GivesFunction"));
    assert.deepEqual(bare(back), {
      status: "failed",
      kind: "unsendable",
      message: "Cannot send the value of output port 'value' back",
    });
  });
}

function sayings(test: Test): void {
  test("brings what a module says, in its order, before its reply", async (scheme) => {
    const heard: ComputeEvent[] = [];
    const reply = await scheme.compute(requestOf("Talks"), { observe: (event) => void heard.push(event) });
    assert.equal(reply.status, "completed");
    assert.deepEqual(said(heard), [
      { kind: "progress", fraction: 0.5, message: "half" },
      { kind: "annotated", key: "table", value: new Map([["a", 1n]]) },
      { kind: "printed", text: "printed\n" },
      { kind: "logged", text: "logged" },
      { kind: "cacheable" },
      { kind: "printed", text: "by console 5\n" },
    ]);
  });

  test("tells when each of many ended, of those that are recorded each by itself", async (scheme) => {
    const heard: Extract<ComputeEvent, { kind: "computed" }>[] = [];
    const observe = (event: ComputeEvent): void => void (event.kind === "computed" && heard.push(event));
    const before = Date.now();
    const count = MOST_ITERATIONS + 500;
    const columns = { value: Array.from({ length: count }, (_, i) => i) };
    await scheme.computeMany({ ...requestOf("Echo"), columns, count, isRepeatable: true }, { observe });
    const numbers = heard.map(({ number }) => number).filter((number) => number < MOST_ITERATIONS);
    assert.deepEqual(numbers, Array.from({ length: MOST_ITERATIONS }, (_, i) => i));
    for (const [i, { state, startedAt, finishedAt }] of heard.entries()) {
      assert.equal(state, "completed");
      assert.ok(before - 1 <= startedAt && startedAt <= finishedAt && finishedAt <= Date.now() + 1);
      if (i > 0) assert.ok(heard[i - 1].finishedAt <= startedAt);
    }
  });

  test("tells the end of one that fails, or with which its far side ends", async (scheme) => {
    for (const [name, error] of [["SaysNo", /^it says no$/], ["Exits", /ended while it computed/]] as const) {
      const heard: ComputeEvent[] = [];
      await scheme.compute(requestOf(name), { observe: (event) => void heard.push(event) });
      const [told] = heard.filter((event) => event.kind === "computed");
      assert.deepEqual([told.number, told.state], [0, "failed"]);
      assert.match(told.error ?? "", error);
      assert.ok(told.startedAt <= told.finishedAt);
    }
  });

  test("passes on what a module says of machines that it uses", async (scheme) => {
    const heard: ComputeEvent[] = [];
    await scheme.compute(requestOf("UsesMachines"), { observe: (event) => void heard.push(event) });
    const [begun, ...tasks] = said(heard).map((event) => ({ ...event, execution: "" }));
    const told = { kind: "remoteTask", execution: "" };
    assert.deepEqual(begun, {
      kind: "remoteExecution",
      execution: "",
      scheme: "mpi",
      annotations: { hostfile: "lab" },
    });
    assert.deepEqual(tasks, [
      { ...told, task: { machine: { name: "n1", ram: 8e9 }, function: "invert", count: 3, description: "matrices" } },
      { ...told, task: { machine: { name: "n2" }, function: "invert", count: 1, description: "" } },
    ]);
    const executions = new Set(said(heard).map((event) => "execution" in event && event.execution));
    assert.equal(executions.size, 1);
  });
}

function filesHere(test: Test): void {
  test("puts temporary files where the request says, else where they are removed with the scheme", async (scheme) => {
    const folder = Deno.makeTempDirSync();
    const there = await scheme.compute(requestOf("Files", { folder }));
    assert.ok(there.status === "completed" && String(there.outputs.file).startsWith(`${folder}/`));
    assert.equal(Deno.readTextFileSync(String(there.outputs.file)), "content");
    Deno.removeSync(folder, { recursive: true });
    const other = await scheme.compute(requestOf("Files"));
    assert.ok(other.status === "completed");
    assert.ok(Deno.statSync(String(other.outputs.folder)).isDirectory);
    await scheme[Symbol.asyncDispose]();
    assert.throws(() => Deno.statSync(String(other.outputs.folder)), Deno.errors.NotFound);
  });
}

function filesElsewhere(test: Test): void {
  test("keeps temporary files there, out of what the request says, until it is closed", async (scheme) => {
    const folder = Deno.makeTempDirSync();
    for (const request of [requestOf("Files", { folder }), requestOf("Files")]) {
      const reply = await scheme.compute(request);
      assert.ok(reply.status === "completed" && !String(reply.outputs.file).startsWith(folder));
      assert.equal(Deno.readTextFileSync(String(reply.outputs.file)), "content");
    }
    const last = await scheme.compute(requestOf("Files", { folder }));
    await scheme[Symbol.asyncDispose]();
    assert.ok(last.status === "completed");
    assert.throws(() => Deno.statSync(String(last.outputs.folder)), Deno.errors.NotFound);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
    Deno.removeSync(folder);
  });
}
