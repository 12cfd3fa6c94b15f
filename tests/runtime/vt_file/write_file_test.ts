import { deepEqual, equal, rejects } from "node:assert/strict";
import { newBundle, writeFile } from "../../../runtime/vt_file/write_file.ts";
import { openZip } from "../../../runtime/zip/zip.ts";

Deno.test("newBundle() makes an archive of its members", async () => {
  const contents = new Map([["vistrail", Uint8Array.of(1, 2, 3)], ["abstraction_Ä(1).xml", new Uint8Array(5000)]]);
  const bytes = new Uint8Array(
    await new Blob((await newBundle(contents, new Date())).map((part) => part.slice())).arrayBuffer(),
  );
  const zip = openZip(bytes);
  deepEqual([...zip.members.keys()], [...contents.keys()]);
  for (const [name, content] of contents) deepEqual(await zip.read(name), content);
});

Deno.test("writeFile() replaces a file only when it may, and leaves nothing behind", async () => {
  const folder = await Deno.makeTempDir({ prefix: "vt_test_" });
  try {
    const path = `${folder}/a.vt`;
    await writeFile(path, [Uint8Array.of(1), Uint8Array.of(2)], { force: false });
    await rejects(writeFile(path, [Uint8Array.of(3)], { force: false }), { message: /it exists, use --force/ });
    deepEqual(await Deno.readFile(path), Uint8Array.of(1, 2));
    await writeFile(path, [Uint8Array.of(3)], { force: true });
    deepEqual(await Deno.readFile(path), Uint8Array.of(3));
    await rejects(writeFile(`${folder}/none/a.vt`, [], { force: true }), { message: /there is no such folder$/ });
    equal([...Deno.readDirSync(folder)].length, 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
