import { deepEqual, equal, rejects } from "node:assert/strict";
import type { FarSide, FarSideListener, Transport } from "../../schemes/far_side.ts";
import { Pool } from "../../schemes/pool.ts";

const REQUEST = {
  work: { definition: { source: { package: "p" }, namespace: "", name: "M" } },
  inputs: {},
  columns: {},
  isRepeatable: true,
};

/** Far sides that answer all of a call at once, with bytes that cannot be read. */
const DAMAGING: Transport<unknown, unknown> = {
  codec: { encode: (value) => [value], decode: () => undefined },
  start(_memoryMb, listener: FarSideListener<unknown>): FarSide<unknown> {
    queueMicrotask(() => listener.hear({ kind: "ready" }, undefined));
    return {
      send(message): void {
        if (message.kind !== "compute") return;
        for (const { id, count } of message.calls) {
          queueMicrotask(() =>
            listener.hear({ kind: "answer", id, count, answer: { status: "completed" }, startedAt: 0, ms: 0 }, [])
          );
        }
      },
      endCall: () => {},
      kill: () => Promise.resolve(listener.ended({ status: "failed", kind: "crash", message: "killed" })),
    };
  },
};

Deno.test("an answer that arrives damaged fails the first of those that it is of, and ends the task", async () => {
  for (const count of [1, 2, 5]) {
    await using pool = new Pool({ name: "test", priority: 1, size: 1, transport: DAMAGING });
    const { columns, others } = await pool.computeMany({ ...REQUEST, count });
    deepEqual(columns, {});
    deepEqual([...others.keys()], [0]);
    const [failure] = others.values();
    equal(failure.message, "Cannot read the outputs: they arrived damaged");
  }
});

Deno.test("when a far side cannot be started, all that waits is told why, and so is what comes later", async () => {
  const transport: Transport<unknown, unknown> = {
    ...DAMAGING,
    start: () => {
      throw new Error("no more processes");
    },
  };
  await using pool = new Pool({ name: "test", priority: 1, size: 1, transport });
  const asked = [1, 2].map((count) => pool.computeMany({ ...REQUEST, count }));
  for (const reply of [...asked, pool.computeMany({ ...REQUEST, count: 1 })]) {
    await rejects(reply, /Cannot start a far side of scheme test: Error: no more processes/);
  }
});
