import { deepEqual, equal, ok } from "node:assert/strict";
import { createHash } from "node:crypto";
import { Tuple } from "../../../runtime/python/tuple.ts";
import { recordedText, recordedValue, recordedValues } from "../../../runtime/record/recorded_value.ts";
import { Color, PathValue } from "../../../runtime/values.ts";
import { temporaryPlace } from "../../support/recorded_run.ts";

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

Deno.test("recordedValue() gives short values themselves, as JSON", () => {
  const short: readonly [value: unknown, json: unknown][] = [
    [5, 5],
    [Object(5), 5],
    [true, true],
    [null, null],
    [undefined, null],
    ["text", "text"],
    [[1, ["a"]], [1, ["a"]]],
    [new Tuple([1, 2]), { __tuple__: [1, 2] }],
    [new Map([["a", NaN]]), { a: { __float__: "nan" } }],
    [2n ** 70n, { __int__: String(2n ** 70n) }],
  ];
  for (const [value, json] of short) deepEqual(recordedValue(value), { value: json });
});

Deno.test("recordedValue() says what long values are, how much, and their hash where that is cheap", () => {
  const text = "é".repeat(200);
  deepEqual(recordedValue(text), { type: "str", size: 400, hash: sha256(text) });
  const bytes = Float64Array.from({ length: 100 }, (_, i) => i);
  const half = bytes.subarray(50);
  const hash = sha256(new Uint8Array(half.buffer, half.byteOffset, half.byteLength));
  deepEqual(recordedValue(half), { type: "Float64Array", size: 400, hash });
  deepEqual(recordedValue(new Uint8Array(2 ** 20 + 1)), { type: "str", size: 2 ** 20 + 1 });
  deepEqual(recordedValue(Array.from({ length: 60 }, (_, i) => i)), { type: "list", size: 60 });
  deepEqual(recordedValue([["x".repeat(200)]]), { type: "list", size: 1 });
  deepEqual(recordedValue(new Map([[1, "x".repeat(200)]])), { type: "dict", size: 1 });
  deepEqual(recordedValue(new Tuple(["x".repeat(200), 2])), { type: "tuple", size: 2 });
  deepEqual(recordedValue(new Date()), { type: "Date" });
  deepEqual(recordedValue(new Color([0, 0, 1])), { type: "InstanceObject" });
});

Deno.test("recordedValue() ends with what holds itself, and with what throws", () => {
  const circle: unknown[] = [];
  circle.push(circle);
  deepEqual(recordedValue(circle), { type: "list", size: 1 });
  const throws = new Proxy([], {
    get: () => {
      throw new Error("no");
    },
  });
  deepEqual(recordedValue(throws), { type: "object" });
});

Deno.test("recordedValue() tells of files and folders", () => {
  using place = temporaryPlace();
  const file = `${place.directory}/file`;
  Deno.writeTextFileSync(file, "content");
  deepEqual(recordedValue(new PathValue(file)), { type: "File", size: 7, hash: sha256("content"), path: file });
  deepEqual(recordedValue(new PathValue(place.directory)), { type: "Directory", path: place.directory });
  deepEqual(recordedValue(new PathValue(`${file}/none`)), { type: "Path", path: `${file}/none` });
});

Deno.test("recordedText() is the text of recordedValues()", () => {
  const outputs = { n: -0.5, nan: NaN, yes: true, text: 'a"\u2028', long: "x".repeat(99), list: [1], none: null };
  equal(JSON.stringify(JSON.parse(recordedText(outputs)!)), JSON.stringify(recordedValues(outputs)));
  equal(recordedText({}), "{}");
  equal(recordedText({ n: 1, path: new PathValue("/") }), undefined);
  ok(JSON.parse(recordedText({ ["__proto__"]: 1 })!).__proto__.value === 1);
});

Deno.test("recordedValue() tells of the files in lists, tuples and dicts, whatever their length", () => {
  const folder = Deno.makeTempDirSync();
  const path = `${folder}/a`;
  Deno.writeTextFileSync(path, "one");
  const hash = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed";
  const files = [{ type: "File", size: 3, hash, path }];
  const file = new PathValue(path);
  const long = "x".repeat(200);
  deepEqual(recordedValue([file, long]), { type: "list", size: 2, files });
  deepEqual(recordedValue(new Map<string, unknown>([["a", file], ["b", long]])), { type: "dict", size: 2, files });
  deepEqual(recordedValue(new Tuple([file, 1])).files, files);
  deepEqual(recordedValue([new PathValue("/-")]), { type: "list", size: 1, files: [{ type: "Path", path: "/-" }] });
  deepEqual(recordedValue([1, "a"]), { value: [1, "a"] });
  Deno.removeSync(folder, { recursive: true });
});
