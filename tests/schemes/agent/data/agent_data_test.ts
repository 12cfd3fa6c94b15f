/** Values and files at a real agent, over a connection that may break. */
import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import type { ComputeEvent, ComputeRequest } from "../../../../runtime/scheme/compute_request.ts";
import { RemoteValue } from "../../../../runtime/store/remote_value.ts";
import { PathValue } from "../../../../runtime/values.ts";
import type { Connection } from "../../../../schemes/agent/connection.ts";
import { AgentScheme } from "../../../../schemes/agent/near/agent_scheme.ts";
import { openSshScheme } from "../../../../schemes/agent/open_remote.ts";
import { memoryDoor, TestAgent } from "../../../support/agents.ts";
import { canMount } from "../../../support/executable.ts";
import { removeFolder } from "../../../support/remove_folder.ts";
import { SSHD, Sshd, SSHD_NOTICE } from "../../../support/sshd.ts";

const URL_OF_FILES = new URL("../../fixtures/files.ts", import.meta.url).href;
const MB = 2 ** 20;

/** What a module of the fixtures gives on its only port. */
function request(name: string, inputs: Record<string, unknown>): ComputeRequest {
  return { work: { definition: { source: { script: URL_OF_FILES }, namespace: "", name } }, inputs };
}

/** Bytes that were moved by a computation. */
class Moved {
  sent = 0;
  received = 0;
  readonly observe = (event: ComputeEvent): void => {
    if (event.kind !== "moved") return;
    this.sent += event.sent;
    this.received += event.received;
  };
}

async function outputs(scheme: AgentScheme, asked: ComputeRequest, options: object = {}): Promise<unknown> {
  const reply = await scheme.compute(asked, options);
  if (reply.status !== "completed") throw new Error(reply.message);
  return reply.outputs.value;
}

/** An agent and its caller, with a folder of each. */
class Pair implements AsyncDisposable {
  readonly far: TestAgent;
  readonly scheme: AgentScheme;
  readonly folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "vt_agent_data_" }));

  constructor(change?: (connection: Connection) => Connection, far = new TestAgent()) {
    this.far = far;
    const door = memoryDoor(() => this.far.agent, change);
    this.scheme = new AgentScheme({ name: "memory", priority: 50, door, dataDirectory: `${this.folder}/near` });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.scheme[Symbol.asyncDispose]();
    await this.far[Symbol.asyncDispose]();
    removeFolder(this.folder);
  }
}

Deno.test("a file goes to an agent once, and one that it makes comes back under its name", async () => {
  await using pair = new Pair();
  const path = `${pair.folder}/in.txt`;
  Deno.writeTextFileSync(path, "x".repeat(MB));
  for (const expected of [MB, 0]) {
    const moved = new Moved();
    const options = { observe: moved.observe };
    const made = await outputs(pair.scheme, request("Upper", { file: new PathValue(path) }), options) as PathValue;
    equal(Deno.readTextFileSync(made.name), "X".repeat(MB));
    ok(made.name.startsWith(`${pair.folder}/near/views/`) && made.name.endsWith("/upper.txt"), made.name);
    deepEqual({ ...moved }, { ...moved, sent: expected, received: expected });
  }
});

Deno.test("what stayed at an agent is taken by the next, and fetched when it is wanted", async () => {
  await using pair = new Pair();
  const moved = new Moved();
  const options = { mayStay: () => true, observe: moved.observe };
  const first = await outputs(pair.scheme, request("Bytes", { size: 8 * MB }), options);
  ok(first instanceof RemoteValue);
  const second = await outputs(pair.scheme, request("Reversed", { value: first }), options);
  ok(second instanceof RemoteValue);
  deepEqual([moved.sent, moved.received], [0, 0]);
  const value = await second.fetch() as Uint8Array;
  equal(value.length, 8 * MB);
  deepEqual([...value.subarray(0, 3)], [255, 254, 253]);
});

Deno.test("what a request with secrets gives comes at once, and stays nowhere", async () => {
  await using pair = new Pair();
  const asked = { ...request("Bytes", { size: MB }), secrets: { token: "abc" } };
  ok(await outputs(pair.scheme, asked, { mayStay: () => true }) instanceof Uint8Array);
  equal(filesBelow(`${pair.far.folder}/data`), 0);
});

Deno.test("a connection that breaks while values move is made again, and they go on", async () => {
  let breaks = 3;
  await using pair = new Pair((connection) => breaks-- > 0 ? breaking(connection, 3 * MB) : connection);
  const value = crypto.getRandomValues(new Uint8Array(65_536));
  const big = Array.from({ length: 128 }, () => value.slice());
  const moved = new Moved();
  const reversed = await outputs(pair.scheme, request("Same", { value: big }), { observe: moved.observe });
  deepEqual(reversed, big);
  ok(breaks <= 0, "it broke");
  ok(moved.sent >= 8 * MB && moved.sent < 12 * MB, `${moved.sent} bytes were read to be sent`);
});

