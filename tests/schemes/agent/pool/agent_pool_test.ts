import { deepEqual, equal, match, rejects } from "node:assert/strict";
import type { ComputeManyReply, ComputeManyRequest } from "../../../../runtime/scheme/compute_request.ts";
import { type ComputeOptions, SchemeError, UnknownOutcomeError } from "../../../../runtime/scheme/execution_scheme.ts";
import { AgentPool } from "../../../../schemes/agent/pool/agent_pool.ts";
import { type AgentOfPool, Member } from "../../../../schemes/agent/pool/member.ts";

interface Begun {
  readonly request: ComputeManyRequest;
  readonly options: ComputeOptions;
  readonly settled: PromiseWithResolvers<ComputeManyReply>;
}

/** An agent that computes nothing until the test says so. */
class FakeAgent implements AgentOfPool {
  readonly name = "fake";
  readonly priority = 50;
  readonly begun: Begun[] = [];
  onReached = (): void => {};
  state = { isOpen: true, slots: 2, machine: { name: "fake", ram: 1000 * 2 ** 20 } as never };
  bytes = 0;

  compute(): never {
    throw new Error("not asked so");
  }

  computeMany(request: ComputeManyRequest, options: ComputeOptions = {}): Promise<ComputeManyReply> {
    const settled = Promise.withResolvers<ComputeManyReply>();
    options.signal?.addEventListener("abort", () => settled.reject(options.signal!.reason));
    this.begun.push({ request, options, settled });
    return settled.promise;
  }

  bytesThere(): number {
    return this.bytes;
  }

  /** Ends the first that has begun, each of its numbers with what it was given. */
  finish(ms = 1000): void {
    const { request, settled } = this.begun.shift()!;
    const n = request.columns.n ?? [request.inputs.n];
    settled.resolve({ columns: { n }, others: new Map(), ms: ms * request.count });
  }

