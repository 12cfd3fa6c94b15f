import { deepStrictEqual as deepEqual, equal, notEqual, ok } from "node:assert/strict";
import { holderOf } from "../../../runtime/python/held_value.ts";
import { PythonObject } from "../../../runtime/python/python_object.ts";
import { Traveller } from "../../../runtime/python/travel.ts";
import { Tuple } from "../../../runtime/python/tuple.ts";
import { decodeValue, encodeValue } from "../../../runtime/store/value_codec.ts";
import { Color, InvalidOutput, PathValue } from "../../../runtime/values.ts";

function there(value: unknown): unknown {
  const encoded = encodeValue(value);
  ok(encoded);
  const decoded = decodeValue(encoded);
  ok(decoded);
  return decoded.value;
}

const bare = Object.assign(Object.create(null), { a: 1 });

const VALUES: readonly (readonly [what: string, value: unknown])[] = [
  ["null", null],
  ["undefined", undefined],
  ["booleans", [true, false]],
  ["numbers", [0, 5, -1.5, 1e300, 2 ** 53, 0.1 + 0.2]],
  ["numbers that JSON does not have", [NaN, Infinity, -Infinity, -0]],
  ["boxed numbers", [Object(5), Object(-0), Object(NaN)]],
  ["big integers", [0n, 2n ** 80n, -(2n ** 80n)]],
  ["texts", ["", "ä\u0000\n", "\ud800", '{"tuple":[]}', "x".repeat(20_000)]],
  ["lists in lists", [[[]], [1, [2]]]],
  ["tuples", new Tuple([1, new Tuple([]), [2]])],
  ["dicts, in their order", new Map<unknown, unknown>([["b", 1], ["a", 2], [new Tuple([1]), [3]], [1n, null]])],
  ["objects", { a: 1, b: { c: [undefined] } }],
  ["objects with one key that means something", { tuple: [1], nested: { path: 0 } }],
  ["objects without a prototype", bare],
  ["short bytes", new Uint8Array([0, 255])],
  ["long bytes", new Uint8Array(10_000).fill(7)],
  ["typed arrays", [
    new Float64Array([NaN, -0, 1.5]),
    new Int16Array([-1, 2]),
    new BigInt64Array([-1n]),
    new Uint8ClampedArray([3]),
    new Float32Array(5000).fill(0.5),
  ]],
  ["a part of an array", new Uint16Array([1, 2, 3, 4]).subarray(1, 3)],
  ["long lists of numbers", Array.from({ length: 1000 }, (_, i) => i % 3 === 0 ? NaN : i % 3 === 1 ? -0 : i / 7)],
  ["long lists with something else", [...new Array(1000).fill(1), "x"]],
  ["paths", [new PathValue("/a/b"), { p: new PathValue("") }]],
  ["colours", new Color([0, 0.5, -0])],
];

for (const [what, value] of VALUES) {
  Deno.test(`decodeValue() gives back ${what}`, () => deepEqual(there(value), value));
}

Deno.test("decodeValue() gives back InvalidOutput itself, and -0", () => {
  equal((there([InvalidOutput]) as unknown[])[0], InvalidOutput);
  ok(Object.is(there(-0), -0));
});

Deno.test("decodeValue() makes a property of __proto__, nothing else", () => {
  const value = JSON.parse('{"__proto__": {"polluted": 1}}');
  const found = there(value) as Record<string, unknown>;
  deepEqual(Object.keys(found), ["__proto__"]);
  equal(found.polluted, undefined);
});

Deno.test("encodeValue() reads holes of a list as undefined", () => {
  deepEqual(there(new Array(2)), [undefined, undefined]);
  equal((there(new Array(1000)) as unknown[])[999], undefined);
});

const circle: unknown[] = [];
circle.push(circle, circle);
let deep: unknown = [];
for (let i = 0; i < 100_000; i++) deep = [deep];
let wide: unknown[] = [0];
for (let i = 0; i < 60; i++) wide = [wide, wide];
const throws = {
  get a(): number {
    throw new Error("no");
  },
};
const kept: readonly (readonly [what: string, value: unknown])[] = [
  ["functions", [() => 1]],
  ["symbols", Symbol("a")],
  ["instances of classes", [new Date()]],
  ["instances of a class that extends Array", new (class extends Array {})()],
  ["buffers of Node", (await import("node:buffer")).Buffer.from([1])],
  ["what holds itself", circle],
  ["what nests too deeply", deep],
  ["what is the same part too often", wide],
  ["what throws when it is read", throws],
];

for (const [what, value] of kept) {
  Deno.test(`encodeValue() keeps no ${what}`, () => equal(encodeValue(value), undefined));
}

Deno.test("encodeValue() tells 5 from 5.0, and a dict from a list of its parts", () => {
  const values = [5, Object(5), 5n, "5", [5], new Tuple([5]), new Map([[5, 5]]), [5, 5], { 5: 5 }, null, undefined];
  equal(new Set(values.map((value) => encodeValue(value)?.text)).size, values.length);
  notEqual(encodeValue({ a: 1, b: 2 })?.text, encodeValue({ b: 2, a: 1 })?.text);
});

Deno.test("decodeValue() knows damaged texts", () => {
  const texts = [
    "",
    "{",
    "{}",
    '{"tuple":1}',
    '{"dict":[1]}',
    '{"object":[1,2]}',
    '{"float":"x"}',
    '{"int":"z"}',
    '{"int":1}',
    '{"bytes":["Array","AA=="]}',
    '{"bytes":["Uint8Array",0]}',
    '{"bytes":["Float64Array","AA=="]}',
    '{"bytes":["Uint8Array","*"]}',
    '{"numbers":0}',
    '{"path":0}',
    '{"color":["a"]}',
    '{"boxed":"5"}',
    '{"other":1}',
    '{"tuple":[],"dict":[]}',
    `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
  ];
  for (const text of texts) equal(decodeValue({ text, attachments: [], paths: [] }), undefined, text.slice(0, 40));
});

Deno.test("decodeValue() takes the pickle of an object only where it is told to", async () => {
  const facts = { type: "set", text: "{1}", repr: "{1}", items: [1] };
  const bytes = Uint8Array.of(1, 2);
  const encoded = encodeValue(new Traveller({ facts, bytes }))!;
  for (const hasPickles of [true, false]) {
    const { value } = decodeValue({ ...encoded, hasPickles })!;
    deepEqual(value, new PythonObject(facts));
    const holder = holderOf(value as object)!;
    equal(holder.hasEnded, !hasPickles);
    const whyNot = "no pickle is taken from where it comes from";
    deepEqual(await holder.pickle([value as object]), [hasPickles ? { bytes } : { whyNot }]);
  }
});

Deno.test("decodeValue() refuses what is no object of Python", () => {
  for (const parts of ['["like",1]', '["facts",5]', '["like"]', "[]", "7", '["facts",null]']) {
    const text = `{"python":${parts}}`;
    equal(decodeValue({ text, attachments: [], paths: [], hasPickles: true }), undefined, text);
  }
});
