import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { Tuple } from "../../../../runtime/python/tuple.ts";
import { RemoteValue } from "../../../../runtime/store/remote_value.ts";
import { PathValue } from "../../../../runtime/values.ts";
import { keepColumns, receiveValues } from "../../../../schemes/agent/data/far_data.ts";
import type { CallValues } from "../../../../schemes/messages.ts";
import { DataLine } from "../../../support/data_line.ts";

const MB = 2 ** 20;

/** What the far side sees of the values of a call. */
async function sent(line: DataLine, inputs: Record<string, unknown>, columns: CallValues[2] = {}): Promise<CallValues> {
  const { values, sent, held } = await line.near.send([inputs, undefined, columns, undefined]);
  using _ = held;
  await receiveValues(values, sent, { end: line.far, folder: line.farFolder });
  return values;
}

/** What the near side has of outputs of the far side. */
async function returned(line: DataLine, outputs: Record<string, unknown>, mayStay = true): Promise<unknown> {
  const lists = Object.fromEntries(Object.entries(outputs).map(([port, value]) => [port, [value]]));
  const { columns, kept } = await keepColumns(lists, line.farFolder);
  await line.near.receive(columns, kept, { mayStay: () => mayStay });
  return Object.values(columns)[0][0];
}

Deno.test("small values go as they are", async () => {
  using line = new DataLine();
  const [inputs] = await sent(line, { n: 5, text: "a", list: [1, 2] });
  deepEqual(inputs, { n: 5, text: "a", list: [1, 2] });
  deepEqual(line.moved, { out: 0, back: 0 });
  equal(line.said.length, 0);
});

Deno.test("big values go by their hash, once, wherever they stand", async () => {
  using line = new DataLine();
  const array = crypto.getRandomValues(new Uint8Array(60_000));
  const big = new Tuple([array, array, "and", [new Map([["key", 1n]])]]);
  deepEqual((await sent(line, { big, small: 1 }))[0], { big, small: 1 });
  ok(line.moved.out > 120_000 && line.moved.out < 122_000, `${line.moved.out}`);
  const before = line.moved.out;
  deepEqual((await sent(line, { other: new Tuple([...big.items]) }, { x: [1, big] }))[2], { x: [1, big] });
  equal(line.moved.out, before);
});

Deno.test("a file goes by its content, under its name, and again only when it has changed", async () => {
  using line = new DataLine();
  const path = `${line.directory}/data.csv`;
  Deno.writeTextFileSync(path, "a,b\n".repeat(50_000));
  const arrived = async (): Promise<PathValue> =>
    (await sent(line, { file: new PathValue(path) }))[0].file as PathValue;
  const there = await arrived();
  ok(there.name.startsWith(`${line.directory}/far/views/`) && there.name.endsWith("/data.csv"));
  equal(Deno.readTextFileSync(there.name), "a,b\n".repeat(50_000));
  equal((await arrived()).name, there.name);
  equal(line.moved.out, 200_000);
  Deno.writeTextFileSync(path, "c,d\n");
  equal(Deno.readTextFileSync((await arrived()).name), "c,d\n");
  equal(line.moved.out, 200_004);
});

Deno.test("a folder goes with all that is in it, and of another one only what differs", async () => {
  using line = new DataLine();
  const path = `${line.directory}/run`;
  Deno.mkdirSync(`${path}/deep/er`, { recursive: true });
  Deno.writeTextFileSync(`${path}/deep/a`, "x".repeat(100_000));
  Deno.writeTextFileSync(`${path}/tool`, "#!/bin/sh\n", { mode: 0o755 });
  const first = (await sent(line, { folder: new PathValue(path) }))[0].folder as PathValue;
  equal(Deno.readTextFileSync(`${first.name}/deep/a`).length, 100_000);
  ok(Deno.statSync(`${first.name}/deep/er`).isDirectory);
  equal(Deno.statSync(`${first.name}/tool`).mode! & 0o111, 0o111);
  Deno.writeTextFileSync(`${path}/deep/b`, "yy");
  const before = line.moved.out;
  const second = (await sent(line, { folder: new PathValue(path) }))[0].folder as PathValue;
  equal(Deno.readTextFileSync(`${second.name}/deep/b`), "yy");
  equal(line.moved.out, before + 2);
});

Deno.test("a path where nothing lies goes as a name", async () => {
  using line = new DataLine();
  const [{ out }] = await sent(line, { out: new PathValue("/nowhere/to/be/found") });
  deepEqual(out, new PathValue("/nowhere/to/be/found"));
});

