import assert, { deepEqual, equal } from "node:assert/strict";
import { VistrailFileError } from "../../../runtime/errors.ts";
import { parseXml, parseXmlSequence } from "../../../runtime/vt_file/xml.ts";

Deno.test("parseXml() makes a tree with places", () => {
  const root = parseXml("<a>\n  <b x='1'/><c>t</c>\n</a>");
  deepEqual(root.children.map(({ name, line, column }) => [name, line, column]), [["b", 2, 3], ["c", 2, 13]]);
  equal(root.children[0].attributes.get("x"), "1");
  equal(root.children[1].text, "t");
});

Deno.test("parseXml() normalises attribute values, but not references", () => {
  const { attributes } = parseXml(`<a b="x\ty\r\nz&#10;&#9;&#13;" c='"&lt;&gt;&amp;&apos;&quot;&#x41;'/>`);
  equal(attributes.get("b"), "x y z\n\t\r");
  equal(attributes.get("c"), `"<>&'"A`);
});

Deno.test("parseXml() joins text, references and CDATA, with line feeds for line ends", () => {
  equal(parseXml("<a>1\r\n2\r3&amp;<![CDATA[<&]]>]] ><!-- no -->4<?pi no?></a>").text, "1\n2\n3&<&]] >4");
});

Deno.test("parseXml() does not decode references twice", () => {
  equal(parseXml("<a b='&amp;lt;'>&amp;amp;</a>").attributes.get("b"), "&lt;");
  equal(parseXml("<a>&amp;amp;</a>").text, "&amp;");
});

Deno.test("parseXml() accepts a byte order mark, a declaration and what may stand around the root", () => {
  const text = '\ufeff<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<!-- c --><?pi?>\n<a/>\n<!-- d -->\n';
  equal(parseXml(new TextEncoder().encode(text)).name, "a");
});

Deno.test("parseXml() reads names of all scripts, with blanks where they may be", () => {
  const root = parseXml("<données état-1 = 'x'  ns:b='y' ></données\n>");
  deepEqual([...root.attributes], [["état-1", "x"], ["ns:b", "y"]]);
});

Deno.test("parseXml() keeps attributes named like properties of objects", () => {
  const root = parseXml("<a __proto__='1' constructor='2'/>");
  deepEqual([...root.attributes.keys()], ["__proto__", "constructor"]);
});

Deno.test("parseXml() reads characters beyond the first plane", () => {
  equal(parseXml("<a b='😀&#x1F600;'/>").attributes.get("b"), "😀😀");
});

Deno.test("parseXml() names line and column of a mistake", () => {
  assert.throws(() => parseXml("<a>\n\n  <b>\n</a>"), (error: unknown) => {
    assert.ok(error instanceof VistrailFileError);
    deepEqual(error.place, { line: 4, column: 1 });
    return true;
  });
});

Deno.test("parseXml() keeps to limits that are given", () => {
  assert.throws(() => parseXml("<a><b><c/></b></a>", { depth: 2 }), /more than 2 deep/);
  assert.throws(() => parseXml("<a><b/><b/></a>", { elements: 2 }), /more than 2 elements/);
  assert.throws(() => parseXml("<a b='1234'/>", { attributeLength: 3 }), /has 4 characters/);
});

Deno.test("parseXmlSequence() reads documents without a root", () => {
  deepEqual(parseXmlSequence("<a/>\n<b/><a/>\n").map(({ name }) => name), ["a", "b", "a"]);
  deepEqual(parseXmlSequence(""), []);
});

Deno.test("parseXml() takes time in proportion to the length", () => {
  const long = "<a>" + "<b c='&lt;'>x</b>\n".repeat(100_000) + "&amp;".repeat(100_000) + "</a>";
  equal(parseXml(long).children.length, 100_000);
});

Deno.test("parseXml() quotes names no longer than a line holds", () => {
  const name = "x".repeat(70_000);
  for (const text of [`<${name}`, `<a ${name}/>`, `<a></${name}>`]) {
    assert.throws(() => parseXml(text), ({ message }: Error) => message.length < 400);
  }
});
