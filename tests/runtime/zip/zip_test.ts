import assert, { deepEqual, equal } from "node:assert/strict";
import { crc32 } from "../../../runtime/zip/crc32.ts";
import { openZip } from "../../../runtime/zip/zip.ts";
import { deflate, fields, makeZip, zip64End } from "../../fixtures/make_zip.ts";

const text = async (bytes: Promise<Uint8Array>) => new TextDecoder().decode(await bytes);

Deno.test("openZip() reads stored and deflated members", async () => {
  const data = "many many words, ".repeat(1000);
  const zip = openZip(makeZip([{ name: "a", data: "stored" }, { name: "b", data, deflated: await deflate(data) }]));
  deepEqual([...zip.members.keys()], ["a", "b"]);
  equal(await text(zip.read("a")), "stored");
  equal(await text(zip.read("b")), data);
});

Deno.test("openZip() inflates several pieces of incompressible data", async () => {
  const data = crypto.getRandomValues(new Uint8Array(60_000));
  const zip = openZip(makeZip([{ name: "a", data, deflated: await deflate(data) }]));
  deepEqual(await zip.read("a"), data);
});

Deno.test("openZip() passes over folders and takes ./ off names", () => {
  const zip = openZip(makeZip([{ name: "thumbs/" }, { name: "./thumbs/a.png" }, { name: "./" }]));
  deepEqual([...zip.members.keys()], ["thumbs/a.png"]);
});

Deno.test("openZip() reads UTF-8 names, and others as Latin-1", () => {
  const zip = openZip(makeZip([{ name: "é", flags: 0x800 }, { name: new Uint8Array([0xe8]) }]));
  deepEqual([...zip.members.keys()], ["é", "è"]);
});

Deno.test("openZip() takes sizes from the directory where a data descriptor follows", async () => {
  const zip = openZip(makeZip([{ name: "a", data: "later", flags: 8 }]));
  equal(await text(zip.read("a")), "later");
});

Deno.test("openZip() reads archives with a comment, and empty ones", () => {
  equal(openZip(makeZip([{ name: "a" }], { comment: "made by hand" })).members.size, 1);
  equal(openZip(makeZip([])).members.size, 0);
});

Deno.test("openZip() reads zip64 records and sizes", async () => {
  const extra = fields([2, 1], [2, 16], [8, 3n], [8, 3n]);
  const entry = { name: "a", data: "big", extra, size: 0xffffffff, compressedSize: 0xffffffff };
  const zip = openZip(makeZip([entry], { offset: 0xffffffff, before: (found) => zip64End(found) }));
  equal(await text(zip.read("a")), "big");
});

Deno.test("openZip() leaves what is not asked for alone, damaged or not", async () => {
  const zip = openZip(makeZip([{ name: "a", data: "a" }, { name: "b", data: "b", crc: 7 }]));
  equal(await text(zip.read("a")), "a");
  await assert.rejects(zip.read("b"), /"b" is damaged/);
  await assert.rejects(zip.read("__proto__"), /no member "__proto__"/);
});

Deno.test("openZip() stops inflating at a size far below the real one", async () => {
  const zeros = new Uint8Array(50 * 2 ** 20);
  const zip = openZip(makeZip([{ name: "a", deflated: await deflate(zeros), size: 9, crc: crc32(zeros) }]));
  await assert.rejects(zip.read("a"), /larger than the 9 bytes/);
});

Deno.test("openZip() keeps to limits that are given", () => {
  const bytes = makeZip([{ name: "a", data: "12345" }, { name: "b", data: "12345" }]);
  assert.throws(() => openZip(bytes, { memberSize: 4 }), /at most 4 are read/);
  assert.throws(() => openZip(bytes, { totalSize: 9 }), /at most 9 are read/);
  assert.throws(() => openZip(bytes, { members: 1 }), /at most 1 are read/);
});
