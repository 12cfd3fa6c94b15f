import { deepEqual, equal, throws } from "node:assert/strict";
import { removeTree } from "../../../modules/persistence/content.ts";
import { writeLocalCopy } from "../../../modules/persistence/local_copy.ts";

function folder(): { readonly path: string } & Disposable {
  const path = Deno.makeTempDirSync();
  return { path, [Symbol.dispose]: () => removeTree(path) };
}

Deno.test("a directory is replaced as a whole, by one that can be written to", () => {
  using place = folder();
  const [from, to] = [`${place.path}/kept/one`, `${place.path}/out`];
  Deno.mkdirSync(`${from}/inner`, { recursive: true });
  Deno.writeTextFileSync(`${from}/inner/a`, "1", { mode: 0o444 });
  Deno.writeTextFileSync(`${from}/run`, "2", { mode: 0o555 });
  Deno.mkdirSync(`${to}/old`, { recursive: true });
  writeLocalCopy({ kind: "directory", from, to: `${to}/`, repository: `${place.path}/kept` });
  deepEqual(Array.from(Deno.readDirSync(to), ({ name }) => name).sort(), ["inner", "run"]);
  deepEqual(["inner/a", "run"].map((name) => Deno.statSync(`${to}/${name}`).mode! & 0o777), [0o644, 0o755]);
  deepEqual(Array.from(Deno.readDirSync(place.path), ({ name }) => name).sort(), ["kept", "out"]);
});

Deno.test("the kept files are never overwritten, nor is a directory that they lie in", () => {
  using place = folder();
  const repository = `${place.path}/kept`;
  Deno.mkdirSync(`${repository}/one`, { recursive: true });
  Deno.writeTextFileSync(`${repository}/one/a`, "1");
  for (const to of [place.path, repository, `${repository}/one`, `${repository}/new`]) {
    throws(() => writeLocalCopy({ kind: "directory", from: `${repository}/one`, to, repository }), {
      message: `Cannot write a copy to ${to}: the kept files are there, name another path`,
    });
  }
  equal(Deno.readTextFileSync(`${repository}/one/a`), "1");
});

Deno.test("where no copy can be, the error names the path", () => {
  using place = folder();
  Deno.writeTextFileSync(`${place.path}/a`, "1");
  const to = `${place.path}/absent/b`;
  throws(() => writeLocalCopy({ kind: "file", from: `${place.path}/a`, to, repository: `${place.path}/kept` }), {
    message: `IOError: [Errno 2] No such file or directory: '${to}'`,
  });
});
