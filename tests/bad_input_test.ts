/** Damaged and hostile input: each is refused in one line that says what is wrong, at once. */
import assert from "node:assert/strict";
import { show } from "../commands/show.ts";
import { InputError } from "../runtime/errors.ts";
import { crc32 } from "../runtime/zip/crc32.ts";
import {
  action,
  actionAnnotation,
  add,
  addConnection,
  addModule,
  change,
  remove,
  vistrailXml,
} from "./fixtures/make_vistrail.ts";
import { deflate, type Entry, fields, join, makeZip, zip64End } from "./fixtures/make_zip.ts";

interface BadInput {
  readonly name: string;
  readonly bytes: Uint8Array | string;
  /** Part of the message. */
  readonly expected: string;
  /** File name; `bad.vt` when not given. */
  readonly file?: string;
  /** What follows the file name on the command line. */
  readonly version?: string;
}

const GOOD = vistrailXml(action(1, 0, addModule(0, 0)));
const VISTRAIL: Entry = { name: "vistrail", data: GOOD };
const DEFLATED = await deflate(GOOD);
const ZEROS = new Uint8Array(20 * 2 ** 20);
const BOMB = await deflate(ZEROS);
const LONG = "x".repeat(17 * 2 ** 20);

const ZIP: readonly BadInput[] = [
  { name: "empty file", bytes: "", expected: "end record is missing" },
  { name: "no zip", bytes: "PK, or so", expected: "end record is missing" },
  { name: "truncated zip", bytes: makeZip([VISTRAIL]).slice(0, -30), expected: "end record is missing" },
  {
    name: "zip cut at its beginning",
    bytes: makeZip([VISTRAIL]).slice(40),
    expected: "does not end at its end record",
  },
  {
    name: "bytes after the zip",
    bytes: join([makeZip([VISTRAIL]), fields([4, 7])]),
    expected: "end record is missing",
  },
  { name: "wrong CRC, stored", bytes: makeZip([{ ...VISTRAIL, crc: 1 }]), expected: "checksum is wrong" },
  {
    name: "wrong CRC, deflated",
    bytes: makeZip([{ ...VISTRAIL, deflated: DEFLATED, crc: 1 }]),
    expected: "checksum is wrong",
  },
  {
    name: "size claimed too small",
    bytes: makeZip([{ ...VISTRAIL, deflated: DEFLATED, size: 10 }]),
    expected: "larger than the 10 bytes that it claims",
  },
  {
    name: "size claimed too large",
    bytes: makeZip([{ ...VISTRAIL, deflated: DEFLATED, size: 5000 }]),
    expected: "it claims 5000",
  },
  {
    name: "two sizes for stored data",
    bytes: makeZip([{ ...VISTRAIL, size: 3 }]),
    expected: "stored, yet has two sizes",
  },
  {
    name: "local header lies",
    bytes: makeZip([{ ...VISTRAIL, local: { size: 3 } }]),
    expected: "other sizes in its own",
  },
  {
    name: "local header has another name",
    bytes: makeZip([{ ...VISTRAIL, local: { name: "vistrial" } }]),
    expected: "another name in its own header",
  },
  {
    name: "local header is none",
    bytes: makeZip([{ ...VISTRAIL, local: { signature: 7 } }]),
    expected: "is not where the directory says",
  },
  { name: "offset outside", bytes: makeZip([{ ...VISTRAIL, offset: 99999 }]), expected: "not lie inside the archive" },
  {
    name: "compressed size outside",
    bytes: makeZip([{ ...VISTRAIL, deflated: DEFLATED, compressedSize: 99999 }]),
    expected: "not lie inside the archive",
  },
  { name: "name leads out", bytes: makeZip([VISTRAIL, { name: "../evil" }]), expected: "leads out of the archive" },
  { name: "name leads out inside", bytes: makeZip([VISTRAIL, { name: "a/../../b" }]), expected: "leads out" },
  { name: "absolute name", bytes: makeZip([VISTRAIL, { name: "/etc/passwd" }]), expected: "is absolute" },
  { name: "drive letter", bytes: makeZip([VISTRAIL, { name: "C:evil" }]), expected: "is absolute" },
  { name: "backslash", bytes: makeZip([VISTRAIL, { name: "..\\evil" }]), expected: "holds a backslash" },
  { name: "NUL in a name", bytes: makeZip([VISTRAIL, { name: "a\0.png" }]), expected: "holds a NUL" },
  { name: "empty name", bytes: makeZip([VISTRAIL, { name: "" }]), expected: "is empty" },
  {
    name: "name that is not UTF-8",
    bytes: makeZip([VISTRAIL, { name: new Uint8Array([0xff, 0xfe]), flags: 0x800 }]),
    expected: "name is not UTF-8",
  },
  { name: "duplicate member", bytes: makeZip([VISTRAIL, VISTRAIL]), expected: '"vistrail" is there twice' },
  { name: "duplicate behind ./", bytes: makeZip([VISTRAIL, { ...VISTRAIL, name: "./vistrail" }]), expected: "twice" },
  {
    name: "member inside another",
    bytes: makeZip([{ name: "a", data: makeZip([{ name: "b", data: "x" }]).slice(0, 32) }, {
      name: "b",
      data: "x",
      offset: 31,
    }]),
    expected: "share their bytes",
  },
  { name: "encrypted", bytes: makeZip([{ ...VISTRAIL, flags: 1 }]), expected: "is encrypted" },
  { name: "unknown method", bytes: makeZip([{ ...VISTRAIL, method: 14 }]), expected: "compressed by method 14" },
  { name: "deflate that is none", bytes: makeZip([{ ...VISTRAIL, method: 8 }]), expected: "is damaged" },
  {
    name: "bomb by its claim",
    bytes: makeZip([{ name: "vistrail", deflated: BOMB, size: ZEROS.length, crc: crc32(ZEROS) }]),
    expected: "as only a zip bomb does",
  },
  {
    name: "bomb that hides its size",
    bytes: makeZip([{ name: "vistrail", deflated: BOMB, size: 1000, crc: 0 }]),
    expected: "larger than the 1000 bytes",
  },
  {
    name: "member of 2 GB",
    bytes: makeZip([{ ...VISTRAIL, deflated: DEFLATED, size: 2 ** 31 }]),
    expected: "at most 268435456 are read",
  },
  {
    name: "members of 2 GB together",
    bytes: makeZip(Array.from({ length: 600 }, (_, i) => ({
      name: `m${i}`,
      deflated: new Uint8Array(9),
      size: 4 * 2 ** 20,
    }))),
    expected: "at most 1073741824 are read",
  },
  { name: "too many members", bytes: makeZip([VISTRAIL], { count: 20000 }), expected: "at most 10000 are read" },
  { name: "more members than counted", bytes: makeZip([VISTRAIL, { name: "b" }], { count: 1 }), expected: "more than" },
  { name: "fewer members than counted", bytes: makeZip([VISTRAIL], { count: 2 }), expected: "directory is damaged" },
  { name: "several disks", bytes: makeZip([VISTRAIL], { disk: 1 }), expected: "several disks" },
  { name: "member on another disk", bytes: makeZip([{ ...VISTRAIL, disk: 3 }]), expected: "on another disk" },
  {
    name: "zip64 without its record",
    bytes: makeZip([VISTRAIL], { offset: 0xffffffff }),
    expected: "zip64 end record",
  },
  {
    name: "zip64 offset of 2^64 − 1",
    bytes: makeZip([VISTRAIL], { before: (found) => zip64End(found, { offset: 2n ** 64n - 1n }) }),
    expected: "beyond the end of the file",
  },
  {
    name: "zip64 count of 2^63",
    bytes: makeZip([VISTRAIL], { before: (found) => zip64End(found, { count: 2n ** 63n }) }),
    expected: "beyond the end of the file",
  },
  {
    name: "zip64 record elsewhere",
    bytes: makeZip([VISTRAIL], { before: (found) => zip64End(found, { record: 0n }) }),
    expected: "not where the locator says",
  },
  {
    name: "zip64 on several disks",
    bytes: makeZip([VISTRAIL], { before: (found) => zip64End(found, { disks: 2 }) }),
    expected: "several disks",
  },
  {
    name: "zip64 size missing",
    bytes: makeZip([{ ...VISTRAIL, size: 0xffffffff }]),
    expected: "lacks its zip64 sizes",
  },
  {
    name: "zip64 size of 2^63",
    bytes: makeZip([{ ...VISTRAIL, size: 0xffffffff, extra: fields([2, 1], [2, 8], [8, 2n ** 63n]) }]),
    expected: "zip64 value of 9223372036854775808",
  },
  { name: "no vistrail inside", bytes: makeZip([{ name: "log" }]), expected: "does not contain vistrail" },
  { name: "vistrail not at the root", bytes: makeZip([{ ...VISTRAIL, name: "a/vistrail" }]), expected: "not contain" },
];

