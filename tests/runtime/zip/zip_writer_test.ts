import { deepEqual, equal } from "node:assert/strict";
import { openZip } from "../../../runtime/zip/zip.ts";
import { readZipDirectory } from "../../../runtime/zip/zip_directory.ts";
import { memorySource } from "../../../runtime/zip/zip_source.ts";
import { rewriteZip } from "../../../runtime/zip/zip_writer.ts";
import { deflate, fields, join, makeZip, zip64End } from "../../fixtures/make_zip.ts";

const date = new Date(2016, 0, 2, 3, 4, 6);
const bytes = (text: string) => new TextEncoder().encode(text);

async function rewritten(archive: Uint8Array, contents: Record<string, string>): Promise<Uint8Array> {
  const changes = Object.entries(contents).map(([name, text]) => [name, bytes(text)] as const);
  return join(await rewriteZip(archive, { contents: new Map(changes), date }));
}

async function textsOf(archive: Uint8Array): Promise<Record<string, string>> {
  const zip = openZip(archive);
  const texts: Record<string, string> = {};
  for (const name of zip.members.keys()) texts[name] = new TextDecoder().decode(await zip.read(name));
  return texts;
}

/** Records of the directory without what moves: where headers are. */
function recordsOf(archive: Uint8Array): string[] {
  return readZipDirectory(memorySource(archive), 100).entries.map(({ record }) => {
    const fixed = record.slice();
    fixed.fill(0, 42, 46);
    return fixed.toHex();
  });
}

Deno.test("rewriteZip() replaces a member where it stands, and keeps all others", async () => {
  const data = "many words, ".repeat(100);
  const archive = makeZip([
    { name: "a", data, deflated: await deflate(data) },
    { name: "b", data: "stored", extra: fields([2, 0x7075], [2, 1], [2, 5]).slice(0, 5) },
    { name: "folder/" },
    { name: "c", data: "later", flags: 8 },
  ], { comment: "made by hand" });
  const result = await rewritten(archive, { b: "new" });
  deepEqual(await textsOf(result), { a: data, b: "new", c: "later" });
  const [before, after] = [recordsOf(archive), recordsOf(result)];
  deepEqual(after.toSpliced(1, 1), before.toSpliced(1, 1));
  equal(after[1].endsWith("7570010005"), true);
  equal(new TextDecoder().decode(result).endsWith("made by hand"), true);
});

Deno.test("rewriteZip() keeps the method of what it replaces, and gives it a date", async () => {
  const archive = makeZip([{ name: "a", data: "old", deflated: await deflate("old") }, { name: "b", data: "old" }]);
  const result = await rewritten(archive, { a: "x".repeat(1000), b: "y".repeat(1000) });
  const [a, b] = readZipDirectory(memorySource(result), 9).entries;
  deepEqual([a.method, a.size, a.compressedSize < 100], [8, 1000, true]);
  deepEqual([b.method, b.size, b.compressedSize], [0, 1000, 1000]);
  const view = new DataView(b.record.buffer, b.record.byteOffset);
  equal(view.getUint16(12, true), 3 << 11 | 4 << 5 | 3);
  equal(view.getUint16(14, true), 36 << 9 | 1 << 5 | 2);
});

Deno.test("rewriteZip() drops sizes that followed the data, and dates in extra fields", async () => {
  const unix = fields([2, 0x5455], [2, 5], [2, 0x1203], [2, 0x5634]).slice(0, 9);
  const archive = makeZip([{ name: "a", data: "old", flags: 8 | 0x800, extra: unix }]);
  const [entry] = readZipDirectory(memorySource(await rewritten(archive, { a: "new" })), 9).entries;
  equal(entry.flags, 0x800);
  equal(entry.record.length, 47);
});

Deno.test("rewriteZip() adds members at the end", async () => {
  const result = await rewritten(makeZip([{ name: "a", data: "a" }]), { log: "entries", "é": "e" });
  deepEqual(Object.entries(await textsOf(result)), [["a", "a"], ["log", "entries"], ["é", "e"]]);
});

Deno.test("rewriteZip() fills an archive without members, and leaves one alone for no contents", async () => {
  deepEqual(await textsOf(await rewritten(makeZip([]), { a: "a" })), { a: "a" });
  const archive = makeZip([{ name: "a", data: "a" }, { name: "b", data: "b" }]);
  deepEqual(await rewritten(archive, {}), archive);
});

Deno.test("rewriteZip() moves the records and fields of zip64 along", async () => {
  const full = 0xffffffff;
  const wide = (size: bigint, at: bigint) => fields([2, 1], [2, 24], [8, size], [8, size], [8, at]);
  const archive = makeZip([
    { name: "a", data: "old" },
    { name: "b", data: "kept", extra: wide(4n, 34n), size: full, compressedSize: full, offset: full },
  ], { offset: full, count: 0xffff, before: (found) => zip64End(found, { count: 2n }) });
  // The fixture writes what it is told into both headers; the own header of b says that its sizes stand elsewhere.
  deepEqual(await textsOf(archive), { a: "old", b: "kept" });
  const result = await rewritten(archive, { a: "a longer text" });
  deepEqual(await textsOf(result), { a: "a longer text", b: "kept" });
  deepEqual(await textsOf(await rewritten(result, { b: "b", c: "c" })), { a: "a longer text", b: "b", c: "c" });
});

Deno.test("rewriteZip() keeps the order of the directory where it is not that of the data", async () => {
  const archive = makeZip([{ name: "a", data: "aaa" }, { name: "b", data: "bbb" }]);
  const { entries, offset, size } = readZipDirectory(memorySource(archive), 9);
  const swapped = join([
    archive.subarray(0, offset),
    entries[1].record,
    entries[0].record,
    archive.subarray(offset + size),
  ]);
  const result = await rewritten(swapped, { a: "A" });
  deepEqual(Object.entries(await textsOf(result)), [["b", "bbb"], ["a", "A"]]);
});
