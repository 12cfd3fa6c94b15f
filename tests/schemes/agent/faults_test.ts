/** Nothing is lost and nothing is done twice, whatever breaks. Time is virtual, so that an outage of an hour takes none. */
import assert from "node:assert/strict";
import { setTimeout as realSleep } from "node:timers/promises";
import type { ComputeReply, ComputeRequest } from "../../../runtime/scheme/compute_request.ts";
import { UnknownOutcomeError } from "../../../runtime/scheme/execution_scheme.ts";
import { type Connection, type Door, DoorError } from "../../../schemes/agent/connection.ts";
import type { AgentOptions } from "../../../schemes/agent/far/agent.ts";
import { openFile, type OpenJournalFile, readJournal } from "../../../schemes/agent/far/journal.ts";
import { AgentScheme, type AgentSchemeOptions } from "../../../schemes/agent/near/agent_scheme.ts";
import { cutAfter, deafAfter, faultyDoor, MortalAgent, randomOf } from "../../support/faulty.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

function request(id: number, ms: number, isRepeatable: boolean): ComputeRequest {
  const definition = { source: { package: "org.test" }, namespace: "", name: `M${id}` };
  return { work: { definition }, inputs: { id, ms, filling: "x".repeat(200) }, isRepeatable };
}

interface Outcome {
  readonly id: number;
  readonly isRepeatable: boolean;
  readonly value?: unknown;
  readonly error?: unknown;
}

