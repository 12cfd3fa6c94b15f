import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import { Color, InvalidOutput, PathValue, python, Tuple } from "vt";
import { PythonObject } from "../../../runtime/python/python_object.ts";
import { pythonTest } from "./source_runner.ts";

/** How Python writes a value, and what comes back of it. */
const VALUES: readonly (readonly [repr: string, value: unknown])[] = [
  ["None", null],
  ["True", true],
  ["5", 5],
  ["5.0", python.makeFloat(5)],
  ["-0.0", -0],
  ["0.1", 0.1],
  ["1e-07", 1e-7],
  ["9007199254740992.0", 2 ** 53],
  ["1e+300", 1e300],
  ["inf", Infinity],
  ["-inf", -Infinity],
  ["9007199254740991", 2 ** 53 - 1],
  ["9007199254740992", 2n ** 53n],
  ["-1180591620717411303424", -(2n ** 70n)],
  ["'é\\n'", "é\n"],
  ["'\\ud800'", "\ud800"],
  ["b'a\\xff'", Uint8Array.of(97, 255)],
  ["[1, [2.5]]", [1, [2.5]]],
  ["[0.5, 1.0, 1.5, 2.5, -0.0]", [0.5, python.makeFloat(1), 1.5, 2.5, -0]],
  ["(1, ())", new Tuple([1, new Tuple([])])],
  [
    "{'a': (1,), 2: None, (1, 2): 3.0}",
    new Map<unknown, unknown>([["a", new Tuple([1])], [2, null], [
      new Tuple([1, 2]),
      python.makeFloat(3),
    ]]),
  ],
  ["{'__proto__': 1}", new Map([["__proto__", 1]])],
  ["PathObject('/a b')", new PathValue("/a b")],
  ["InstanceObject(tuple=(0.5, 1.0, 0.0))", new Color([0.5, 1, 0])],
  ["InvalidOutput", InvalidOutput],
];

pythonTest("WireWriter and WireReader keep every value as it is", async ({ run }) => {
  for (const [written, value] of VALUES) {
    const { o, p } = await run("o = [i]; p = repr(i)", { i: value }, { outputs: ["o", "p"] });
    equal(p, written);
    deepEqual(o, [value]);
  }
});

pythonTest("WireReader reads NaN, and bytes that are a copy", async ({ run }) => {
  const { o } = await run("o = [float('nan'), i]", { i: Uint8Array.of(7) });
  const [nan, bytes] = o as [number, Uint8Array];
  equal(Number.isNaN(nan), true);
  equal(bytes.buffer.byteLength, 1);
});

pythonTest("what Python alone makes arrives as what it is like", async ({ run }) => {
  deepEqual(await run("o = [range(2), {1: 2}.keys(), iter]").then(({ o }) => (o as unknown[]).slice(0, 2)), [[0, 1], [
    1,
  ]]);
  const { o } = await run(
    "class Text(str): pass\nclass Number(int): pass\no = [Text('a'), Number(3), bytearray(b'x')]",
  );
  deepEqual(o, ["a", 3, Uint8Array.of(120)]);
});

pythonTest("an open file is its path", async ({ run, context }) => {
  const path = context.temporaryPath("file");
  const { o } = await run("o = open(path, 'w')\no.write('all of it')", { path });
  deepEqual(o, new PathValue(path));
  equal(Deno.readTextFileSync(path), "all of it");
});

pythonTest("a kind of tuple or dict is plain data here and itself in Python", async ({ run }) => {
  const { o, p } = await run(
    "import collections\no = collections.namedtuple('P', 'x y')(1, 2)\np = collections.defaultdict(list, a=[1])",
    {},
    { outputs: ["o", "p"] },
  );
  deepEqual([o, p], [new Tuple([1, 2]), new Map([["a", [1]]])]);
  deepEqual(await run("o = [t.x + t.y, d['new']]", { t: o, d: p }), { o: [3, []] });
});

pythonTest("an object stays in Python, is the same there again, and can be gone through", async ({ run }) => {
  const { o } = await run("class Thing(object):\n  def __repr__(self): return '<it>'\no = [Thing(), {3}]");
  const [thing, set] = o as [PythonObject, PythonObject];
  deepEqual([thing.type, thing.text, thing.repr, set.type], ["Thing", "<it>", "<it>", "set"]);
  deepEqual([...set], [3]);
  deepEqual(await run("o = type(t).__name__ + str(s | {4})", { t: thing, s: set }), { o: "Thing{3, 4}" });
  throws(() => [...thing], { message: "TypeError: 'Thing' object is not iterable outside Python" });
});

pythonTest("arrays can be gone through, and what NumPy has for numbers are numbers", async ({ run }) => {
  const scalar = "class Scalar(object):\n  shape = ()\n  def item(self): return 2.0\nScalar.__module__ = 'numpy'\n";
  const { o } = await run(`import array\n${scalar}o = [array.array('d', [0.5, 1]), Scalar()]`);
  const [numbers, two] = o as [PythonObject, unknown];
  deepEqual([numbers.type, [...numbers], two], ["array", [0.5, python.makeFloat(1)], python.makeFloat(2)]);
});

pythonTest("an object whose methods fail is passed on all the same", async ({ run }) => {
  const { o } = await run("class Bad(object):\n  def __repr__(self): 1/0\n  def __len__(self): 1/0\no = Bad()");
  equal((o as PythonObject).text, "<Bad object>");
});

pythonTest("an object of another module passes through Python", async ({ run }) => {
  class Reference {}
  const reference = new Reference();
  const { o, p } = await run("o = (r, 1)\np = str(r)", { r: reference }, { outputs: ["o", "p"] });
  equal((o as Tuple).items[0], reference);
  equal(p, "<Reference object of vt>");
});

pythonTest("lists that hold themselves stay in Python, deep ones are refused on the way there", async ({ run }) => {
  equal(((await run("o = []\no.append(o)")).o as PythonObject).type, "list");
  let deep: unknown[] = [];
  for (let i = 0; i < 1000; i++) deep = [deep];
  await rejects(run("pass", { deep }), { message: "RuntimeError: maximum recursion depth exceeded" });
});

pythonTest("an object is lost with the process that held it", async ({ run }) => {
  const { o } = await run("o = {1}");
  await rejects(run("import os; os._exit(1)"));
  await rejects(run("pass", { i: o }), {
    message: "Cannot use the value on input port 'i': the Python process that held the set has ended",
  });
});
