/** The smaller parts of agents, each by itself. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { localFiles } from "../../../runtime/definition/local_files.ts";
import { connectionPair } from "../../../schemes/agent/connection.ts";
import { afterPreamble } from "../../../schemes/agent/doors/preamble.ts";
import { insideWebSocket } from "../../../schemes/agent/doors/web_socket.ts";
import { FileStore, treeId } from "../../../schemes/agent/far/file_store.ts";
import { Outbox } from "../../../schemes/agent/far/outbox.ts";
import { identityIn, isSignedBy } from "../../../schemes/agent/identity.ts";
import { PREAMBLE } from "../../../schemes/agent/protocol.ts";

const encoder = new TextEncoder();

async function allOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer());
}

Deno.test("an outbox says again what was not heard, and numbers all", () => {
  const outbox = new Outbox(10);
  for (let key = 1; key <= 3; key++) outbox.add({ key, answer: { status: "answered", others: [], ms: 0 } });
  assert.deepEqual(outbox.next().map(({ number }) => number), [11, 12, 13]);
  assert.deepEqual(outbox.next(), []);
  assert.deepEqual(outbox.heard(11), [1]);
  outbox.rewind();
  assert.deepEqual(outbox.next().map(({ number }) => number), [12, 13]);
  assert.deepEqual([outbox.heard(11), outbox.heard(99)], [[], [2, 3]]);
  assert.ok(outbox.isEmpty && outbox.bytes === 0 && outbox.last === 13);
});

Deno.test("an outbox that nobody hears leaves out what modules print, and says so", () => {
  const outbox = new Outbox();
  const text = "x".repeat(2 ** 20);
  for (let i = 0; i < 100; i++) outbox.add({ key: 1, event: { kind: "printed", text } });
  assert.ok(outbox.isFull && outbox.bytes < 70 * 2 ** 20);
  outbox.add({ key: 1, answer: { status: "answered", others: [], ms: 0 } });
  const entries = outbox.of(1);
  const [note, answer] = entries.slice(-2).map(({ item }) => item);
  const left = 100 - (entries.length - 2);
  assert.deepEqual(note, {
    key: 1,
    event: { kind: "logged", text: `${left} of its messages were left out: too many waited to be heard` },
  });
  assert.ok("answer" in answer && left > 0);
});

Deno.test("a file store makes a tree once all its files are there, in pieces, and across restarts", async () => {
  const folder = Deno.makeTempDirSync();
  const bytes = encoder.encode("export const a = 1;\n");
  const hash = createHash("sha256").update(bytes).digest("hex");
  const files = [{ url: "file:///home/a%20b/c.ts", hash }];
  const id = treeId(files);
  let store = new FileStore(folder);
  assert.deepEqual(store.expect(id, files), [[hash, 0]]);
  store.add({ hash, at: 0, isLast: false }, bytes.subarray(0, 7));
  store = new FileStore(folder);
  assert.deepEqual(store.expect(id, files), [[hash, 7]]);
  assert.equal(store.known(id), undefined);
  store.add({ hash, at: 5, isLast: true }, bytes.subarray(5));
  const place = await store.place(id);
  assert.equal(Deno.readTextFileSync(`${place.folder}/home/a b/c.ts`), "export const a = 1;\n");
  assert.deepEqual(store.known(id), place);
  assert.deepEqual(new FileStore(folder).expect(id, files), []);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("a file store takes nothing that is not what its hash says", async () => {
  const folder = Deno.makeTempDirSync();
  const hash = createHash("sha256").update("wanted").digest("hex");
  const files = [{ url: "file:///a.ts", hash }];
  const store = new FileStore(folder);
  store.expect(treeId(files), files);
  const place = store.place(treeId(files));
  store.add({ hash, at: 0, isLast: true }, encoder.encode("forged"));
  await assert.rejects(place, /Cannot keep the files of the scripts: A file arrived damaged/);
  assert.deepEqual([...Deno.readDirSync(`${folder}/files`), ...Deno.readDirSync(`${folder}/parts`)], []);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("localFiles() finds all that a script imports, however it does", async () => {
  const folder = `file://${Deno.realPathSync(Deno.makeTempDirSync())}`;
  const write = (name: string, text: string): void => Deno.writeTextFileSync(new URL(`${folder}/${name}`), text);
  write(
    "main.ts",
    `import { port } from "vt"; import { b } from "./b.ts"; export * from "./c.ts"; import "./d.ts";
    import data from "./data.json" with { type: "json" }; import type { T } from "./types.ts";
    export const late = () => import("./late.ts"); console.log(port, b, data);`,
  );
  write("b.ts", `export { c as b } from "./c.ts";`);
  write("c.ts", `import "./main.ts"; export const c = 1;`);
  for (const name of ["d.ts", "late.ts", "types.ts", "data.json"]) write(name, "");
  const found = [...await localFiles(`${folder}/main.ts?v=1`)].map((url) => url.slice(folder.length + 1)).sort();
  assert.deepEqual(found, ["b.ts", "c.ts", "d.ts", "data.json", "late.ts", "main.ts"]);
  Deno.removeSync(new URL(folder), { recursive: true });
});

Deno.test("a WebSocket carries bytes of any length, in pieces of any size, both ways", async () => {
  const lengths = [0, 1, 125, 126, 65_535, 65_536, 3_000_000];
  for (const cut of [1_000_000_000, 7]) {
    const [near, far] = connectionPair();
    const pieces = new TransformStream<Uint8Array, Uint8Array>({
      transform: (piece, controller) => {
        for (let at = 0; at < piece.length; at += cut) controller.enqueue(piece.subarray(at, at + cut));
      },
    });
    const client = insideWebSocket(near, "client");
    const server = insideWebSocket({ ...far, readable: far.readable.pipeThrough(pieces) }, "server");
    const back = server.readable.pipeTo(server.writable);
    const writer = client.writable.getWriter();
    const sent = lengths.filter((length) => cut > 7 || length < 70_000).map((length) =>
      new Uint8Array(length).fill(length)
    );
    const heard = allOf(client.readable);
    for (const bytes of sent) await writer.write(bytes);
    await writer.close();
    await back;
    assert.deepEqual(await heard, new Uint8Array(sent.flatMap((bytes) => [...bytes])));
  }
});

Deno.test("afterPreamble() finds the preamble wherever it is cut, and gives up where it does not come", async () => {
  const said = encoder.encode(`Welcome to lab!\nvt agent speaks loudly\n${PREAMBLE}rest`);
  for (const size of [1, 5, said.length]) {
    const parts = Array.from(
      { length: Math.ceil(said.length / size) },
      (_, i) => said.subarray(i * size, (i + 1) * size),
    );
    const rest = await afterPreamble(ReadableStream.from(parts));
    assert.equal(new TextDecoder().decode(await allOf(rest!)), "rest");
  }
  assert.equal(await afterPreamble(ReadableStream.from([encoder.encode("bash: vt: command not found\n")])), undefined);
  const endless = ReadableStream.from((function* (): Generator<Uint8Array> {
    for (;;) yield new Uint8Array(65_536);
  })());
  assert.equal(await afterPreamble(endless), undefined);
});

Deno.test("an identity stays the same in its folder, and nobody else can sign for it", () => {
  const folder = Deno.makeTempDirSync();
  const [one, again, other] = ["a", "a", "b"].map((name) => identityIn(`${folder}/${name}`));
  assert.equal(one.name, again.name);
  assert.notEqual(one.name, other.name);
  assert.ok(isSignedBy(one.key, "text", again.sign("text")));
  for (
    const [key, text, signature] of [
      [one.key, "text", other.sign("text")],
      [one.key, "other", one.sign("text")],
      [one.key, "text", ""],
      ["", "text", one.sign("text")],
      ["zz", "text", "zz"],
    ]
  ) assert.ok(!isSignedBy(key, text, signature));
  assert.equal(Deno.statSync(`${folder}/a`).mode! & 0o777, 0o600);
  Deno.removeSync(folder, { recursive: true });
});
