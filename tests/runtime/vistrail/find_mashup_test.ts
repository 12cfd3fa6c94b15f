import { deepEqual, throws } from "node:assert/strict";
import { findMashup } from "../../../runtime/vistrail/find_mashup.ts";
import type { Mashup, MashupTrail } from "../../../runtime/vistrail/mashup.ts";

function mashup(id: number, tag = "", name = ""): Mashup {
  return { id, tag, name, aliases: [] };
}

function found(trails: readonly MashupTrail[], text: string): string {
  const { trail, mashup } = findMashup(trails, text);
  return `${trail.id} ${mashup.id}`;
}

const ONE: MashupTrail = {
  id: "a1-b",
  version: 1,
  mashups: [mashup(3, "one"), mashup(5, "3"), mashup(4, "", "named")],
};
const TWO: MashupTrail = { id: "a2-c", version: 1, mashups: [mashup(1, "", "ROOT"), mashup(3, "two")] };

Deno.test("findMashup() finds by tag, name or number, and the last where none is named", () => {
  deepEqual(["one", "named", "4", "3", "", "-1"].map((text) => found([ONE], text)), [
    "a1-b 3",
    "a1-b 4",
    "a1-b 4",
    "a1-b 5",
    "a1-b 5",
    "a1-b 5",
  ]);
});

Deno.test("findMashup() looks in all trails, or in the one that is named", () => {
  deepEqual(["one", "two", "ROOT", "a2:3", "a1:3", "a1:", "a2-c:two"].map((text) => found([ONE, TWO], text)), [
    "a1-b 3",
    "a2-c 3",
    "a2-c 1",
    "a2-c 3",
    "a1-b 5",
    "a1-b 5",
    "a2-c 3",
  ]);
  const twice = [{ ...ONE, id: "x" }, { ...ONE, id: "y" }];
  throws(() => findMashup(twice, "one"), { message: 'Cannot tell which mashup "one" is: name it x:3 or y:3' });
  throws(() => findMashup([ONE, TWO], ""), { message: 'Cannot tell which mashup "" is: name it a1-b:5 or a2-c:3' });
});

Deno.test("findMashup() says which there are and what may be meant", () => {
  throws(() => findMashup([ONE], "onne"), {
    name: "InputError",
    message: 'Cannot find mashup "onne": the file has "one" (3), "3" (5), did you mean "one"',
  });
  const untagged = { id: "12345678-9", version: 1, mashups: [mashup(1), mashup(2)] };
  throws(() => findMashup([untagged, TWO], "x\ny"), {
    message: 'Cannot find mashup "x\\ny": the file has 12345678:2, "two" (a2-c:3)',
  });
  throws(() => findMashup([], "x"), { message: 'Cannot find mashup "x": the file has no mashups' });
  const many = { id: "m", version: 1, mashups: Array.from({ length: 20 }, (_, i) => mashup(i, `tag${i}`)) };
  throws(() => findMashup([many], "other"), /"tag7" \(7\), … \(20\)$/);
});
