/** The door of an agent: whom it lets in, and what becomes of all others. */
import assert from "node:assert/strict";
import { InputError } from "../../../runtime/errors.ts";
import type { Connection, Door } from "../../../schemes/agent/connection.ts";
import { makeAuthority, makeCertificate } from "../../../schemes/agent/doors/certificate.ts";
import { httpDoor, type HttpOptions } from "../../../schemes/agent/doors/http.ts";
import { listen, type ListenOptions } from "../../../schemes/agent/doors/listen.ts";
import { makeNonce } from "../../../schemes/agent/identity.ts";
import { AgentScheme } from "../../../schemes/agent/near/agent_scheme.ts";
import { frameBytes, FrameReader } from "../../../schemes/frames.ts";
import { TestAgent } from "../../support/agents.ts";
import { LedgerPool } from "../../support/faulty.ts";
import { contract } from "../contract.ts";
import { RAW_PROBES, type RawProbe, SAID_PROBES, type SaidProbe, type Target } from "./door_probes.ts";

const TOKEN = makeNonce();
/** Milliseconds until who says nothing is let go: where that is waited for, and where it must not happen. */
const [SHORT_MS, LONG_MS] = [300, 60_000];

/** An agent that counts for how many it would compute. */
async function withDoor(
  body: (target: Target, pools: () => number, here: TestAgent) => Promise<void>,
  options: Partial<ListenOptions> = {},
  patienceMs = LONG_MS,
): Promise<void> {
  let pools = 0;
  await using here = new TestAgent({
    handshakeMs: patienceMs,
    openPool: () => {
      pools++;
      return new LedgerPool({ begun: new Map(), done: new Map() });
    },
  });
  const listening = { host: "127.0.0.1", port: 0, token: TOKEN, headMs: patienceMs, ...options };
  await using door = await listen(here.agent, listening);
  await body({ port: door.port, token: TOKEN, agent: here.agent.identity.name }, () => pools, here);
}

/** All that the port answers until it ends the connection. */
async function answerTo({ raw }: RawProbe, target: Target): Promise<string> {
  using socket = await Deno.connect({ hostname: "127.0.0.1", port: target.port });
  const sent = raw(target);
  await socket.write(typeof sent === "string" ? new TextEncoder().encode(sent) : sent);
  let text = "";
  const piece = new Uint8Array(65_536);
  try {
    for (let count = await socket.read(piece); count !== null; count = await socket.read(piece)) {
      text += new TextDecoder().decode(piece.subarray(0, count));
    }
  } catch {
    // It was cut.
  }
  return text;
}

Deno.test("what comes to the port of an agent and is no call is refused, and the connection ended", async (test) => {
  for (const [waits, patienceMs] of [[false, LONG_MS], [true, SHORT_MS]] as const) {
    await withDoor(
      async (target, pools) => {
        for (const probe of RAW_PROBES.filter((one) => (one.waits ?? false) === waits)) {
          await test.step(`who ${probe.name}`, async () => {
            const answer = await answerTo(probe, target);
            const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1] ?? 0);
            if (probe.status === 0) assert.ok(status === 0 || status === 400 || status === 408, answer);
            else assert.equal(status, probe.status, answer);
            assert.ok(!answer.includes("challenge") && !answer.includes(TOKEN));
            assert.equal(pools(), 0);
          });
        }
      },
      {},
      patienceMs,
    );
  }
});