const XML: readonly BadInput[] = ([
  ["nothing", "", "there is no element"],
  ["only a comment", "<!-- -->", "there is no element"],
  ["text alone", "hello", "text outside of the root"],
  ["two roots", "<a/><b/>", "second root element"],
  ["text after the root", "<a/>x", "text outside of the root"],
  ["CDATA outside of the root", "<a/><![CDATA[x]]>", "CDATA section is not allowed outside"],
  ["root not closed", "<a><b></b>", "<a> of line 1 is not closed"],
  ["tags that do not match", "<a>\n<b></a>", "2:4: Cannot read the XML: </a> is wrong here, <b> of line 2 is open"],
  ["end tag alone", "</a>", "no element is open"],
  ["end tag with attributes", "<a></a b='1'>", "is not closed by >"],
  ["tag not complete", "<a b='1'", "the tag <a> is not complete"],
  ["attribute twice", "<a b='1' b='2'/>", "attribute b is there twice"],
  ["attribute without quotes", "<a b=1/>", "is not quoted"],
  ["attribute without a value", "<a b/>", "has no value"],
  ["attribute not closed", "<a b='1/>", "is not closed"],
  ["attributes without a blank", "<a b='1'c='2'/>", "a blank is wanted"],
  ["< in an attribute", "<a b='<'/>", "< is not allowed in an attribute value"],
  ["unknown entity", "<a b='&nbsp;'/>", '"&nbsp;" is no reference'],
  ["bare ampersand", "<a>fish & chips</a>", "is no reference"],
  ["reference to a control character", "<a>&#0;</a>", '"&#0;" is no reference'],
  ["reference to a surrogate", "<a>&#xD800;</a>", "is no reference"],
  ["reference beyond Unicode", "<a>&#x110000;</a>", "is no reference"],
  ["control character", "<a>\u0001</a>", "U+0001 is not allowed"],
  ["]]> in text", "<a>]]></a>", "]]> is not allowed"],
  ["-- in a comment", "<a><!-- a -- b --></a>", "-- is not allowed in a comment"],
  ["comment not closed", "<a><!-- a</a>", "comment is not closed"],
  ["CDATA not closed", "<a><![CDATA[</a>", "CDATA section is not closed"],
  ["instruction not closed", "<a><?b</a>", "processing instruction is not closed"],
  ["instruction without a name", "<a><? b?></a>", "processing instruction has no name"],
  ["XML declaration in the middle", "<a/><?xml version='1.0'?>", "only at the very beginning"],
  ["malformed XML declaration", "<?xml encoding='UTF-8'?><a/>", "XML declaration is malformed"],
  ["name beginning with a digit", "<1a/>", "does not begin a tag"],
  ["blank after <", "< a/>", "does not begin a tag"],
  ["DOCTYPE", "<!DOCTYPE a [<!ENTITY x 'y'>]><a/>", "DOCTYPE) is not allowed"],
  ["other markup", "<a><!ELEMENT b></a>", "neither a comment nor a CDATA section"],
  ["declared encoding", "<?xml version='1.0' encoding='ISO-8859-1'?><a/>", "its encoding is ISO-8859-1"],
  ["depth of 100,000", "<a>".repeat(100_000), "nested more than 256 deep"],
  ["huge attribute", `<a b="${LONG}"/>`, "at most 16777216 are read"],
  ["wrong root", "<workflow/>", "the root element is <workflow>"],
  ["root __proto__", "<__proto__/>", "the root element is <__proto__>"],
  ["no schema version", "<vistrail/>", "schema version is missing"],
  ["newer schema", vistrailXml("", "1.0.5"), "newer version of VisTrails"],
  ["much newer schema", vistrailXml("", "10.0"), "newer version of VisTrails"],
  ["older schema", vistrailXml("", "0.6.0"), "older than 0.8.0"],
  ["unknown schema", vistrailXml("", "__proto__"), '"__proto__" is unknown'],
] as const).map(([name, bytes, expected]) => ({ name: `XML: ${name}`, file: "bad.xml", bytes, expected }));

