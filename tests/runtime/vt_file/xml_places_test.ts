import { deepEqual, equal } from "node:assert/strict";
import { findAttribute, findPlaces } from "../../../runtime/vt_file/xml_places.ts";

function childrenOf(text: string): string[] {
  return findPlaces(text).children.map(({ start, end }) => text.slice(start, end));
}

Deno.test("findPlaces() finds the children of the root", () => {
  const text =
    "<?xml version='1.0'?>\r\n<!-- <a> --><r x='>' y=\"/>\">\n <a/><b c='<!--'.>1</b  > text<c><a></a><![CDATA[</c>]]></c>" +
    "<?p </r>?><!-- </r> --></r>\n<!-- <d/> -->";
  deepEqual(childrenOf(text), ["<a/>", "<b c='<!--'.>1</b  >", "<c><a></a><![CDATA[</c>]]></c>"]);
  const { tagEnd, empty } = findPlaces(text);
  equal(text.slice(0, tagEnd).endsWith('y="/>">'), true);
  equal(empty, false);
});

Deno.test("findPlaces() knows a root without an end tag", () => {
  deepEqual(findPlaces("<r a='1'/>"), { tagEnd: 10, empty: true, children: [] });
  deepEqual(findPlaces("<r></r>"), { tagEnd: 3, empty: false, children: [] });
});

Deno.test("findPlaces() takes elements nested a million deep, and many of them, in little time", () => {
  equal(childrenOf(`<r>${"<a>".repeat(1e6)}${"</a>".repeat(1e6)}${"<b/>".repeat(1e5)}</r>`).length, 100_001);
});

Deno.test("findAttribute() finds values in either kind of quotes", () => {
  const tag = `<a key2="key='no'"\n\tkey = 'y"es' id="" />`;
  const value = (name: string) => {
    const found = findAttribute(tag, name);
    return found && tag.slice(found.start, found.end);
  };
  equal(value("key"), `'y"es'`);
  equal(value("id"), '""');
  equal(value("no"), undefined);
});
