/** Agents of machines whose clocks are wrong. */
import assert from "node:assert/strict";
import type { ComputeManyReply, ComputeManyRequest } from "../../../runtime/scheme/compute_request.ts";
import type { ComputeOptions } from "../../../runtime/scheme/execution_scheme.ts";
import { AgentScheme } from "../../../schemes/agent/near/agent_scheme.ts";
import { FarClock } from "../../../schemes/agent/near/far_clock.ts";
import { TestAgent } from "../../support/agents.ts";
import { LedgerPool } from "../../support/faulty.ts";

/** A pool that tells, by the clock of its machine, when something ended. */
class ClockedPool extends LedgerPool {
  readonly #now: () => number;

  constructor(now: () => number) {
    super({ begun: new Map(), done: new Map() });
    this.#now = now;
  }

  override async computeMany(request: ComputeManyRequest, options: ComputeOptions = {}): Promise<ComputeManyReply> {
    const startedAt = this.#now();
    const reply = await super.computeMany(request, options);
    const finishedAt = this.#now();
    options.observe?.({ kind: "computed", number: 0, state: "completed", startedAt, finishedAt });
    return reply;
  }
}

for (const hours of [1, -1]) {
  Deno.test(`an agent whose clock is wrong by ${hours} h: when something ended is told by ours`, async () => {
    const now = (): number => Date.now() + hours * 3_600_000;
    await using here = new TestAgent({ now, openPool: () => new ClockedPool(now) });
    await using scheme = new AgentScheme({ name: "ssh", priority: 50, door: here.door });
    const definition = { source: { package: "org.test" }, namespace: "", name: "M" };
    const times: number[] = [];
    const reply = await scheme.compute({ work: { definition }, inputs: { id: 1, ms: 1 } }, {
      observe: (event) => void (event.kind === "computed" && times.push(event.startedAt, event.finishedAt)),
    });
    assert.equal(reply.status, "completed");
    assert.equal(times.length, 2);
    for (const time of times) assert.ok(Math.abs(time - Date.now()) < 600_000, `${time - Date.now()}`);
  });
}

Deno.test("a small difference between clocks may be the time that a message took, and counts for nothing", () => {
  const now = Date.now();
  const far = new FarClock(now + 3_600_000);
  assert.ok(Math.abs(far.here(now + 3_600_000) - now) < 1000);
  assert.equal(new FarClock(now + 500).here(now), now);
});