const OTHER_XML: readonly BadInput[] = [
  { name: "not UTF-8", file: "bad.xml", bytes: new Uint8Array([0x3c, 0x61, 0x3e, 10, 0xff]), expected: ":2: Cannot" },
  { name: "UTF-16", file: "bad.xml", bytes: new Uint8Array([0xff, 0xfe, 0x3c, 0]), expected: "encoding is UTF-16" },
  { name: "bad XML in a bundle", bytes: makeZip([{ name: "vistrail", data: "<a>" }]), expected: "is not closed" },
  {
    name: "link that leads nowhere",
    file: "bad.vtl",
    bytes: "<vtlink/>",
    expected: "names neither a file nor a vistrail",
  },
  { name: "link to itself", file: "bad.vtl", bytes: '<vtlink filename="bad.vtl"/>', expected: "more than 8" },
  { name: "link to a URL", file: "bad.vtl", bytes: '<vtlink url="http://x/"/>', expected: "download that first" },
  { name: "link to a database", file: "bad.vtl", bytes: '<vtlink host="db"/>', expected: "a database on" },
  { name: "link that is none", file: "bad.vtl", bytes: "<vistrail/>", expected: "<vtlink> is wanted" },
  { name: "link with bad base64", file: "bad.vtl", bytes: '<vtlink vtcontent="*"/>', expected: "not base64" },
];

