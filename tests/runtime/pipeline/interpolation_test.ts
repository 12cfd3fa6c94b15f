import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { types as t } from "../../../runtime/mod.ts";
import { interpolate, type Interpolation } from "../../../runtime/pipeline/interpolation.ts";
import { HAS_PYTHON } from "../../modules/python/source_runner.ts";

function texts(interpolator: string, source: string, rest: Partial<Interpolation> = {}): Promise<readonly string[]> {
  return interpolate({ interpolator, source, count: 3, type: t.Float, ...rest });
}

Deno.test("interpolate() goes from the first to the last number in equal distances", async () => {
  const linear = "Linear Interpolation";
  deepEqual(await texts(linear, '["30.0", "75.0"]', { count: 4 }), ["30.0", "45.0", "60.0", "75.0"]);
  deepEqual(await texts(linear, "[0.1, 0.3]", { count: 2 }), ["0.1", "0.3"]);
  deepEqual(await texts(linear, '("1", "2")', { count: 1 }), ["1.0"]);
  deepEqual(await texts(linear, '["1", "2"]', { count: 0 }), ["1.0"]);
  deepEqual(await texts(linear, '["0", "5"]', { count: 4, type: t.Integer }), ["0", "1", "3", "5"]);
  deepEqual(await texts(linear, '["-1", "1"]', { count: 4, type: t.Integer }), ["-1", "0", "0", "1"]);
  deepEqual(await texts(linear, "[2.9, 4.9]", { count: 3, type: t.Integer }), ["2", "3", "4"]);
});

Deno.test("interpolate() mixes colours by component", async () => {
  deepEqual(await texts("RGB Interpolation", '["0.5,0.7,0.8", "0.5,0.9,0.3"]', { count: 6, type: t.Color }), [
    "0.5,0.7,0.8",
    "0.5,0.74,0.7",
    "0.5,0.78,0.6",
    "0.5,0.82,0.5",
    "0.5,0.86,0.4",
    "0.5,0.9,0.3",
  ]);
  deepEqual(await texts("RGB Interpolation", '["1,0,0", "0,0,1"]', { count: 1 }), ["1,0,0"]);
});

Deno.test("interpolate() takes the shorter way round the hues, and for a grey the other's hue", async () => {
  const hsv = (source: string, count = 3) => texts("HSV Interpolation", source, { type: t.Color, count });
  deepEqual(await hsv('["1,0,0", "0,1,0"]'), ["1.0,0.0,0.0", "1.0,1.0,0.0", "0.0,1.0,0.0"]);
  deepEqual(await hsv('["1,0,0", "0,0,1"]'), ["1.0,0.0,0.0", "1.0,0.0,1.0", "0.0,0.0,1.0"]);
  deepEqual(await hsv('["0,0,1", "1,0,0"]'), ["0.0,0.0,1.0", "1.0,0.0,1.0", "1.0,0.0,0.0"]);
  deepEqual(await hsv('["1,1,1", "0,1,0"]'), ["1.0,1.0,1.0", "0.5,1.0,0.5", "0.0,1.0,0.0"]);
  deepEqual(await hsv('["0,0,0", "1,1,1"]'), ["0.0,0.0,0.0", "0.5,0.5,0.5", "1.0,1.0,1.0"]);
  deepEqual(await hsv('["0,0,1", "1,1,1"]', 1), ["0,0,1"]);
});

function hsv(source: string, count: number): Promise<readonly string[]> {
  return texts("HSV Interpolation", source, { type: t.Color, count });
}

Deno.test("interpolate() goes through hues as worked out by hand", async () => {
  // Hues 330 and 30, saturation and value 1: over 350 and 10, and not over 180.
  deepEqual(await hsv('["1,0,0.5", "1,0.5,0"]', 4), [
    "1.0,0.0,0.5",
    "1.0,0.0,0.166666666667",
    "1.0,0.166666666667,0.0",
    "1.0,0.5,0.0",
  ]);
  // The same the other way round.
  deepEqual((await hsv('["1,0.5,0", "1,0,0.5"]', 3))[1], "1.0,0.0,0.0");
  // Hues 0 and 180 are as far from each other both ways: upwards, over 90, also on the way back.
  deepEqual((await hsv('["1,0,0", "0,1,1"]', 3))[1], "0.5,1.0,0.0");
  deepEqual((await hsv('["0,1,1", "1,0,0"]', 3))[1], "0.5,0.0,1.0");
  // Hue 240: (0, 0, 0.5) has saturation 1, value 0.5; (0.5, 0.5, 1) has saturation 0.5, value 1.
  deepEqual((await hsv('["0,0,0.5", "0.5,0.5,1"]', 3))[1], "0.1875,0.1875,0.75");
  // Black and white have no hue: they take green's; black has saturation 0, so that it fades from grey.
  deepEqual(await hsv('["0,0,0", "0,1,0"]', 3), ["0.0,0.0,0.0", "0.25,0.5,0.25", "0.0,1.0,0.0"]);
  deepEqual(await hsv('["0,1,0", "0.5,0.5,0.5"]', 3), ["0.0,1.0,0.0", "0.375,0.75,0.375", "0.5,0.5,0.5"]);
  // A red below 0 degrees counts from 360: (1, 0, 0.25) is 345.
  deepEqual((await hsv('["1,0,0.25", "1,0.25,0"]', 3))[1], "1.0,0.0,0.0");
});