/** Says what a probe says; gives what the agent says until it ends the connection. */
async function saidTo(probe: SaidProbe, target: Target, connection: Connection): Promise<Record<string, unknown>[]> {
  const writer = connection.writable.getWriter();
  const heard: Record<string, unknown>[] = [];
  const caller = makeNonce();
  const write = async (from: number, agent: string, isGreeted: boolean): Promise<number> => {
    const steps = probe.say(target, { caller, agent });
    let at = from;
    for (; at < steps.length; at++) {
      const step = steps[at];
      if (!(step instanceof Uint8Array) && step.greeted && !isGreeted) break;
      const pieces = step instanceof Uint8Array ? [step] : frameBytes(step.message);
      for (const bytes of pieces) await writer.write(bytes).catch(() => {});
    }
    return at;
  };
  let at = await write(0, "", false);
  const frames = new FrameReader();
  const reader = connection.readable.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      for (const { message } of frames.take(read.value)) {
        heard.push(message as Record<string, unknown>);
        if (heard.length === 1) at = await write(at, String(heard[0].nonce), true);
      }
    }
  } catch {
    // It was cut.
  }
  await reader.cancel().catch(() => {});
  await writer.abort().catch(() => {});
  connection.close();
  return heard;
}

Deno.test("who does not prove that it knows the token, or says what no caller says, is let go", async (test) => {
  for (const probe of SAID_PROBES) {
    await test.step(`who ${probe.name}`, async () => {
      await withDoor(async (target, pools, here) => {
        const connection = await httpDoor({ host: "127.0.0.1", port: target.port }).open(new AbortController().signal);
        const heard = await saidTo(probe, target, connection);
        if (probe.refusal !== undefined) {
          assert.match(String(heard.find(({ kind }) => kind === "refused")?.message), probe.refusal);
        }
        assert.equal(pools(), probe.opens ? 1 : 0);
        assert.equal(here.agent.callers, 0);
        const kept = [...Deno.readDirSync(here.folder)].map(({ name }) => name).sort();
        assert.deepEqual(kept, ["files", "identity.pem", "journals", "parts", "trees"]);
      });
    });
  }
});

Deno.test("an agent does not listen where that is not safe", async () => {
  await using here = new TestAgent();
  const certificate = "none";
  const unsafe: [Partial<ListenOptions>, RegExp][] = [
    [{ host: "0.0.0.0" }, /0\.0\.0\.0 is not this machine alone, and there is no certificate/],
    [{ host: "::" }, /is not this machine alone/],
    [{ host: "localhost.evil.example" }, /is not this machine alone/],
    [{ host: "127.0.0.1.evil.example" }, /is not this machine alone/],
    [{ token: "" }, /its token has 0 characters/],
    [{ token: "short" }, /its token has 5 characters/],
    [{ host: "0.0.0.0", token: "", tls: { certificate, key: "" } }, /its token has 0 characters/],
  ];
  for (const [changes, message] of unsafe) {
    await assert.rejects(
      listen(here.agent, { host: "127.0.0.1", port: 0, token: TOKEN, ...changes }),
      (error: Error) => {
        assert.match(error.message, message);
        return error instanceof InputError;
      },
    );
  }
});

const folder = Deno.makeTempDirSync({ prefix: "vt_door_" });
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
const authority = makeAuthority("vt agent of test");
const server = makeCertificate(authority, "vt agent of test", {
  name: "test",
  hosts: ["localhost", "127.0.0.1", "::1"],
});
const caller = makeCertificate(authority, "vt agent of test", { name: "caller", hosts: [] });
const other = makeAuthority("vt agent of test");
const otherCaller = makeCertificate(other, "vt agent of test", { name: "caller", hosts: [] });

function file(name: string, text: string): string {
  Deno.writeTextFileSync(`${folder}/${name}`, text, { mode: 0o600 });
  return `${folder}/${name}`;
}

const tokenFile = file("token", `${TOKEN}\n`);
const ca = file("ca.pem", authority.certificate);
const tls = { certificate: server.certificate, key: server.key };

/** What comes of a call over TLS. */
async function called(options: Partial<HttpOptions>, changes: Partial<ListenOptions> = {}): Promise<string> {
  let result = "";
  await withDoor(async ({ port }) => {
    const door = httpDoor({ host: "127.0.0.1", port, tokenFile, ca, ...options });
    await using scheme = new AgentScheme({ name: "http", priority: 60, door });
    const definition = { source: { package: "org.test" }, namespace: "", name: "M" };
    result = await scheme.compute({ work: { definition }, inputs: { id: 1, ms: 0 } }).then(
      ({ status }) => status,
      (error) => error.message,
    );
  }, { tls, ...changes });
  return result;
}

