/** The part of the contract that tells what happens when something breaks down, is cancelled or closed. */
import assert from "node:assert/strict";
import type { ComputeEvent, ComputeRequest } from "../../runtime/scheme/compute_request.ts";
import { type ExecutionScheme, SchemeError } from "../../runtime/scheme/execution_scheme.ts";
import { bare, computeAll, type Open, requestOf, type Test } from "./requests.ts";

/** Far sides that end, and modules that take too much. */
export function breakdowns(test: Test): void {
  test("outlives far sides that end, and runs nothing twice", async (scheme) => {
    const file = Deno.makeTempFileSync();
    const line = (text: string): ComputeRequest => requestOf("AddsALine", { inputs: { file, line: text } });
    await computeAll(scheme, [line("known"), requestOf("Echo"), requestOf("Exits"), line("a")]);
    const all = await computeAll(scheme, [line("b"), line("c"), requestOf("Exits"), line("d"), requestOf("Aborts")]);
    assert.deepEqual(all.map(({ status }) => status), ["completed", "completed", "failed", "completed", "failed"]);
    const exited = all[2];
    assert.ok(exited.status === "failed");
    assert.equal(exited.kind, "crash");
    assert.match(exited.message, /ended while it computed \(exit code 3\)$/);
    assert.deepEqual(Deno.readTextFileSync(file).trim().split("\n"), ["known", "a", "b", "c", "d"]);
    Deno.removeSync(file);
  });

  for (const afterAWhile of [false, true]) {
    test(`stops a module that takes too much memory ${afterAWhile ? "after a while" : "at once"}`, async (scheme) => {
      const reply = await scheme.compute(requestOf("Eats", { inputs: { afterAWhile }, memoryMb: 64 }));
      assert.equal(reply.status === "failed" && reply.kind, "memory");
      const next = await scheme.compute(requestOf("Echo", { inputs: { value: 1 }, memoryMb: 64 }));
      assert.equal(next.status, "completed");
      assert.equal((await scheme.compute(requestOf("Echo", { inputs: { value: 1 } }))).status, "completed");
    });
  }
}

/** Cancels as soon as the module has said something. */
async function cancelled(scheme: ExecutionScheme, request: ComputeRequest): Promise<string> {
  const controller = new AbortController();
  let said = "";
  const reply = scheme.compute(request, {
    signal: controller.signal,
    observe: (event) => {
      if (event.kind === "printed") said = event.text;
      controller.abort(new Error("not wanted"));
    },
  });
  await assert.rejects(reply, /not wanted/);
  return said;
}

/** A far side that cannot be started is no failure of a module. */
export function testBrokenFarSide(name: string, open: (farSide: URL) => ExecutionScheme): void {
  Deno.test(`${name} scheme rejects when its far side cannot be started`, async () => {
    await using scheme = open(new URL("fixtures/no_such_far_side.ts", import.meta.url));
    await assert.rejects(computeAll(scheme, [requestOf("Echo"), requestOf("Echo")]), SchemeError);
  });
}

/** Cancelling, timeouts, closing. */
export function stopping(name: string, open: Open, test: Test, ignore = false): void {
  test("stops a busy module that is cancelled, and is of use afterwards", async (scheme) => {
    await cancelled(scheme, requestOf("Burns"));
    assertIdle();
    assert.equal((await scheme.compute(requestOf("Echo"))).status, "completed");
  });

  test("lets a module that is cancelled clean up, and keeps its far side", async (scheme) => {
    const before = await scheme.compute(requestOf("Loaded"));
    const file = Deno.makeTempFileSync();
    await cancelled(scheme, requestOf("Waits", { inputs: { file } }));
    assert.equal(Deno.readTextFileSync(file), "cleaned up");
    Deno.removeSync(file);
    assert.deepEqual(bare(await scheme.compute(requestOf("Loaded"))), bare(before));
  });

  test("drops what is cancelled before its turn", async (scheme) => {
    const controller = new AbortController();
    const waiting = computeAll(scheme, Array.from({ length: 100 }, () => requestOf("Burns")), {
      signal: controller.signal,
      observe: () => controller.abort(new Error("not wanted")),
    });
    await assert.rejects(waiting, /not wanted/);
    await assert.rejects(scheme.compute(requestOf("Echo"), { signal: controller.signal }), /not wanted/);
    assert.equal((await scheme.compute(requestOf("Echo"))).status, "completed");
  });

  test("stops a module whose time is over, and computes the others", async (scheme) => {
    const [burnt, after] = await computeAll(scheme, [requestOf("Burns", { timeoutMs: 100 }), requestOf("Echo")]);
    assert.deepEqual(bare(burnt), {
      status: "failed",
      kind: "timeout",
      message: "Timeout: it ran for more than 0.1 s",
    });
    assert.equal(after.status, "completed");
    assertIdle();
  });

  Deno.test(`${name} scheme stops everything when it is closed`, { ignore }, async () => {
    const scheme = open({ size: 2 });
    const hears = Promise.withResolvers<string>();
    const options = { observe: (event: ComputeEvent) => event.kind === "printed" && hears.resolve(event.text) };
    const outcomes = Promise.allSettled(
      [1, 2, 3, 4].map(() => scheme.compute(requestOf("Burns"), { observe: (event) => void options.observe(event) })),
    );
    const pid = Number(await hears.promise);
    await scheme[Symbol.asyncDispose]();
    for (const outcome of await outcomes) {
      assert.ok(outcome.status === "rejected" && outcome.reason instanceof SchemeError, "rejected");
    }
    assertIdle();
    if (pid !== Deno.pid) assert.throws(() => Deno.statSync(`/proc/${pid}`), Deno.errors.NotFound);
    await assert.rejects(scheme.compute(requestOf("Echo")), SchemeError);
    await scheme[Symbol.asyncDispose]();
  });
}

/** No thread of this program, and no child, burns for good: there is a while in which their time hardly grows. */
function assertIdle(): void {
  if (Deno.build.os !== "linux") return;
  let spent = Infinity;
  // A far side that starts, or a compiler, is busy for some of them.
  for (let looks = 0; looks < 100 && spent > 5; looks++) {
    const before = ticks();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    spent = ticks() - before;
  }
  assert.ok(spent <= 5, `${spent} of 10 ticks were burnt`);
}

/** Hundredths of a second that this program and its children have computed. */
function ticks(): number {
  const own = Deno.readTextFileSync(`/proc/${Deno.pid}/task/${Deno.pid}/children`).trim().split(" ").filter(Boolean);
  return [String(Deno.pid), ...own].reduce((sum, pid) => {
    const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).replace(/^.*\) /s, "").split(" ");
    return sum + Number(fields[11]) + Number(fields[12]);
  }, 0);
}
