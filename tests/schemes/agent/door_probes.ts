/** What strangers and bad callers may try at the door of an agent: each probe, and what must come of it. */
import { createHash } from "node:crypto";
import { VERSION } from "../../../runtime/version.ts";
import { frame } from "../../../schemes/agent/doors/web_socket.ts";
import { makeNonce, proofOf } from "../../../schemes/agent/identity.ts";
import { PROTOCOL } from "../../../schemes/agent/protocol.ts";
import { frameBytes } from "../../../schemes/frames.ts";

/** What the door is, and what a bad caller may have found out. */
export interface Target {
  readonly port: number;
  readonly token: string;
  /** Who the agent is. */
  readonly agent: string;
}

/** Bytes that go to the port as they are; the answer begins with this status, or there is none (0). */
export interface RawProbe {
  readonly name: string;
  readonly raw: (target: Target) => Uint8Array | string;
  readonly status: number;
  /** It says less than is wanted: what ends it is that time is over. */
  readonly waits?: boolean;
}

/** Messages that go through a WebSocket; the nonce of the agent is known once it has greeted. `/regex/`: why it refuses. */
export interface SaidProbe {
  readonly name: string;
  readonly say: (target: Target, nonce: { readonly caller: string; readonly agent: string }) => readonly Step[];
  readonly refusal?: RegExp;
  /** It proves that it knows the token: a session is opened. */
  readonly opens?: boolean;
}

/** A message, or bytes; `greeted`: only once the agent has greeted. */
export type Step = Uint8Array | { readonly message: object; readonly greeted?: boolean };

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A request that would be let in, with changes; undefined leaves a header out. */
function request(
  { port }: Target,
  changes: Readonly<Record<string, string | undefined>> = {},
  line = "GET /agent HTTP/1.1",
): string {
  const headers = {
    Host: `127.0.0.1:${port}`,
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    ...changes,
  };
  const lines = Object.entries(headers).flatMap(([name, value]) => value === undefined ? [] : [`${name}: ${value}`]);
  return `${[line, ...lines].join("\r\n")}\r\n\r\n`;
}

const raw = (name: string, status: number, make: RawProbe["raw"]): RawProbe => ({ name, status, raw: make });

const waiting = (probe: RawProbe): RawProbe => ({ ...probe, waits: true });

/** A frame of WebSocket right behind a good request: the 101 comes, and then nothing but the end. */
const behind = (name: string, more: Uint8Array): RawProbe =>
  raw(name, 101, (target) => {
    const head = bytes(request(target));
    const all = new Uint8Array(head.length + more.length);
    all.set(head);
    all.set(more, head.length);
    return all;
  });

const masked = (opcode: number, content: Uint8Array): Uint8Array => frame(opcode, content, "client");