/** Asks for so many at random times; gives what came of each. */
async function askAll(scheme: AgentScheme, count: number, random: () => number): Promise<Outcome[]> {
  return await Promise.all(Array.from({ length: count }, async (_, id) => {
    const isRepeatable = random() < 0.5;
    const ms = random() * 4000;
    const pause = random() * 5000;
    if (id > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    try {
      const reply = await scheme.compute(request(id, ms, isRepeatable));
      assert.equal(reply.status, "completed");
      return { id, isRepeatable, value: reply.status === "completed" && reply.outputs.value };
    } catch (error) {
      return { id, isRepeatable, error };
    }
  }));
}

const COUNT = 12;

/** The same accidents for the same seed, those of pauses too. */
function withRandom(random: () => number): Disposable {
  const real = Math.random;
  Math.random = random;
  return { [Symbol.dispose]: () => void (Math.random = real) };
}

async function run(seed: number, { kills, outageMs = 0 }: { kills: boolean; outageMs?: number }): Promise<void> {
  const random = randomOf(seed);
  const clock = new VirtualClock();
  using _ = withRandom(randomOf(seed + 1000));
  await clock.run(async () => {
    await using mortal = new MortalAgent();
    let isReached = false;
    const outage = 1000 + random() * 4000;
    const isShut = (): boolean => clock.now > outage && clock.now < outage + outageMs;
    const inner = faultyDoor(mortal, random, isShut);
    const door = {
      ...inner,
      open: async (signal: AbortSignal) => {
        // The first lasts as long as it takes to know each other: an agent that was never reached is not waited for.
        const first = (): Connection => cutAfter(mortal.connect(), 3000 + random() * 4000, 3000 + random() * 4000);
        const connection = isReached ? await inner.open(signal) : first();
        isReached = true;
        return connection;
      },
    };
    const scheme = new AgentScheme({ name: "ssh", priority: 50, door });
    const killAt = kills ? [random() * 6000, random() * 6000] : [];
    const timers = killAt.map((at) => setTimeout(() => mortal.kill(), at));
    const outcomes = await askAll(scheme, COUNT, random);
    for (const timer of timers) clearTimeout(timer);
    await scheme[Symbol.asyncDispose]();
    check(seed, outcomes, mortal, kills);
  });
}

function check(seed: number, outcomes: readonly Outcome[], { ledger }: MortalAgent, kills: boolean): void {
  for (const { id, isRepeatable, value, error } of outcomes) {
    const [begun, done] = [ledger.begun.get(id) ?? 0, ledger.done.get(id) ?? 0];
    const what = `seed ${seed}, request ${id}`;
    if (error === undefined) assert.equal(value, id * 2, what);
    else assert.ok(kills && !isRepeatable && error instanceof UnknownOutcomeError, `${what}: ${error}`);
    if (!isRepeatable || !kills) assert.equal(begun, 1, `${what} was begun ${begun} times`);
    if (error === undefined) assert.ok(done >= 1, what);
  }
}

const SEEDS = 200;

Deno.test(`connections that are cut in the midst of frames lose nothing and double nothing: ${SEEDS} seeds`, async () => {
  for (let seed = 0; seed < SEEDS; seed++) await run(seed, { kills: false });
});

Deno.test(`agents that are killed double nothing, and what is unknown is said: ${SEEDS} seeds`, async () => {
  for (let seed = 0; seed < SEEDS; seed++) await run(seed, { kills: true });
});

Deno.test("an outage of an hour is survived", async () => {
  for (let seed = 0; seed < 20; seed++) await run(seed, { kills: false, outageMs: 3_600_000 });
});

/** A scheme at a mortal agent, by virtual time. */
async function inVirtualTime(
  body: (
    mortal: MortalAgent,
    open: (more?: Partial<AgentSchemeOptions>) => AgentScheme,
    clock: VirtualClock,
  ) => Promise<void>,
  options: Partial<AgentOptions> = {},
): Promise<void> {
  const clock = new VirtualClock(5);
  await clock.run(async () => {
    await using mortal = new MortalAgent(options);
    const door: Door = { place: "memory", open: () => Promise.resolve(mortal.connect()) };
    await body(mortal, (more) => new AgentScheme({ name: "ssh", priority: 50, door, ...more }), clock);
  });
}

/** Asks, and does something once the request is begun. */
async function interrupted(
  scheme: AgentScheme,
  asked: ComputeRequest,
  act: () => void,
  signal?: AbortSignal,
): Promise<ComputeReply> {
  let isBegun = false;
  return await scheme.compute(asked, {
    signal,
    observe: ({ kind }) => {
      if (kind !== "printed" || isBegun) return;
      isBegun = true;
      act();
    },
  });
}

Deno.test("an agent that is killed in the midst of work: what may be repeated is, all else is unknown and named", () =>
  inVirtualTime(async (mortal, open) => {
    await using scheme = open();
    const asks = [request(1, 1000, true), request(2, 1000, false)];
    const [first, second] = await Promise.allSettled(
      asks.map((asked, i) =>
        interrupted(scheme, asked, i === 0 ? () => setTimeout(() => mortal.kill(), 100) : () => {})
      ),
    );
    assert.equal(first.status === "fulfilled" && first.value.status, "completed");
    assert.ok(second.status === "rejected" && second.reason instanceof UnknownOutcomeError);
    assert.match(second.reason.message, /^Cannot tell what became of module M2: the agent of memory was started anew/);
    assert.deepEqual([mortal.ledger.begun.get(1), mortal.ledger.begun.get(2)], [2, 1]);
  }));

Deno.test("a machine that was started anew: what its agent does not know of may have run all the same", () =>
  inVirtualTime(async (mortal, open) => {
    await using scheme = open();
    // A crash of the machine takes what was not on the disk yet: here, the journal as a whole.
    const act = (): void =>
      void setTimeout(() => {
        for (const { name } of Deno.readDirSync(`${mortal.folder}/journals`)) {
          Deno.removeSync(`${mortal.folder}/journals/${name}`);
        }
        mortal.kill({ boot: "second" });
      }, 100);
    await assert.rejects(interrupted(scheme, request(2, 1000, false), act), UnknownOutcomeError);
    assert.equal(mortal.ledger.begun.get(2), 1);
  }));

Deno.test("an agent that answers in the place of the one that is known is not the one that is wanted", () =>
  inVirtualTime(async (mortal, _, clock) => {
    await using other = new MortalAgent();
    let isMoved = false;
    const door: Door = { place: "memory", open: () => Promise.resolve((isMoved ? other : mortal).connect()) };
    await using scheme = new AgentScheme({ name: "ssh", priority: 50, door });
    const reply = interrupted(scheme, request(3, 10_000, false), () => {
      setTimeout(() => {
        isMoved = true;
        mortal.cut();
      }, 100);
      setTimeout(() => isMoved = false, 60_000);
    });
    assert.equal((await reply).status, "completed");
    assert.ok(clock.now >= 60_000);
    assert.deepEqual([mortal.ledger.begun.get(3), other.ledger.begun.size], [1, 0]);
  }));

Deno.test("an agent that stays out of reach: patience ends, and what it was asked is unknown", () =>
  inVirtualTime(async (mortal) => {
    let isShut = false;
    const door: Door = {
      place: "memory",
      open: () => isShut ? Promise.reject(new DoorError("no route to host", true)) : Promise.resolve(mortal.connect()),
    };
    await using scheme = new AgentScheme({ name: "ssh", priority: 50, door, patienceMs: 600_000 });
    const shut = (): void => {
      isShut = true;
      mortal.cut();
    };
    await assert.rejects(interrupted(scheme, request(1, 1000, false), () => setTimeout(shut, 100)), (error: Error) => {
      assert.match(error.message, /^Cannot tell what became of module M1: .* out of reach \(no route to host\)$/);
      return error instanceof UnknownOutcomeError;
    });
    await assert.rejects(
      scheme.compute(request(2, 1, false)),
      /^SchemeError: Cannot compute at memory: no route to host$/,
    );
    isShut = false;
    assert.equal((await scheme.compute(request(3, 1, false))).status, "completed");
  }));

Deno.test("a connection that nobody hears at the other end is taken for dead, and made again", () =>
  inVirtualTime(async (mortal, _, clock) => {
    let connections = 0;
    const door: Door = {
      place: "memory",
      open: () => Promise.resolve(++connections === 1 ? deafAfter(mortal.connect(), 3000) : mortal.connect()),
    };
    await using scheme = new AgentScheme({ name: "ssh", priority: 50, door });
    const reply = await scheme.compute(request(1, 5000, false));
    assert.equal(reply.status, "completed");
    assert.equal(connections, 2);
    assert.ok(clock.now >= 20_000 && mortal.ledger.begun.get(1) === 1);
  }));

Deno.test("what was cancelled is told when the agent confirms it, and is unknown when it does not", () =>
  inVirtualTime(async (mortal, open) => {
    await using scheme = open();
    const first = new AbortController();
    const stopped = interrupted(
      scheme,
      request(1, 60_000, false),
      () => first.abort(new Error("not wanted")),
      first.signal,
    );
    await assert.rejects(stopped, /^Error: not wanted$/);
    assert.equal(mortal.ledger.done.get(1), undefined);
    const second = new AbortController();
    const lost = interrupted(scheme, request(2, 60_000, false), () => {
      mortal.freeze();
      second.abort(new Error("not wanted"));
    }, second.signal);
    await assert.rejects(lost, (error: Error) => {
      assert.match(error.message, /^Cannot tell whether module M2 has ended/);
      return error instanceof UnknownOutcomeError;
    });
  }));

Deno.test("on a full disk an agent begins nothing, and says so; what it has done it still tells", () => {
  let isFull = false;
  const openJournalFile: OpenJournalFile = (path, isNew) => {
    const file = openFile(path, isNew);
    return {
      writeSync: (bytes) => {
        if (!isFull) return file.writeSync(bytes);
        file.writeSync(bytes.subarray(0, 7)); // what there was room for
        throw new Error("No space left on device");
      },
      truncateSync: (length) => file.truncateSync(length),
      syncData: () => Promise.resolve(),
      [Symbol.dispose]: () => file[Symbol.dispose](),
    };
  };
  return inVirtualTime(async (mortal, open) => {
    await using scheme = open();
    const reply = await interrupted(scheme, request(1, 1000, false), () => isFull = true);
    assert.equal(reply.status, "completed");
    await assert.rejects(scheme.compute(request(2, 1, false)), /cannot record .*nothing: No space left on device/);
    assert.equal(mortal.ledger.begun.get(2), undefined);
    isFull = false;
    assert.equal((await scheme.compute(request(3, 1, false))).status, "completed");
    for (const { name } of Deno.readDirSync(`${mortal.folder}/journals`)) {
      assert.ok(readJournal(`${mortal.folder}/journals/${name}`) !== undefined, "the journal is whole");
    }
  }, { openJournalFile });
});

Deno.test("an agent forgets a caller that stays away, and stops what runs for it", () =>
  inVirtualTime(async (mortal, open, clock) => {
    const scheme = open({ patienceMs: 3_600_000 });
    scheme.compute(request(1, 7_200_000, false)).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 1000));
    mortal.cut({ forGood: true });
    assert.equal(mortal.agent.idleMs, 0);
    await new Promise((resolve) => setTimeout(resolve, 3_500_000));
    assert.equal(mortal.agent.idleMs, 0);
    // Folders are removed in real time.
    for (let i = 0; i < 500 && mortal.agent.idleMs === 0; i++) {
      await realSleep(10);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    assert.ok(mortal.agent.idleMs > 0 && clock.now > 3_600_000);
    assert.deepEqual([...Deno.readDirSync(`${mortal.folder}/journals`)], []);
    await scheme[Symbol.asyncDispose]();
  }));