const DANGLING = action(1, 0, addModule(0, 0) + addConnection(1, 0, { from: 0, to: 9 }));

const ACTIONS: readonly BadInput[] = ([
  ["version its own parent", action(1, 1), "version 1 is its own ancestor"],
  ["cycle of versions", action(1, 3) + action(2, 1) + action(3, 2), "is its own ancestor"],
  ["missing parent", action(2, 1), "version 1, parent of version 2, is not there"],
  ["version twice", action(1, 0) + action(1, 0), "version 1 is there twice"],
  ["version NaN", action("NaN", 0), 'id "NaN" is no integer'],
  ["version 2^63", action("9223372036854775808", 0), "is no integer that can be an id"],
  ["version 0", action(0, 0), "0 cannot be a version number"],
  ["negative version", action(-4, 0), "-4 cannot be a version number"],
  ["version without an id", action("", 0), "id is missing"],
  ["parent that is no number", action(1, "__proto__"), 'prevId "__proto__" is no integer'],
  ["module id of 2^63", action(1, 0, add(0, "module", { id: "9223372036854775808" })), "is no integer"],
  ["module without an id", action(1, 0, add(0, "module", { id: "" })), "objectId is missing"],
  ["unknown kind of object", action(1, 0, add(0, "__proto__", { id: 1 })), '"__proto__" and cannot be'],
  ["add of nothing", action(1, 0, '<add id="0" what="module" objectId="0"/>'), "carries none"],
  ["operation without an id", action(1, 0, '<delete what="module" objectId="0"/>'), "id is missing"],
  ["delete of what is not there", action(1, 0, remove(7, "module", 3)), "Illegal delete operation 7 of version 1"],
  [
    "change of what is not there",
    action(1, 0, change(7, "parameter", { id: 2 }, { oldId: 1, parent: "function 0" })),
    "Illegal change operation 7 of version 1: parameter 1 is not there",
  ],
  [
    "function of a missing module",
    action(1, 0, add(7, "function", { id: 0, pos: 0, name: "value" }, "module 5")),
    "Cannot replay operation 7 of version 1: module 5 of function 0 is not there",
  ],
  [
    "parameter of a missing function",
    action(1, 0, add(7, "parameter", { id: 0, pos: 0 }, "function __proto__")),
    'parentObjId "__proto__" is no integer',
  ],
  ["port of a missing connection", action(1, 0, add(7, "port", { id: 0 }, "connection 1")), "connection 1 of port 0"],
  ["connection to a missing module", DANGLING, "the destination of connection 0 is module 9, which is not there"],
  [
    "connection without ends",
    action(1, 0, addModule(0, 0) + add(1, "connection", { id: 0 })),
    "connection 0 has no source",
  ],
] as const).map(([name, content, expected]) => ({
  name: `actions: ${name}`,
  file: "bad.xml",
  version: ":1",
  bytes: vistrailXml(content),
  expected,
}));

