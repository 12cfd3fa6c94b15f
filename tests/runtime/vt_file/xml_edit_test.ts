import { equal, throws } from "node:assert/strict";
import { annotationOf, tagsOf } from "../../../runtime/vistrail/vistrail.ts";
import { readVistrail } from "../../../runtime/vt_file/vistrail_xml.ts";
import { dateText, setAnnotation, setVersionNote, type VersionNote } from "../../../runtime/vt_file/xml_edit.ts";
import { vistrailXml } from "../../fixtures/make_vistrail.ts";

const KEY = "__jobs__";
const HARD = "& < > \" ' \n \r \t é 😀 \u007f";
const note = (change: Partial<VersionNote> = {}): VersionNote => ({
  version: 1,
  key: "__tag__",
  value: "first",
  user: "ada",
  date: new Date(2016, 0, 2, 3, 4, 5),
  ...change,
});

const INDENTED = `<vistrail id="" version="1.0.4">
  <action id="1" prevId="0">
    <annotation id="4" key="__description__" value="x" />
  </action>
  <actionAnnotation actionId="1" id="7" key="__notes__" value="n" />
</vistrail>
`;

Deno.test("setAnnotation() adds an element in the manner of the file, with the next id, and takes it out again", () => {
  const changed = setAnnotation(INDENTED, KEY, "{}");
  const line = '  <annotation id="8" key="__jobs__" value="{}" />\n';
  equal(changed, INDENTED.replace("  <actionAnnotation", `${line}  <actionAnnotation`));
  equal(setAnnotation(changed, KEY, undefined), INDENTED);
});

Deno.test("setAnnotation() adds to files of one line, with other line ends, and to empty ones", () => {
  const line = vistrailXml('<action id="1" prevId="0"/><tag id="1" name="a"/>', "0.9.5");
  equal(
    setAnnotation(line, KEY, "x"),
    line.replace("</vistrail>", '<annotation id="0" key="__jobs__" value="x" /></vistrail>'),
  );
  const windows = `\ufeff${INDENTED.replaceAll("\n", "\r\n")}`;
  const changed = setAnnotation(windows, KEY, "x");
  equal(changed.includes('</action>\r\n  <annotation id="8"'), true);
  equal(setAnnotation(changed, KEY, undefined), windows);
  for (const empty of ['<vistrail version="1.0.4"/>', '<vistrail version="1.0.4" />', vistrailXml("")]) {
    equal(annotationOf(readVistrail(setAnnotation(empty, KEY, "x")), KEY), "x");
  }
});

Deno.test("setAnnotation() writes any text so that it is read again", () => {
  equal(annotationOf(readVistrail(setAnnotation(INDENTED, KEY, HARD)), KEY), HARD);
  throws(() => setAnnotation(INDENTED, KEY, "a\0b"), { name: "InputError", message: /no character U\+0000/ });
  throws(() => setAnnotation(INDENTED, KEY, "\ud800"), { name: "InputError", message: /no character U\+D800/ });
});

Deno.test("setAnnotation() changes only the value of one that is there", () => {
  const xml = vistrailXml("<annotation\n extra='>' value='old' key='__&#106;obs__' id='3'></annotation><other/>");
  equal(setAnnotation(xml, KEY, "it's"), xml.replace("'old'", `"it's"`));
  const twice = vistrailXml('<annotation key="__jobs__" value="a"/> <annotation key="__jobs__" value="b"/>');
  equal(setAnnotation(twice, KEY, "c"), twice.replace('"b"', '"c"'));
  equal(setAnnotation(twice, KEY, undefined), vistrailXml(""));
  equal(setAnnotation(xml, "other", undefined), xml);
});

Deno.test("setAnnotation() counts the ids of all annotations", () => {
  const operations = '<add id="50" what="annotation" objectId="11"><annotation id="11" key="" value=""/></add>' +
    '<change id="51" what="annotation" oldObjId="11" newObjId="12"><annotation id="12" key="" value=""/></change>' +
    '<delete id="52" what="annotation" objectId="99"/><add id="53" what="module" objectId="70"><module id="70"/></add>';
  const xml = vistrailXml(`<action id="1" prevId="0">${operations}</action>`);
  equal(setAnnotation(xml, KEY, "").includes('<annotation id="13" '), true);
});

Deno.test("setAnnotation() refuses schemas without a place for it, but has nothing to remove from them", () => {
  const old = vistrailXml("", "0.9.1");
  throws(() => setAnnotation(old, KEY, "x"), {
    name: "VistrailFileError",
    message: /schema of the file is 0\.9\.1, 0\.9\.3 is the first/,
  });
  equal(setAnnotation(old, KEY, undefined), old);
});

Deno.test("setVersionNote() adds, changes and removes", () => {
  const added = setVersionNote(INDENTED, note());
  const element =
    '<actionAnnotation actionId="1" date="2016-01-02 03:04:05" id="8" key="__tag__" user="ada" value="first" />';
  equal(added, INDENTED.replace("</vistrail>", `  ${element}\n</vistrail>`));
  const changed = setVersionNote(
    added,
    note({ value: "a & b", user: "eve", date: new Date(2017, 10, 12, 13, 14, 15) }),
  );
  const other = element.replace("first", "a &amp; b").replace("ada", "eve").replace(
    /date="[^"]*"/,
    'date="2017-11-12 13:14:15"',
  );
  equal(changed, added.replace(element, other));
  equal(setVersionNote(changed, note({ value: undefined })), INDENTED);
});

Deno.test("setVersionNote() writes tags of old schemas as they were written then", () => {
  const old = vistrailXml('<action id="1" prevId="0"/><action id="2" prevId="1"/><tag id="2" name="second"/>', "0.9.1");
  const added = setVersionNote(old, note());
  equal(added, old.replace("</vistrail>", '<tag id="1" name="first" /></vistrail>'));
  equal(tagsOf(readVistrail(setVersionNote(added, note({ value: HARD })))).get(1), HARD);
  equal(setVersionNote(added, note({ value: undefined })), old);
  throws(() => setVersionNote(old, note({ key: "__notes__" })), { message: /1\.0\.2 is the first/ });
});

Deno.test("dateText() fills with zeros", () => equal(dateText(new Date(2016, 0, 2, 3, 4, 5)), "2016-01-02 03:04:05"));