const ORACLE = new URL("../../fixtures/hsv_paths.py", import.meta.url).pathname;

Deno.test("interpolate() goes through the hues that Python's colorsys finds", { ignore: !HAS_PYTHON }, async () => {
  const steps = [0, 0.2, 0.7, 1];
  const colors = steps.flatMap((r) => steps.flatMap((g) => steps.map((b) => [r, g, b])));
  const pairs = colors.flatMap((from) => colors.map((to) => [from, to, 4] as const)).filter(areFarFromOpposite);
  const python = new Deno.Command("python3", { args: [ORACLE], stdin: "piped", stdout: "piped" }).spawn();
  const input = new Blob([JSON.stringify(pairs)]).stream().pipeTo(python.stdin);
  const [{ stdout }] = await Promise.all([python.output(), input]);
  const wanted: readonly (readonly (readonly number[])[])[] = JSON.parse(new TextDecoder().decode(stdout));
  for (const [i, [from, to, count]] of pairs.entries()) {
    const found = (await hsv(JSON.stringify([from.join(","), to.join(",")]), count)).map((text) =>
      text.split(",").map(Number)
    );
    const apart = Math.max(...found.flatMap((color, k) => color.map((part, c) => Math.abs(part - wanted[i][k][c]))));
    ok(apart < 1e-9, `${from} to ${to}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted[i])}`);
  }
  equal(wanted.length, pairs.length);
});

/** Where both ways are as long, rounding decides. */
function areFarFromOpposite([from, to]: readonly [readonly number[], readonly number[], number]): boolean {
  const [a, b] = [from, to].map(([red, green, blue]) =>
    Math.atan2(Math.sqrt(3) * (green - blue), 2 * red - green - blue)
  );
  const isGrey = [from, to].some(([red, green, blue]) => red === green && green === blue);
  return isGrey || Math.cos(a - b) > -0.9;
}

Deno.test("interpolate() takes lists as long as they are, in the form of their type", async () => {
  deepEqual(await texts("List", "['1', '2.50', 3, '4e0']"), ["1.0", "2.5", "3.0", "4.0"]);
  deepEqual(await texts("List", "['a', 'b c']", { type: t.String }), ["a", "b c"]);
  deepEqual(await texts("List", "['07']", { type: t.Integer }), ["7"]);
  deepEqual(await texts("List", "['a', 1]", { type: undefined }), ["a", "1"]);
  deepEqual(await texts("List", "['1,0,0', '0.50,1,1']", { type: t.Color }), [
    "1.000000,0.000000,0.000000",
    "0.500000,1.000000,1.000000",
  ]);
  deepEqual(await texts("List", "[u'True', False]", { type: t.Boolean }), ["True", "False"]);
  deepEqual(await texts("List", "('/a b', '/c\\n')", { type: t.Path }), ["/a b", "/c\n"]);
  deepEqual(await texts("List", "['a']", { type: t.String, count: 5 }), ["a"]);
});

Deno.test("interpolate() asks Python for the values of a function", async () => {
  const asked: unknown[] = [];
  const callPython = (source: string, count: number) => {
    asked.push([source, count]);
    return Promise.resolve([0.25, null, 7]);
  };
  const source = "def value(i):\n    return i / 4.0";
  deepEqual(await texts("User-defined Function", source, { callPython }), ["0.25", "0.0", "7"]);
  deepEqual(asked, [[source, 3]]);
});

Deno.test("interpolate() says why there are no values", async () => {
  const cases: [string, string, Partial<Interpolation>, RegExp][] = [
    [
      "Linear Interpolation",
      "['1', '2']",
      { type: t.String },
      /only Integer and Float can be interpolated, it is String/,
    ],
    ["Linear Interpolation", "['1', '2']", { type: undefined }, /it is of a type that is not here/],
    ["Linear Interpolation", "['x', '2']", {}, /could not convert string to float: x/],
    ["Linear Interpolation", "['1']", {}, /it has 1 values/],
    ["Linear Interpolation", "7", {}, /its values are no list/],
    ["Linear Interpolation", "open('x')", {}, /malformed string/],
    [
      "RGB Interpolation",
      "['1,2', '1,2,3']",
      { type: t.Color },
      /a colour is three numbers with commas between, it is '1,2'/,
    ],
    ["HSV Interpolation", "['nan,0,0', '1,2,3']", { type: t.Color }, /a colour is three numbers/],
    ["HSV Interpolation", "['-1,0,0', '0,0,1']", { type: t.Color }, /a component of a colour is below 0/],
    ["List", "[]", {}, /its list is empty/],
    ["List", "['yes']", { type: t.Boolean }, /Boolean from String/],
    ["List", "'abc'", { type: t.String }, /its values are no list/],
    ["List", "['x']", { type: t.Integer }, /invalid literal for int\(\)/],
    ["Spline", "[]", {}, /no interpolation called "Spline"/],
    ["User-defined Function", "", {}, /a function in Python, which is not there/],
    ["User-defined Function", "", { callPython: () => Promise.resolve(["a"]) }, /value\(0\) is 'a', which is no Float/],
  ];
  for (const [interpolator, source, rest, reason] of cases) await rejects(texts(interpolator, source, rest), reason);
});