const TAGGED = vistrailXml(action(1, 0, addModule(0, 0)) + actionAnnotation(1, "__tag__", "first"));

const ARGUMENTS: readonly BadInput[] = [
  { name: "unknown tag", file: "a.xml", bytes: TAGGED, version: ":last", expected: 'the tags are "first"' },
  { name: "tag __proto__", file: "a.xml", bytes: TAGGED, version: ":__proto__", expected: 'tagged "__proto__"' },
  {
    name: "unknown version",
    file: "a.xml",
    bytes: TAGGED,
    version: ":7",
    expected: "the vistrail has 1, the last is 1",
  },
  {
    name: "version with many digits",
    file: "a.xml",
    bytes: TAGGED,
    version: `:${"9".repeat(400)}`,
    expected: "find version",
  },
  {
    name: "version of a script",
    file: "a.ts",
    bytes: "",
    version: ":7",
    expected: "It is a script, which has no versions",
  },
  { name: "other file", file: "a.xml", bytes: TAGGED, version: "l", expected: "there is no such file" },
  { name: "file as a folder", file: "a.xml", bytes: TAGGED, version: "/b.vt", expected: "Cannot open it" },
];

for (
  const { name, bytes, expected, file = "bad.vt", version = "" } of [
    ...ZIP,
    ...XML,
    ...OTHER_XML,
    ...ACTIONS,
    ...ARGUMENTS,
  ]
) {
  Deno.test(`show() refuses: ${name}`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      const path = `${folder}/${file}`;
      await Deno.writeFile(path, typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes);
      await assertRefused(path + version, expected);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

Deno.test("show() refuses: a directory", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await assertRefused(folder, "it is a directory");
  } finally {
    await Deno.remove(folder);
  }
});

Deno.test("show() refuses: no file of that name", async () => {
  await assertRefused("/nowhere/at all.vt", "/nowhere/at all.vt: Cannot open it: there is no such file");
});

Deno.test("show() refuses: a device", { ignore: Deno.build.os === "windows" }, async () => {
  await assertRefused("/dev/zero", "it is no ordinary file");
});

async function assertRefused(argument: string, expected: string): Promise<void> {
  const error = await show(argument).then(() => assert.fail("it was shown"), (error) => error);
  assert.ok(error instanceof InputError, String(error instanceof Error ? error.stack : error));
  assert.ok(error.message.includes(expected), `${error.message}\n  should include: ${expected}`);
  assert.ok(!error.message.includes("\n") && error.message.length < 1000, "one line");
}
