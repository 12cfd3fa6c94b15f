import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { removeTree } from "../../../modules/persistence/content.ts";
import { Repository, type Version } from "../../../modules/persistence/repository.ts";
import { evaluate } from "../../support/vt_process.ts";

interface Place extends Disposable {
  readonly folder: string;
  readonly repository: Repository;
}

function place(): Place {
  const folder = Deno.makeTempDirSync();
  return { folder, repository: new Repository(`${folder}/kept`), [Symbol.dispose]: () => removeTree(folder) };
}

const facts = { name: "a.txt", tags: "t", signature: "s1" };

async function keepText({ folder, repository }: Place, text: string, signature = "s1"): Promise<Version> {
  Deno.writeTextFileSync(`${folder}/source`, text);
  const content = await repository.keep(`${folder}/source`);
  const version = await repository.commit("e", content, { ...facts, signature });
  await repository.remember(signature, version);
  return version;
}

Deno.test("an entity has a version for each new content, found by its id, version and signature", async () => {
  using at = place();
  const { repository } = at;
  const one = await keepText(at, "1");
  deepEqual(await keepText(at, "1", "s1 again"), one);
  const two = await keepText(at, "2", "s2");
  deepEqual([one.number, two.number, two.date_created], [1, 2, one.date_created]);
  match(two.version, /^[0-9a-f]{40}$/);
  deepEqual(repository.find("e", null), two);
  deepEqual(repository.find("e", one.version), one);
  deepEqual([repository.find("e", "0"), repository.find("other", null)], [undefined, undefined]);
  deepEqual(["s1", "s1 again", "s2", "s3"].map((each) => repository.findBySignature(each)?.number), [
    1,
    1,
    2,
    undefined,
  ]);
  deepEqual((await keepText(at, "1")).number, 3);
  equal(Deno.readTextFileSync(repository.pathOf(two)), "2");
  deepEqual(Object.keys(one).sort(), [
    "content",
    "date_created",
    "date_modified",
    "id",
    "name",
    "number",
    "signature",
    "tags",
    "user",
    "version",
  ]);
});

Deno.test("reading makes nothing, and an id that is a path is no entity", async () => {
  using at = place();
  const { repository } = at;
  deepEqual([repository.find("e", null), repository.findBySignature("s"), repository.count()], [
    undefined,
    undefined,
    0,
  ]);
  deepEqual([...Deno.readDirSync(at.folder)], []);
  await keepText(at, "1");
  for (const id of ["../entities/e", "", ".", "..", "a/b"]) {
    equal(repository.find(id, null), undefined);
    const content = repository.find("e", null)!.content;
    await rejects(
      repository.commit(id, content, facts),
      /^ModuleError: Cannot keep a file under the id ".*": not a UUID$/,
    );
  }
});

Deno.test("a signature whose content is gone is not known, and a damaged version is passed over", async () => {
  using at = place();
  const { content } = await keepText(at, "1");
  const two = await keepText(at, "2", "s2");
  Deno.removeSync(`${at.repository.folder}/content/${content.hash.slice(0, 2)}/${content.hash}`);
  equal(at.repository.findBySignature("s1"), undefined);
  for (
    const damaged of ["{", "[]", "null", '{"id":"e","version":"v","name":"","content":{"kind":"file","hash":"../x"}}']
  ) {
    Deno.writeTextFileSync(`${at.repository.folder}/entities/e/3.json`, damaged);
    deepEqual(at.repository.find("e", null), two);
  }
  equal((await keepText(at, "3")).number, 4);
});

Deno.test("programs that keep at the same time all get a version of their own", async () => {
  using at = place();
  const program = (name: string): Promise<{ code: number; stderr: string }> =>
    evaluate(`
      import { Repository } from "ROOT/modules/persistence/repository.ts";
      const repository = new Repository(${JSON.stringify(at.repository.folder)});
      for (let i = 0; i < 8; i++) {
        const source = ${JSON.stringify(`${at.folder}/${name}`)};
        Deno.writeTextFileSync(source, "${name} " + i);
        const content = await repository.keep(source);
        await repository.commit("e", content, { name: "${name}", tags: "", signature: "${name} " + i });
      }
    `);
  const ran = await Promise.all(["one", "two", "three"].map(program));
  for (const { code, stderr } of ran) deepEqual([code, stderr], [0, ""]);
  const folder = `${at.repository.folder}/entities/e`;
  const made: Version[] = Array.from(
    { length: 24 },
    (_, i) => JSON.parse(Deno.readTextFileSync(`${folder}/${i + 1}.json`)),
  );
  equal(new Set(made.map(({ signature }) => signature)).size, 24);
  for (const { content, signature } of made) {
    equal(Deno.readTextFileSync(at.repository.pathOf({ content, name: "x" } as Version)), signature);
  }
});

/** What changes files; each call of one is a place where a program may end. */
const STEPS = ["copyFile", "chmod", "rename", "link", "mkdir", "writeTextFile", "remove", "open"] as const;

/** Runs until the step of that number, which does not happen any more. */
async function endingAt(step: number, work: () => Promise<unknown>): Promise<boolean> {
  const originals = STEPS.map((name) => [name, Deno[name]] as const);
  let left = step;
  for (const [name, original] of originals) {
    const replaced = (...args: unknown[]): unknown => {
      if (left-- <= 0) throw new Error("the program ended");
      return (original as (...args: unknown[]) => unknown)(...args);
    };
    Object.assign(Deno, { [name]: replaced });
  }
  try {
    await work();
    return true;
  } catch (error) {
    match(String(error), /the program ended/);
    return false;
  } finally {
    Object.assign(Deno, Object.fromEntries(originals));
  }
}

Deno.test("wherever the program ends, a version is whole or not there, and the next program goes on", async () => {
  let steps = 0;
  for (let isOver = false; !isOver; steps++) {
    using at = place();
    const one = await keepText(at, "1");
    isOver = await endingAt(steps, () => keepText(at, "2", "s2"));
    const found = at.repository.find("e", null)!;
    equal(Deno.readTextFileSync(at.repository.pathOf(found)), String(found.number));
    const known = at.repository.findBySignature("s2");
    ok(known === undefined || known.number === 2);
    const two = await keepText(at, "2", "s2");
    deepEqual([two.number, at.repository.findBySignature("s2"), at.repository.find("e", one.version)], [2, two, one]);
  }
  ok(steps > 15, `${steps} places`);
});
