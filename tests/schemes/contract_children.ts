/** The part of the contract that tells what becomes of processes that modules start. */
import assert from "node:assert/strict";
import type { ComputeRequest } from "../../runtime/scheme/compute_request.ts";
import type { ExecutionScheme } from "../../runtime/scheme/execution_scheme.ts";
import { assertNoneSleeps, sleepers, uniqueSeconds, untilSleepers } from "../support/sleepers.ts";
import { type Open, requestOf } from "./requests.ts";

const STARTERS = new URL("fixtures/starters.ts", import.meta.url).href;

/** Starts processes in one way, then goes on in another. */
function starting(way: string, then: string, seconds: string, more: Partial<ComputeRequest> = {}): ComputeRequest {
  const definition = { source: { script: STARTERS }, namespace: "", name: "Starts" };
  return { work: { definition }, inputs: { way, then, seconds }, ...more };
}

async function cancelled(scheme: ExecutionScheme, request: ComputeRequest): Promise<void> {
  const controller = new AbortController();
  const observe = (): void => controller.abort(new Error("not wanted"));
  await assert.rejects(scheme.compute(request, { signal: controller.signal, observe }), /not wanted/);
}

/** Everything below. */
export function children(name: string, open: Open, ignore = false): void {
  const test = (text: string, body: (scheme: ExecutionScheme, seconds: string) => Promise<void>): void =>
    Deno.test(`${name} scheme ${text}`, { ignore: ignore || Deno.build.os !== "linux" }, async () => {
      await using scheme = open({ size: 1 });
      const seconds = uniqueSeconds();
      try {
        await body(scheme, seconds);
      } finally {
        for (const pid of sleepers(seconds)) Deno.kill(pid, "SIGKILL");
      }
    });

  test("ends all that cancelled modules have started", async (scheme, seconds) => {
    const ways = ["child", "grandchild", "orphan", "session", "detached", "node", "nodeWithEnvironment", "spawn"];
    for (const way of ways) await cancelled(scheme, starting(way, "burns", seconds));
    for (const way of ["child", "session", "node"]) await cancelled(scheme, starting(way, "heeds", seconds));
    for (const way of ["grandchild", "orphan"]) await cancelled(scheme, starting(way, "ignores", seconds));
    for (const way of ["child", "grandchild", "node"]) await cancelled(scheme, starting(way, "startsMore", seconds));
    await assertNoneSleeps(seconds);
  });

  test("ends what a module has started whose time is over, or that breaks down", async (scheme, seconds) => {
    for (const way of ["child", "session", "detached"]) {
      const late = await scheme.compute(starting(way, "burns", seconds, { timeoutMs: 100 }));
      assert.equal(late.status === "failed" && late.kind, "timeout");
      const broken = await scheme.compute(starting(way, "exits", seconds));
      assert.equal(broken.status === "failed" && broken.kind, "crash");
    }
    await assertNoneSleeps(seconds);
  });

  test("ends what runs when it is closed", async (scheme, seconds) => {
    const running = Promise.withResolvers<void>();
    const reply = scheme.compute(starting("session", "burns", seconds), { observe: () => running.resolve() });
    const isRejected = assert.rejects(reply, { name: "SchemeError" });
    await running.promise;
    await scheme[Symbol.asyncDispose]();
    await isRejected;
    await assertNoneSleeps(seconds);
  });

  test("leaves what completed modules have left, whatever others do and when it is closed", async (scheme, seconds) => {
    for (const way of ["detached", "session", "orphan"]) {
      const reply = await scheme.compute(starting(way, "completes", seconds));
      assert.equal(reply.status, "completed");
    }
    await untilSleepers(seconds, 3);
    const cancelledSeconds = uniqueSeconds();
    await cancelled(scheme, starting("detached", "heeds", cancelledSeconds));
    await cancelled(scheme, starting("detached", "burns", cancelledSeconds));
    assert.equal((await scheme.compute(requestOf("Exits"))).status, "failed");
    await assertNoneSleeps(cancelledSeconds);
    assert.equal(sleepers(seconds).length, 3);
    await scheme.compute(starting("detached", "completes", seconds));
    await untilSleepers(seconds, 4);
    await scheme[Symbol.asyncDispose]();
    assert.equal(sleepers(seconds).length, 4);
  });
}
