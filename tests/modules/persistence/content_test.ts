import { deepEqual, equal, notEqual, rejects } from "node:assert/strict";
import { givenPath, hasContent, keepContent, newPath, removeTree } from "../../../modules/persistence/content.ts";
import { hashOf } from "../../../modules/persistence/content_hash.ts";

interface Place extends Disposable {
  readonly files: string;
  readonly kept: string;
}

function place(): Place {
  const folder = Deno.makeTempDirSync();
  Deno.mkdirSync(`${folder}/files`);
  return { files: `${folder}/files`, kept: `${folder}/kept`, [Symbol.dispose]: () => removeTree(folder) };
}

function writeTree(folder: string): string {
  Deno.mkdirSync(`${folder}/inner`, { recursive: true });
  Deno.writeTextFileSync(`${folder}/inner/a.txt`, "A");
  Deno.writeTextFileSync(`${folder}/run.sh`, "#!", { mode: 0o755 });
  return folder;
}

Deno.test("a file is kept under the hash of its bytes, read-only, and given with a name", async () => {
  using at = place();
  Deno.writeTextFileSync(`${at.files}/a.csv`, "x,y\n");
  const content = await keepContent(at.kept, `${at.files}/a.csv`);
  equal(content.hash, "9c6536d38fa37da58fac066342747e6d20fdace12ab5b287cf04506f2afe95b0");
  deepEqual([content.kind, content.size, hasContent(at.kept, content)], ["file", 4, true]);
  const given = givenPath(at.kept, content, "table.csv");
  equal(given.split("/").at(-1), "table.csv");
  equal(Deno.readTextFileSync(given), "x,y\n");
  equal(Deno.statSync(given).mode! & 0o777, 0o444);
  equal(givenPath(at.kept, content, "table.csv"), given);
  deepEqual([...Deno.readDirSync(`${at.kept}/new`)], []);
});

Deno.test("names that lead elsewhere are made harmless", async () => {
  using at = place();
  Deno.writeTextFileSync(`${at.files}/a`, "1");
  const content = await keepContent(at.kept, `${at.files}/a`);
  for (const [name, given] of [["../../x", ".._.._x"], ["..", "file"], ["", "file"], ["a\0b", "a_b"]]) {
    equal(givenPath(at.kept, content, name).split("/").at(-1), given);
  }
});

Deno.test("equal directories are one, whatever they are called; what may be executed counts", async () => {
  using at = place();
  const one = await keepContent(at.kept, writeTree(`${at.files}/one`));
  deepEqual(await keepContent(at.kept, writeTree(`${at.files}/two`)), one);
  equal(one.size, 3);
  const given = givenPath(at.kept, one, "any");
  equal(Deno.readTextFileSync(`${given}/inner/a.txt`), "A");
  deepEqual(["", "/inner", "/inner/a.txt", "/run.sh"].map((path) => Deno.statSync(given + path).mode! & 0o777), [
    0o555,
    0o555,
    0o444,
    0o555,
  ]);
  Deno.chmodSync(`${at.files}/two/run.sh`, 0o644);
  notEqual((await keepContent(at.kept, `${at.files}/two`)).hash, one.hash);
});

Deno.test("links are followed, and a circle of them comes to an end", async () => {
  using at = place();
  writeTree(`${at.files}/one`);
  Deno.symlinkSync(`${at.files}/one/inner`, `${at.files}/one/linked`);
  const content = await keepContent(at.kept, `${at.files}/one`);
  equal(Deno.lstatSync(`${givenPath(at.kept, content, "")}/linked/a.txt`).isFile, true);
  Deno.symlinkSync(`${at.files}/one`, `${at.files}/one/inner/round`);
  await rejects(hashOf(`${at.files}/one`, "directory"));
});

Deno.test("what cannot be kept is refused with VisTrails' texts", async () => {
  using at = place();
  Deno.mkdirSync(`${at.files}/empty`);
  await rejects(keepContent(at.kept, `${at.files}/empty`), { message: "This directory is empty" });
  await rejects(keepContent(at.kept, `${at.files}/absent`), {
    message: "TypeError: Do not support this type of path",
  });
  await rejects(keepContent(at.kept, "/dev/null"), { message: "Path is something not a file or a directory" });
});

Deno.test("content that was damaged is made anew, and what never came to be is removed after a day", async () => {
  using at = place();
  Deno.writeTextFileSync(`${at.files}/a`, "1234");
  const content = await keepContent(at.kept, `${at.files}/a`);
  const kept = `${at.kept}/content/${content.hash.slice(0, 2)}/${content.hash}`;
  Deno.chmodSync(kept, 0o600);
  Deno.writeTextFileSync(kept, "12");
  equal(hasContent(at.kept, content), false);
  await keepContent(at.kept, `${at.files}/a`);
  equal(Deno.readTextFileSync(kept), "1234");
  const left = newPath(at.kept);
  writeTree(left);
  Deno.utimeSync(left, 1, 1);
  Deno.writeTextFileSync(newPath(at.kept), "young");
  equal([...Deno.readDirSync(`${at.kept}/new`)].length, 1);
});