Deno.test("over TLS an agent lets in who trusts its authority and knows the token", async () => {
  assert.equal(await called({}), "completed");
  assert.equal(await called({ host: "localhost" }), "completed");
  assert.match(await called({ ca: file("other.pem", other.certificate) }), /Cannot be sure that this is 127\.0\.0\.1/);
  assert.match(await called({ tokenFile: undefined }), /The agent wants a token, and none is given/);
  assert.match(await called({ tokenFile: file("wrong", makeNonce()) }), /The token is wrong, or missing/);
  Deno.chmodSync(file("loose", TOKEN), 0o644);
  assert.match(await called({ tokenFile: `${folder}/loose` }), /others may read it; chmod 600/);
  assert.match(await called({ agent: "0".repeat(32) }), /Another agent answers/);
  const elsewhere = makeCertificate(authority, "vt agent of test", { name: "x", hosts: ["elsewhere.example"] });
  assert.match(
    await called({}, { tls: { certificate: elsewhere.certificate, key: elsewhere.key } }),
    /Cannot be sure that this is 127\.0\.0\.1/,
  );
});

Deno.test("an agent that wants certificates of its callers lets in nobody else", async () => {
  const callers = { tls: { ...tls, callers: authority.certificate } };
  const own = { cert: file("caller.pem", caller.certificate), key: file("caller-key.pem", caller.key) };
  assert.equal(await called(own, callers), "completed");
  assert.notEqual(await called({}, callers), "completed");
  const foreign = { cert: file("foreign.pem", otherCaller.certificate), key: file("foreign-key.pem", otherCaller.key) };
  assert.notEqual(await called(foreign, callers), "completed");
});

Deno.test("connections that say nothing keep nobody out, and end nobody who is in", () =>
  withDoor(async ({ port }) => {
    const way = httpDoor({ host: "127.0.0.1", port, tokenFile, ca });
    let opened = 0;
    const door: Door = { place: way.place, token: TOKEN, open: (signal) => (opened++, way.open(signal)) };
    const open = (): AgentScheme => new AgentScheme({ name: "http", priority: 60, door });
    const definition = { source: { package: "org.test" }, namespace: "", name: "M" };
    const status = async (scheme: AgentScheme, id: number): Promise<string> =>
      (await scheme.compute({ work: { definition }, inputs: { id, ms: 0 } })).status;
    await using friend = open();
    assert.equal(await status(friend, 1), "completed");
    const silent = await Promise.all(
      Array.from({ length: 300 }, () => Deno.connect({ hostname: "127.0.0.1", port })),
    );
    await using late = open();
    assert.equal(await status(late, 2), "completed");
    assert.equal(await status(friend, 3), "completed");
    assert.equal(opened, 2);
    for (const socket of silent) socket.close();
  }, { tls }));

contract("http", ({ size }) => {
  const here = new TestAgent({ jobs: size });
  const opened = listen(here.agent, { host: "127.0.0.1", port: 0, token: TOKEN, tls });
  const door = {
    place: "wss://127.0.0.1",
    token: TOKEN,
    open: async (signal: AbortSignal) => httpDoor({ host: "127.0.0.1", port: (await opened).port, ca }).open(signal),
  };
  const scheme = new AgentScheme({ name: "http", priority: 60, door });
  const close = scheme[Symbol.asyncDispose].bind(scheme);
  return Object.assign(scheme, {
    [Symbol.asyncDispose]: async (): Promise<void> => {
      await close();
      await (await opened)[Symbol.asyncDispose]();
      await here[Symbol.asyncDispose]();
    },
  });
}, { isElsewhere: true });
