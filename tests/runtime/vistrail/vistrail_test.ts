import assert, { deepEqual, equal } from "node:assert/strict";
import { annotationOf, annotationsByVersion, tagsOf, versionNamed } from "../../../runtime/vistrail/vistrail.ts";
import { readVistrail } from "../../../runtime/vt_file/vistrail_xml.ts";
import { action, actionAnnotation, vistrailXml } from "../../fixtures/make_vistrail.ts";

Deno.test("annotationsByVersion() lets the last count, and a blank one remove", () => {
  const vistrail = readVistrail(vistrailXml(
    action(1, 0) + action(2, 1) + actionAnnotation(1, "k", "a") + actionAnnotation(1, "k", "b") +
      actionAnnotation(2, "k", "c") + actionAnnotation(2, "k", "  "),
  ));
  deepEqual([...annotationsByVersion(vistrail, "k")], [[1, "b"]]);
});

Deno.test("versionNamed() finds numbers and tags", () => {
  const vistrail = readVistrail(vistrailXml(action(1, 0) + action(2, 1) + actionAnnotation(2, "__tag__", "a tag")));
  deepEqual([...tagsOf(vistrail)], [[2, "a tag"]]);
  deepEqual(["0", "1", "a tag"].map((name) => versionNamed(vistrail, name)), [0, 1, 2]);
  assert.throws(() => versionNamed(vistrail, "3"), /the vistrail has 2, the last is 2$/);
  assert.throws(() => versionNamed(vistrail, "A tag"), /the tags are "a tag"$/);
});

Deno.test("annotationOf() gives the vistrail's own", () => {
  const vistrail = readVistrail(vistrailXml('<annotation id="0" key="__jobs__" value="{}"/>'));
  equal(annotationOf(vistrail, "__jobs__"), "{}");
  equal(annotationOf(vistrail, "__proto__"), undefined);
});

Deno.test("versionNamed() lists tags no longer than a line holds", () => {
  const tagged = vistrailXml(action(1, 0) + actionAnnotation(1, "__tag__", "x".repeat(70_000)));
  assert.throws(
    () => versionNamed(readVistrail(tagged), "y".repeat(70_000)),
    ({ message }: Error) => message.length < 300,
  );
});
