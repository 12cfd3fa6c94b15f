import { deepEqual, equal, rejects } from "node:assert/strict";
import { listTags, setTag } from "../../commands/tag.ts";
import { action, actionAnnotation, vistrailXml } from "../fixtures/make_vistrail.ts";

const XML = vistrailXml(action(1, 0) + action(2, 1) + action(12, 2) + actionAnnotation(2, "__tag__", "second"));

async function withFile(work: (file: string) => Promise<void>): Promise<void> {
  const file = await Deno.makeTempFile({ suffix: ".xml" });
  try {
    await Deno.writeTextFile(file, XML);
    await work(file);
  } finally {
    await Deno.remove(file);
  }
}

Deno.test("setTag() names a version, names it anew, and takes the name away", () =>
  withFile(async (file) => {
    deepEqual(await setTag(`${file}:12`, " a & b "), { file, version: 12, tag: "a & b", previous: null });
    equal(await listTags(file), " 2  second\n12  a & b");
    deepEqual(await setTag(`${file}:a & b`, "last"), { file, version: 12, tag: "last", previous: "a & b" });
    deepEqual(JSON.parse(await listTags(file, true)), { file, tags: { 2: "second", 12: "last" } });
    equal(await listTags(`${file}:12`), "12  last");
    deepEqual(await setTag(`${file}:last`), { file, version: 12, tag: null, previous: "last" });
    equal(await Deno.readTextFile(file), XML);
  }));

Deno.test("setTag() refuses names that do not lead to the version", () =>
  withFile(async (file) => {
    const refused: [version: string, name: string | undefined, message: RegExp][] = [
      ["12", "second", /version 2 is already called that/],
      ["12", "7", /taken for the number of a version/],
      ["12", " ", /a tag is not blank/],
      ["12", "a\nb", /a tag is one line of text/],
      ["12", "\ud800", /XML has no character/],
      ["12", undefined, /it has none/],
      ["0", "root", /version 0/],
      ["3", "third", /Cannot find version 3/],
      ["third", "third", /Cannot find a version tagged/],
    ];
    for (const [version, name, message] of refused) {
      await rejects(setTag(`${file}:${version}`, name), { name: "InputError", message });
    }
    await rejects(setTag(file, "x"), { name: "UsageError", message: /No VERSION given/ });
    equal(await Deno.readTextFile(file), XML);
  }));
