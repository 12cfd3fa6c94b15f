import assert from "node:assert/strict";
import { busyInProcesses } from "../../scripts/bench/peers/bare_processes.ts";
import { busyLoop, iterationsFor } from "../../scripts/bench/peers/busy_loop.ts";
import { npmFolder } from "../../scripts/bench/peers/npm_folder.ts";
import { runPeerProgram } from "../../scripts/bench/peers/peer_program.ts";

Deno.test("a peer that is missing gives no times", async () => {
  assert.equal(await runPeerProgram("/nowhere/python3", []), undefined);
  assert.equal(await npmFolder("piscina", "0.0.0", false), undefined);
});

Deno.test("a peer that fails says why", async () => {
  await assert.rejects(
    runPeerProgram(Deno.execPath(), ["eval", "throw new Error('no workers today')"]),
    /failed: [^]*no workers today/,
  );
});

Deno.test("busyLoop() goes through every iteration", () => {
  assert.deepEqual([0, 1, 2, 3].map(busyLoop), [1, 1015568748, 1586005467, -2129264258]);
  assert.ok(Number.isSafeInteger(iterationsFor(1)) && iterationsFor(1) > 0);
});

Deno.test("busyInProcesses() splits any number of calls", async () => {
  for (const [processes, calls] of [[1, 1], [2, 3], [2, 0]]) {
    assert.ok(await busyInProcesses(processes, calls, 10) > 0);
  }
});