/** Of HTTP and WebSocket. */
export const RAW_PROBES: readonly RawProbe[] = [
  raw("asks for another path", 404, (target) => request(target, {}, "GET / HTTP/1.1")),
  raw("asks for a path below", 404, (target) => request(target, {}, "GET /agent/x HTTP/1.1")),
  raw("adds a question", 404, (target) => request(target, {}, "GET /agent?token=a HTTP/1.1")),
  raw("hides the path", 404, (target) => request(target, {}, "GET /%61gent HTTP/1.1")),
  raw("climbs", 404, (target) => request(target, {}, "GET /../../agent HTTP/1.1")),
  raw("names a whole URL", 404, (target) => request(target, {}, `GET http://127.0.0.1:${target.port}/agent HTTP/1.1`)),
  raw("posts", 405, (target) => request(target, {}, "POST /agent HTTP/1.1")),
  raw("deletes", 405, (target) => request(target, {}, "DELETE /agent HTTP/1.1")),
  raw("asks for options", 405, (target) => request(target, {}, "OPTIONS /agent HTTP/1.1")),
  raw("traces", 405, (target) => request(target, {}, "TRACE /agent HTTP/1.1")),
  raw("does not upgrade", 426, (target) => request(target, { Connection: undefined, Upgrade: undefined })),
  raw(
    "does not upgrade, elsewhere",
    404,
    (target) => request(target, { Connection: undefined, Upgrade: undefined }, "GET /etc/passwd HTTP/1.1"),
  ),
  raw("wants another protocol", 426, (target) => request(target, { Upgrade: "h2c" })),
  raw("wants an old WebSocket", 426, (target) => request(target, { "Sec-WebSocket-Version": "8" })),
  raw("has no key", 400, (target) => request(target, { "Sec-WebSocket-Key": undefined })),
  raw("has a key that is none", 400, (target) => request(target, { "Sec-WebSocket-Key": "short" })),
  raw("has a body", 400, (target) => request(target, { "Content-Length": "5" }) + "hello"),
  raw("has a body in chunks", 400, (target) => request(target, { "Transfer-Encoding": "chunked" }) + "0\r\n\r\n"),
  raw("names another host", 421, (target) => request(target, { Host: "evil.example" })),
  raw("names another host with this port", 421, (target) => request(target, { Host: `evil.example:${target.port}` })),
  raw("names the host with another port", 421, (target) => request(target, { Host: "127.0.0.1:1" })),
  raw("names a user before the host", 421, (target) => request(target, { Host: `a@127.0.0.1:${target.port}` })),
  raw("names no host", 421, (target) => request(target, { Host: undefined })),
  raw("comes from a page", 403, (target) => request(target, { Origin: "https://evil.example" })),
  raw(
    "comes from a page of this machine",
    403,
    (target) => request(target, { Origin: `http://127.0.0.1:${target.port}` }),
  ),
  raw("comes from a page that does not say which", 403, (target) => request(target, { Origin: "null" })),
  raw("comes from an empty page", 403, (target) => request(target, { Origin: "" })),
  raw("has a long header", 0, (target) => request(target, { Long: "x".repeat(20_000) })),
  raw("has a long path", 0, (target) => request(target, {}, `GET /${"x".repeat(20_000)} HTTP/1.1`)),
  raw("speaks no HTTP", 0, () => "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
  raw("speaks frames at once", 0, () => frameBytes({ kind: "hello" })[0]),
  raw("folds a header", 0, (target) => request(target, { Host: "127.0.0.1\r\n\tevil" })),
  waiting(raw("says nothing", 0, () => "")),
  waiting(raw("stops within the head", 0, (target) => request(target).slice(0, 40))),
  behind("does not mask", Uint8Array.of(0x82, 0x05, 0x41, 0x41, 0x41, 0x41, 0x41)),
  behind("sends a text", masked(1, bytes("hello"))),
  behind("sets bits that are reserved", Uint8Array.of(0xf2, 0x81, 0, 0, 0, 0, 0x41)),
  behind("says that it sends 2^62 bytes", Uint8Array.of(0x82, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4)),
  behind("sends a long ping", Uint8Array.of(0x89, 0xfe, 0x10, 0x00, 1, 2, 3, 4)),
  behind("closes at once", masked(8, new Uint8Array())),
  waiting(behind("says nothing then", new Uint8Array())),
];

const hello = { kind: "hello", protocol: PROTOCOL, vt: VERSION };
const greeting = (nonce: string): Step => ({ message: { ...hello, nonce } });

const GOOD_OPEN = {
  kind: "open",
  session: "0".repeat(32),
  pool: { scheme: "process" },
  keepMs: 1000,
};

const WRONG_TOKEN = /^The token is wrong, or missing$/;
const UNEXPECTED = /^The caller does not say what is expected$/;

/** Says hello, and then opens with these changes. */
const opens = (
  name: string,
  refusal: RegExp,
  change: (target: Target, nonces: { readonly caller: string; readonly agent: string }) => object,
): SaidProbe => ({
  name,
  refusal,
  say: (target, nonces) => [
    greeting(nonces.caller),
    { greeted: true, message: { ...GOOD_OPEN, ...change(target, nonces) } },
  ],
});

const proven = (target: Target, nonces: { readonly caller: string; readonly agent: string }): { proof: string } => ({
  proof: proofOf(target.token, target.agent, nonces),
});

/** Opens as who is let in, and then says something that no caller says. */
const abuses = (name: string, ...messages: readonly object[]): SaidProbe => ({
  name,
  opens: true,
  say: (target, nonces) => [
    greeting(nonces.caller),
    { greeted: true, message: { ...GOOD_OPEN, session: makeNonce().slice(0, 32), ...proven(target, nonces) } },
    { greeted: true, message: { kind: "resume", isResumed: false, heard: 0, waiting: [] } },
    ...messages.map((message) => ({ greeted: true, message })),
  ],
});

/** Opens as who is let in, and then does not say where it stopped. */
const resumes = (name: string, resume: object): SaidProbe => ({
  name,
  opens: true,
  say: (target, nonces) => [
    greeting(nonces.caller),
    { greeted: true, message: { ...GOOD_OPEN, session: makeNonce().slice(0, 32), ...proven(target, nonces) } },
    { greeted: true, message: { kind: "resume", ...resume } },
  ],
});

const HASH = createHash("sha256").update("").digest("hex");
const treeOf = (url: string): object => {
  const id = createHash("sha256").update(`${HASH} ${url}\n`).digest("hex");
  return { kind: "tree", id, files: [{ url, hash: HASH }] };
};
const head = (length: number): Uint8Array => {
  const made = new Uint8Array(4);
  new DataView(made.buffer).setUint32(0, length);
  return made;
};

/** Of what is said inside. */
export const SAID_PROBES: readonly SaidProbe[] = [
  { name: "sends what is no frame", say: () => [bytes("GET / HTTP/1.1\r\n\r\n")] },
  { name: "says that a long frame comes", say: () => [head(20_000), new Uint8Array(20_000)] },
  { name: "sends a frame that is no JSON", say: () => [head(4), bytes("nope")] },
  { name: "sends a frame that is no message", say: () => [head(4), bytes("null")] },
  {
    name: "says that attachments come",
    say: () => [frameBytes(hello, [{ text: "1", paths: [], attachments: [new Uint8Array(9)] }])[0]],
  },
  { name: "nests deeply", say: () => [head(16_000), bytes(`${"[".repeat(8000)}${"]".repeat(8000)}`)] },
  {
    name: "computes at once",
    say: () => [{ message: { kind: "compute", works: [], requests: [] } }],
    refusal: UNEXPECTED,
  },
  { name: "opens at once", say: () => [{ message: GOOD_OPEN }], refusal: UNEXPECTED },
  {
    name: "is of another protocol",
    say: (_, { caller }) => [{ message: { ...hello, protocol: 99, nonce: caller } }],
    refusal: /both must be of one version$/,
  },
  {
    name: "is of another version",
    say: (_, { caller }) => [{ message: { ...hello, vt: "0.0.1", nonce: caller } }],
    refusal: /both must be of one version$/,
  },
  { name: "has a nonce that is none", say: () => [{ message: { ...hello, nonce: "short" } }], refusal: UNEXPECTED },
  { name: "has a nonce that is no text", say: () => [{ message: { ...hello, nonce: ["a"] } }], refusal: UNEXPECTED },
  {
    name: "greets twice",
    say: (_, { caller }) => [greeting(caller), { ...greeting(caller) as object, greeted: true } as Step],
    refusal: UNEXPECTED,
  },
  opens("has no proof", WRONG_TOKEN, () => ({})),
  opens("has an empty proof", WRONG_TOKEN, () => ({ proof: "" })),
  opens("sends the token itself", WRONG_TOKEN, ({ token }) => ({ proof: token })),
  opens("sends a proof that is no text", WRONG_TOKEN, () => ({ proof: { toString: "x" } })),
  opens("proves another token", WRONG_TOKEN, ({ agent }, nonces) => ({ proof: proofOf("other", agent, nonces) })),
  opens("proves an empty token", WRONG_TOKEN, ({ agent }, nonces) => ({ proof: proofOf("", agent, nonces) })),
  opens(
    "repeats the proof of another day",
    WRONG_TOKEN,
    (target, { caller }) => proven(target, { caller, agent: makeNonce() }),
  ),
  opens(
    "repeats the proof of another caller",
    WRONG_TOKEN,
    (target, { agent }) => proven(target, { caller: makeNonce(), agent }),
  ),
  opens(
    "proves it to another agent",
    WRONG_TOKEN,
    (target, nonces) => proven({ ...target, agent: "0".repeat(32) }, nonces),
  ),
  opens(
    "has a session that climbs",
    UNEXPECTED,
    (...known) => ({ ...proven(...known), session: "../../../../tmp/evil0000000000000" }),
  ),
  opens("has a session that is none", UNEXPECTED, (...known) => ({ ...proven(...known), session: 5 })),
  opens("wants to be kept for ever", UNEXPECTED, (...known) => ({ ...proven(...known), keepMs: 1e300 })),
  opens("wants a pool that is none", UNEXPECTED, (...known) => ({ ...proven(...known), pool: { scheme: "shell" } })),
  opens("wants no jobs", UNEXPECTED, (...known) => ({ ...proven(...known), pool: { scheme: "process", jobs: 0 } })),
  opens("has no pool", UNEXPECTED, (...known) => ({ ...proven(...known), pool: undefined })),
  resumes("waits for what is no key", { isResumed: false, heard: 0, waiting: ["1"] }),
  resumes("waits for no list", { isResumed: false, heard: 0, waiting: { length: 1e9 } }),
  resumes("has heard what is no number", { isResumed: false, heard: -1, waiting: [] }),
  resumes("does not say where it stopped", {}),
  abuses("says what nobody says", { kind: "rm -rf" }),
  abuses("names files above", treeOf("file:///../../evil.ts")),
  abuses("names files above in disguise", treeOf("file:///a/..%2f..%2fevil.ts")),
  abuses("names a file of nobody", treeOf("http://evil.example/a.ts")),
  abuses("names a tree that is none", { kind: "tree", id: "0".repeat(64), files: [] }),
  abuses("names a tree above", { kind: "tree", id: "../../evil", files: [] }),
  abuses("sends a part of what is no hash", { kind: "part", hash: "../../evil", at: 0, isLast: true }),
  abuses("sends a part behind a gap", { kind: "part", hash: HASH.replace(/^./, "0"), at: 5, isLast: true }),
  abuses("computes a work that it does not name", { kind: "compute", works: [], requests: [{ key: 1, work: 7 }] }),
];
