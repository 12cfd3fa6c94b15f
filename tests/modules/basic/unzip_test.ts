import { deepEqual, equal, rejects } from "node:assert/strict";
import { PathValue } from "vt";
import { Unzip, UnzipDirectory } from "../../../modules/basic/mod.ts";
import { corpusTest } from "../../fixtures/corpus.ts";
import { FakeContext } from "../fake_context.ts";
import { makeZip, type NewMember } from "./make_zip.ts";

async function archiveOf(members: readonly NewMember[], context: FakeContext): Promise<PathValue> {
  const path = context.temporaryPath("file");
  Deno.writeFileSync(path, await makeZip(members));
  return new PathValue(path);
}

async function unzipped(archive_file: PathValue, filename_in_archive: string, context: FakeContext): Promise<string> {
  const { file } = await Unzip.compute({ archive_file, filename_in_archive }, context);
  return file.name;
}

Deno.test("Unzip writes a stored or deflated file, and keeps its suffix", async () => {
  using context = new FakeContext();
  const text = "hello ".repeat(100_000);
  const archive = await archiveOf([
    { name: "a.txt", content: "short" },
    { name: "d/b.csv", content: text, deflated: true },
  ], context);
  equal(Deno.readTextFileSync(await unzipped(archive, "a.txt", context)), "short");
  const path = await unzipped(archive, "d/b.csv", context);
  equal(Deno.readTextFileSync(path), text);
  equal(path.endsWith(".csv"), true);
});

Deno.test("Unzip says what is not there", async () => {
  using context = new FakeContext();
  const archive = await archiveOf([], context);
  await rejects(unzipped(archive, "no", context), { message: /^KeyError: .*no item named 'no' in the archive/ });
  await rejects(unzipped(new PathValue("/no/such"), "x", context), { message: "archive file does not exist" });
});

Deno.test("Unzip refuses wrong checksums, wrong sizes and what is no archive", async () => {
  using context = new FakeContext();
  const archive = await archiveOf([
    { name: "crc", content: "x", crc: 1 },
    { name: "large", content: "x".repeat(1000), deflated: true, size: 10 },
    { name: "small", content: "x", size: 10 },
  ], context);
  for (const name of ["crc", "large", "small"]) await rejects(unzipped(archive, name, context), /Bad CRC-32 for file/);
  const noArchive = context.temporaryPath("file");
  Deno.writeTextFileSync(noArchive, "PK".repeat(100));
  await rejects(unzipped(new PathValue(noArchive), "x", context), { message: "BadZipfile: File is not a zip file" });
});

Deno.test("UnzipDirectory writes all files, and none outside of its directory", async () => {
  using context = new FakeContext();
  const archive_file = await archiveOf([
    { name: "a/", content: "" },
    { name: "a/b/c.txt", content: "c" },
    { name: "../../evil.txt", content: "e" },
    { name: "/abs.txt", content: "f" },
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
