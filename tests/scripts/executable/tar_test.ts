import assert from "node:assert/strict";
import { makeTar } from "../../../scripts/executable/tar.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

Deno.test("makeTar() makes what tar unpacks, whatever the lengths of names and files", () => {
  const long = `${"folder/".repeat(20)}${"n".repeat(99)}`;
  const files = [
    { path: "empty", bytes: bytes("") },
    { path: "b/exact", bytes: bytes("x".repeat(512)) },
    { path: long, bytes: bytes("long") },
    { path: "b/é", bytes: bytes("accent") },
    { path: "run", bytes: bytes("#!/bin/sh\n"), isProgram: true },
  ];
  const folder = Deno.makeTempDirSync({ prefix: "vt_tar_" });
  Deno.writeFileSync(`${folder}/a.tar`, makeTar(files));
  const { success } = new Deno.Command("tar", { args: ["-xf", "a.tar"], cwd: folder }).outputSync();
  assert.ok(success);
  for (const file of files) assert.deepEqual(Deno.readFileSync(`${folder}/${file.path}`), file.bytes);
  assert.deepEqual(["run", "empty"].map((name) => Deno.statSync(`${folder}/${name}`).mode! & 0o111), [0o111, 0]);
  assert.equal(Number(Deno.statSync(`${folder}/run`).mtime), 0);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("makeTar() makes the same of the same files in any order, and refuses a name that is too long", () => {
  const [a, b] = [{ path: "a", bytes: bytes("1") }, { path: "b", bytes: bytes("2") }];
  assert.deepEqual(makeTar([a, b]), makeTar([b, a]));
  const message = /^Cannot put n+ into an archive of tar: the name is too long$/;
  assert.throws(() => makeTar([{ path: "n".repeat(101), bytes: bytes("") }]), { message });
});