Deno.test("an agent finds what it had before it was started anew", async () => {
  const first = new TestAgent();
  await using pair = new Pair(undefined, first);
  const remote = await outputs(pair.scheme, request("Bytes", { size: MB }), { mayStay: () => true }) as RemoteValue;
  await first.agent[Symbol.asyncDispose]();
  Object.assign(pair, { far: new TestAgent({ folder: first.folder }) });
  equal((await remote.fetch() as Uint8Array).length, MB);
  await pair.far.agent[Symbol.asyncDispose]();
  await first[Symbol.asyncDispose]();
});

Deno.test("a value that an agent has lost is said, and the next one is computed", async () => {
  await using pair = new Pair();
  const remote = await outputs(pair.scheme, request("Bytes", { size: MB }), { mayStay: () => true }) as RemoteValue;
  Deno.removeSync(`${pair.far.folder}/data/values`, { recursive: true });
  await rejects(pair.scheme.recall(remote), /it is not there any more/);
  const asked = outputs(pair.scheme, request("Reversed", { value: remote }));
  await rejects(asked, /^SchemeError: Cannot compute: its values cannot be brought to .*: it is not there any more$/);
  equal((await outputs(pair.scheme, request("Bytes", { size: MB })) as Uint8Array).length, MB);
});

Deno.test("a full disk at an agent is said, and nothing is damaged", { ignore: !await canMount() }, async () => {
  await using pair = new Pair();
  const data = `${pair.far.folder}/data`;
  Deno.mkdirSync(data, { recursive: true });
  await new Deno.Command("mount", { args: ["-t", "tmpfs", "-o", "size=4m,mode=700", "vt_test", data] }).output();
  try {
    const big = new Uint8Array(8 * MB);
    await rejects(
      outputs(pair.scheme, request("Same", { value: big })),
      /^SchemeError: Cannot compute: its values cannot be brought to .*: its disk is full$/,
    );
    await rejects(
      outputs(pair.scheme, request("Bytes", { size: 8 * MB })),
      /^Error: Cannot send back what was computed: the value of output port 'value' cannot be kept: the disk is full$/,
    );
    equal(filesBelow(data), 0);
    equal((await outputs(pair.scheme, request("Bytes", { size: MB })) as Uint8Array).length, MB);
  } finally {
    await pair.scheme[Symbol.asyncDispose]();
    await new Deno.Command("umount", { args: [data] }).output();
  }
});

Deno.test("an agent that confines modules does not read for them what they may not read", async () => {
  const place = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "vt_confined_" }));
  await using pair = new Pair(undefined, new TestAgent({ confinedTo: place }));
  const named = async (path: string): Promise<PathValue> =>
    await outputs(pair.scheme, request("Names", { path })) as PathValue;
  Deno.writeTextFileSync(`${place}/own.txt`, "own");
  equal(Deno.readTextFileSync((await named(`${place}/own.txt`)).name), "own");
  deepEqual(await named("/etc/passwd"), new PathValue("/etc/passwd"));
  Deno.symlinkSync("/etc/passwd", `${place}/link`);
  deepEqual(await named(`${place}/link`), new PathValue(`${place}/link`));
  Deno.mkdirSync(`${place}/folder`);
  Deno.symlinkSync("/etc/passwd", `${place}/folder/link`);
  await rejects(named(`${place}/folder`), /names .*\/folder\/link, which modules here may not read/);
  equal(filesBelow(`${pair.far.folder}/data/values`), 1);
  Deno.removeSync(place, { recursive: true });
});

Deno.test(`files go through a real ssh both ways${SSHD_NOTICE}`, { ignore: SSHD === undefined }, async () => {
  await using sshd = await Sshd.start();
  sshd.installVt();
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "vt_agent_data_" }));
  const options = { host: "one", config: sshd.config, dataDirectory: `${folder}/near` };
  try {
    await using scheme = openSshScheme(options);
    Deno.writeTextFileSync(`${folder}/in.txt`, "lines\n".repeat(100_000));
    const asked = request("Upper", { file: new PathValue(`${folder}/in.txt`) });
    const made = await outputs(scheme as AgentScheme, asked) as PathValue;
    equal(Deno.readTextFileSync(made.name), "LINES\n".repeat(100_000));
    match(made.name, /\/near\/views\/.*\/upper\.txt$/);
    equal(sshd.connections, 1);
  } finally {
    removeFolder(folder);
  }
});

/** A connection that is cut when so many bytes have gone out. */
function breaking(connection: Connection, after: number): Connection {
  let left = after;
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform(bytes, controller): void {
      left -= bytes.length;
      if (left < 0) connection.close();
      else controller.enqueue(bytes);
    },
  });
  counting.readable.pipeTo(connection.writable).catch(() => {});
  return { ...connection, writable: counting.writable };
}

function filesBelow(folder: string): number {
  let count = 0;
  const waiting = [folder];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const { name, isDirectory } of isThere(at) ? Deno.readDirSync(at) : []) {
      if (isDirectory) waiting.push(`${at}/${name}`);
      else count++;
    }
  }
  return count;
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