Deno.test("a big output stays there until it is wanted, and then comes once", async () => {
  using line = new DataLine();
  const value = crypto.getRandomValues(new Uint8Array(60_000));
  const outputs = { array: [value, value] };
  const remote = await returned(line, outputs);
  ok(remote instanceof RemoteValue);
  deepEqual(remote.facts.recorded, { type: "list", size: 2 });
  deepEqual(line.moved, { out: 0, back: 0 });
  deepEqual(await remote.fetch(), outputs.array);
  equal(line.moved.back, remote.facts.size);
  deepEqual(await line.near.remote(remote.content as never).fetch(), outputs.array);
  equal(line.moved.back, remote.facts.size);
});

Deno.test("an output that may not stay comes at once", async () => {
  using line = new DataLine();
  const path = `${line.directory}/made.txt`;
  Deno.writeTextFileSync(path, "made there");
  const file = await returned(line, { file: new PathValue(path) }, false) as PathValue;
  ok(file.name.startsWith(`${line.directory}/near/views/`) && file.name.endsWith("/made.txt"));
  equal(Deno.readTextFileSync(file.name), "made there");
});

Deno.test("what stayed at an agent goes back to it as a name, also inside a list", async () => {
  using line = new DataLine();
  const remote = await returned(line, { text: "t".repeat(200_000) });
  const [{ all }] = await sent(line, { all: [remote, 1, [remote]] });
  deepEqual(all, ["t".repeat(200_000), 1, ["t".repeat(200_000)]]);
  ok(line.moved.out < 1000 && line.moved.back === 0, JSON.stringify(line.moved));
});

Deno.test("what stayed at one agent goes through us to another one", async () => {
  using one = new DataLine("one");
  using other = new DataLine("other");
  const remote = await returned(one, { text: "t".repeat(3 * MB) });
  const [{ text }] = await sent(other, { text: remote });
  equal(text, "t".repeat(3 * MB));
  equal(one.moved.back, (remote as RemoteValue).facts.size);
  equal(other.moved.out, (remote as RemoteValue).facts.size);
});

Deno.test("a transfer that is cut goes on where it stopped", async () => {
  using line = new DataLine();
  const bytes = crypto.getRandomValues(new Uint8Array(65_536));
  const value = Array.from({ length: 128 }, () => bytes.slice());
  let pieces = 0;
  line.cuts = (message) => message.kind === "piece" && ++pieces % 10 === 0;
  const arriving = sent(line, { value });
  const mending = setInterval(() => line.connect(), 20);
  deepEqual((await arriving)[0].value, value);
  clearInterval(mending);
  const size = line.farFolder.put([]).size + 8 * MB;
  ok(pieces > 30 && line.moved.out >= size && line.moved.out < size + 100_000, `${line.moved.out} of ${size} bytes`);
});

Deno.test("no more is sent than the other side takes", async () => {
  using line = new DataLine();
  const value = new Uint8Array(32 * MB);
  const { sent: packed, held } = await line.near.send([{ value }, undefined, {}, undefined]);
  using _ = held;
  const { frame } = packed[0].packed;
  const pieces = line.far.stream(frame as never, 0)[Symbol.asyncIterator]();
  await pieces.next();
  await line.settled();
  ok(line.moved.out <= 4.5 * MB, `${line.moved.out} bytes on their way`);
  await pieces.return(undefined);
});

Deno.test("what an agent has lost is said", async () => {
  using line = new DataLine();
  const remote = await returned(line, { text: "t".repeat(200_000) }) as RemoteValue;
  Deno.removeSync(`${line.directory}/far/values`, { recursive: true });
  await rejects(remote.fetch(), /^TransferError: it is not there any more$/);
  await rejects(sent(line, { remote }), /^TransferError: it is not there any more$/);
});

Deno.test("what is damaged on its way is thrown away", async () => {
  using line = new DataLine();
  const value = new Uint8Array(MB);
  const hear = line.far.hear.bind(line.far);
  line.far.hear = (message, bytes) => hear(message, bytes && new Uint8Array(bytes.length).fill(1));
  await rejects(sent(line, { value }), /^TransferError: it changed while it was sent, or arrived damaged$/);
  equal([...Deno.readDirSync(`${line.directory}/far/values/new`)].length, 0);
});

Deno.test("a value that cannot leave the program is said", async () => {
  using line = new DataLine();
  const sending = Promise.resolve(
    line.near.send([{ f: [new PathValue("/nowhere"), () => 1] }, undefined, {}, undefined]),
  );
  await rejects(sending, (error: Error) => {
    match(error.message, /^the value of input port 'f' cannot leave this program$/);
    return error.name === "PackError";
  });
});
