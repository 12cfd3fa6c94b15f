import { deepEqual, equal, rejects } from "node:assert/strict";
import { PathValue } from "vt";
import { Unzip, UnzipDirectory } from "../../../modules/basic/mod.ts";
import { corpusTest } from "../../fixtures/corpus.ts";
import { deflate, type Entry, makeZip } from "../../fixtures/make_zip.ts";
import { FakeContext } from "../fake_context.ts";

function archiveOf(members: readonly Entry[], context: FakeContext): PathValue {
  const path = context.temporaryPath("file");
  Deno.writeFileSync(path, makeZip(members));
  return new PathValue(path);
}

async function unzipped(archive_file: PathValue, filename_in_archive: string, context: FakeContext): Promise<string> {
  const { file } = await Unzip.compute({ archive_file, filename_in_archive }, context);
  return file.name;
}

Deno.test("Unzip writes a stored or deflated file, and keeps its suffix", async () => {
  using context = new FakeContext();
  const text = "hello ".repeat(100_000);
  const archive = archiveOf([
    { name: "a.txt", data: "short" },
    { name: "d/b.csv", data: text, deflated: await deflate(text) },
  ], context);
  equal(Deno.readTextFileSync(await unzipped(archive, "a.txt", context)), "short");
  const path = await unzipped(archive, "d/b.csv", context);
  equal(Deno.readTextFileSync(path), text);
  equal(path.endsWith(".csv"), true);
});

Deno.test("Unzip says what is not there", async () => {
  using context = new FakeContext();
  const archive = archiveOf([], context);
  await rejects(unzipped(archive, "no", context), { message: /^KeyError: .*no item named 'no' in the archive/ });
  await rejects(unzipped(new PathValue("/no/such"), "x", context), { message: "archive file does not exist" });
});

Deno.test("Unzip refuses wrong checksums, wrong sizes and what is no archive", async () => {
  using context = new FakeContext();
  const archive = archiveOf([
    { name: "crc", data: "x", crc: 1 },
    { name: "large", data: "x".repeat(1000), deflated: await deflate("x".repeat(1000)), size: 10 },
    { name: "small", data: "x", size: 10 },
  ], context);
  await rejects(
    unzipped(archive, "crc", context),
    /^PythonError: BadZipfile: .*"crc" is damaged, its checksum is wrong/,
  );
  await rejects(unzipped(archive, "large", context), /BadZipfile: .*"large" is larger than the 10 bytes/);
  await rejects(unzipped(archive, "small", context), /BadZipfile: .*"small" is stored, yet has two sizes/);
  const noArchive = context.temporaryPath("file");
  Deno.writeTextFileSync(noArchive, "PK".repeat(100));
  await rejects(unzipped(new PathValue(noArchive), "x", context), { message: /^BadZipfile: .*end record is missing/ });
});

Deno.test("UnzipDirectory writes all files, and none outside of its directory", async () => {
  using context = new FakeContext();
  const archive_file = archiveOf([
    { name: "a/", data: "" },
    { name: "a/b/c.txt", data: "c" },
    { name: "../../evil.txt", data: "e" },
    { name: "/abs.txt", data: "f" },
  ], context);
  const { directory } = await UnzipDirectory.compute({ archive_file }, context);
  deepEqual([...Deno.readDirSync(directory.name)].map(({ name }) => name).toSorted(), ["a", "abs.txt", "evil.txt"]);
  equal(Deno.readTextFileSync(`${directory.name}/a/b/c.txt`), "c");
});

corpusTest("UnzipDirectory reads an archive that another program made", async (corpus) => {
  using context = new FakeContext();
  const archive_file = new PathValue(`${corpus}/data/vistrails/tests/resources/test_archive.zip`);
  const { directory } = await UnzipDirectory.compute({ archive_file }, context);
  equal([...Deno.readDirSync(directory.name)].length > 1, true);
});