  fail(error: unknown): void {
    this.begun.shift()!.settled.reject(error);
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

function poolOf(...agents: readonly [FakeAgent, ...FakeAgent[]]): AgentPool {
  const members = agents.map((agent, at) => new Member(`m${at}`, agent, new Set(at === 0 ? ["gpu"] : [])));
  return new AgentPool({ name: "fake", priority: 50, annotations: { target: "lab" }, members });
}

function request(n: number, rest: Partial<ComputeManyRequest> = {}): ComputeManyRequest {
  const work = { definition: { source: { package: "test" }, namespace: "", name: `Work` } };
  return { work, inputs: { n }, columns: {}, count: 1, isRepeatable: true, ...rest };
}

function many(count: number): ComputeManyRequest {
  return { ...request(0), inputs: {}, count, columns: { n: Array.from({ length: count }, (_, n) => n) } };
}

/** Lets all that is ready happen. */
async function turn(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

/** What agents have been given, by their numbers. */
function given(...agents: readonly FakeAgent[]): (number | unknown)[][] {
  return agents.map(({ begun }) => begun.flatMap(({ request }) => request.columns.n ?? [request.inputs.n]));
}

Deno.test("what is asked goes to the least loaded, and waits when all are full", async () => {
  const [a, b] = [new FakeAgent(), new FakeAgent()];
  await using pool = poolOf(a, b);
  const replies = [1, 2, 3, 4, 5].map((n) => pool.computeMany(request(n)));
  await turn();
  deepEqual(given(a, b), [[1, 3], [2, 4]]);
  b.finish();
  await turn();
  deepEqual(given(a, b), [[1, 3], [4, 5]]);
  for (const agent of [a, a, b, b]) agent.finish();
  deepEqual((await Promise.all(replies)).map(({ columns }) => columns.n), [[1], [2], [3], [4], [5]]);
});

Deno.test("of equally loaded agents the one goes first that has the data", async () => {
  const [a, b] = [new FakeAgent(), new FakeAgent()];
  b.bytes = 1_000_000;
  await using pool = poolOf(a, b);
  const reply = pool.computeMany(request(1));
  await turn();
  deepEqual(given(a, b), [[], [1]]);
  b.finish();
  await reply;
});

Deno.test("a slow agent holds nothing that a free one could take", async () => {
  const [slow, fast] = [new FakeAgent(), new FakeAgent()];
  await using pool = poolOf(slow, fast);
  const reply = pool.computeMany(many(40));
  await turn();
  let most = 0;
  for (let rounds = 0; fast.begun.length > 0; rounds++) {
    most = Math.max(most, given(slow)[0].length);
    fast.finish();
    await turn();
  }
  equal(most, 2, "no more than it has slots");
  while (slow.begun.length > 0) slow.finish();
  deepEqual((await reply).columns.n, Array.from({ length: 40 }, (_, n) => n));
});

Deno.test("what takes no time goes out many at a time", async () => {
  const [a, b] = [new FakeAgent(), new FakeAgent()];
  await using pool = poolOf(a, b);
  const reply = pool.computeMany(many(10_000));
  let calls = 0;
  for (await turn(); a.begun.length + b.begun.length > 0; await turn()) {
    for (const agent of [a, b]) {
      while (agent.begun.length > 0) {
        calls++;
        agent.finish(0.01);
      }
    }
  }
  equal((await reply).columns.n.length, 10_000);
  equal(calls < 60, true, `${calls} calls`);
});

Deno.test("cores, memory and labels are heeded", async () => {
  const [a, b] = [new FakeAgent(), new FakeAgent()];
  await using pool = poolOf(a, b);
  const replies = [
    pool.computeMany(request(1, { cpus: 2 })),
    pool.computeMany(request(2, { labels: ["gpu"] })),
    pool.computeMany(request(3, { memoryMb: 900 })),
    pool.computeMany(request(4, { memoryMb: 900 })),
  ];
  await turn();
  deepEqual(given(a, b), [[1], [3]], "1 takes both cores of the first, which alone has the label; 4 finds no memory");
  a.finish();
  await turn();
  deepEqual(given(a, b), [[2, 4], [3]]);
  for (const agent of [a, a, b]) agent.finish();
  await Promise.all(replies);
  for (
    const [rest, why] of [
      [{ cpus: 3 }, /Cannot compute at lab: m0: it computes 2 at a time, 3 cores are wanted; m1: /],
      [{ memoryMb: 1001 }, /m1: it has 1000 MB of memory, 1001 are wanted/],
      [{ labels: ["fpga"] }, /m0: it has no label fpga; m1: it has no label fpga/],
    ] as const
  ) await rejects(pool.computeMany(request(9, rest)), why);
});

Deno.test("what takes much is not passed for ever", async () => {
  const a = new FakeAgent();
  await using pool = poolOf(a);
  const small = Array.from({ length: 100 }, (_, n) => pool.computeMany(request(n)));
  await turn();
  const big = pool.computeMany(request(1000, { cpus: 2 }), { pathLength: 1 });
  let before = 0;
  for (await turn(); !given(a)[0].includes(1000); await turn()) {
    a.finish();
    before++;
  }
  equal(before < 30, true, `${before} went before it`);
  for (; a.begun.length > 0; await turn()) a.finish();
  await Promise.all([...small, big]);
});

Deno.test("the first failure ends a loop, in the order of its numbers", async () => {
  const [a, b] = [new FakeAgent(), new FakeAgent()];
  await using pool = poolOf(a, b);
  const reply = pool.computeMany(many(8));
  await turn();
  const [{ request: { columns }, settled }] = b.begun.splice(0, 1);
  const failure = { status: "failed", kind: "module", message: "no" } as const;
  settled.resolve({ columns: {}, others: new Map([[0, failure]]), ms: 1 });
  await turn();
  const limit = Number(columns.n[0]);
  for (; a.begun.length > 0; await turn()) a.finish();
  const { columns: { n }, others } = await reply;
  deepEqual(others.get(limit), failure);
  deepEqual(n.slice(0, limit), Array.from({ length: limit }, (_, at) => at));
});

Deno.test("an agent that cannot be reached is passed over; what may have been begun there is not begun again", async () => {
  const [away, there] = [new FakeAgent(), new FakeAgent()];
  await using pool = poolOf(away, there);
  const reply = pool.computeMany(request(1));
  await turn();
  away.state = { ...away.state, isOpen: false };
  away.fail(new SchemeError("Cannot compute at host away: no route"));
  await turn();
  deepEqual(given(away, there), [[], [1]]);
  there.finish();
  deepEqual((await reply).columns.n, [1]);
  const doubted = pool.computeMany(request(2));
  await turn();
  there.state = { ...there.state, isOpen: false };
  there.fail(new UnknownOutcomeError("Cannot tell what became of it"));
  await rejects(doubted, UnknownOutcomeError);
});

Deno.test("a request that is cancelled is taken from all agents", async () => {
  const [a, b] = [new FakeAgent(), new FakeAgent()];
  await using pool = poolOf(a, b);
  const abort = new AbortController();
  const reply = pool.computeMany(many(10), { signal: abort.signal });
  await turn();
  abort.abort(new Error("enough"));
  await rejects(reply, /enough/);
  equal([...a.begun, ...b.begun].every(({ options }) => options.signal!.aborted), true);
  match(String([...a.begun, ...b.begun][0].options.signal!.reason), /Not wanted any more/);
});

Deno.test("an agent that turns out to have more slots is given more", async () => {
  const a = new FakeAgent();
  a.state = { ...a.state, slots: 1 };
  await using pool = poolOf(a);
  const replies = [1, 2, 3].map((n) => pool.computeMany(request(n)));
  await turn();
  deepEqual(given(a), [[1]]);
  a.state = { ...a.state, slots: 3 };
  a.onReached();
  await turn();
  deepEqual(given(a), [[1, 2, 3]]);
  for (const _ of replies) a.finish();
  await Promise.all(replies);
});
