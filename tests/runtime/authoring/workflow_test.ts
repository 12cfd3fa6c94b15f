import { deepEqual, equal, match, throws } from "node:assert/strict";
import { allValues, defineModule, definePackage, port, ScriptError, types as t, workflow } from "vt";
import type { BuiltWorkflow, Ref, WorkflowBuilder } from "vt";
import { InputError } from "../../../runtime/errors.ts";
import type { Pipeline } from "../../../runtime/pipeline/pipeline.ts";

const Plus = defineModule({
  name: "Plus",
  namespace: "numbers",
  inputs: { a: port(t.Integer), b: port(t.Integer, { default: 1 }) },
  outputs: { value: port(t.Integer), id: port(t.Integer) },
  compute: ({ a, b }) => ({ value: a + b, id: 0 }),
});
const Gather = defineModule({
  name: "Gather",
  inputs: { items: allValues(port(t.Variant)), list: port(t.List, { optional: true }) },
  outputs: { list: port(t.List) },
  compute: ({ items }) => ({ list: items }),
});
const Packed = defineModule({ name: "Packed", inputs: {}, outputs: {}, compute: () => ({}) });
definePackage({ identifier: "org.vt.packed", name: "Packed", version: "1.2", modules: [Packed] });
const HERE = import.meta.url;

function build(define: (builder: WorkflowBuilder) => void, set: Record<string, string> = {}): BuiltWorkflow {
  return workflow("test", define).build({ set: new Map(Object.entries(set)) });
}

function wires({ connections }: Pipeline): string[] {
  return connections.map(({ source, destination }) =>
    `${source.module}.${source.port} → ${destination.module}.${destination.port}`
  );
}

/** Functions as `port=value`. */
function written({ modules }: Pipeline, id: number): string[] {
  return modules[id].functions.map(({ name, value }) => `${name}=${JSON.stringify(value)}`);
}

Deno.test("add() makes a module of the definition, with its package or its script", () => {
  const { pipeline: { modules } } = build(({ add }) => {
    add(Plus, { a: 1 }, { label: "one more", cache: false });
    add(Packed, {});
  });
  deepEqual({ ...modules[0], definition: undefined, functions: [], controlParameters: [] }, {
    id: 0,
    kind: "module",
    package: HERE,
    namespace: "numbers",
    name: "Plus",
    version: "",
    definition: undefined,
    label: "one more",
    cache: false,
    functions: [],
    controlParameters: [],
    portSpecs: [],
  });
  equal(modules[0].definition, Plus);
  const { package: identifier, version, label, cache } = modules[1];
  deepEqual({ identifier, version, label, cache }, {
    identifier: "org.vt.packed",
    version: "1.2",
    label: "",
    cache: true,
  });
});

Deno.test("add() keeps the target that the script names, and refuses what cannot be one", () => {
  const { pipeline: { modules } } = build(({ add }) => {
    add(Packed, {}, { target: "lab" });
    add(Packed, {}, { target: "here" });
    add(Packed, {}, { label: "anywhere" });
  });
  deepEqual(modules.map(({ target }) => target), ["lab", "here", undefined]);
  throws(() => build(({ add }) => void add(Packed, {}, { target: "a b" })), /Cannot set a target: "a b" is no name/);
});

Deno.test("add() connects outputs and writes values, both in the order given", () => {
  const { pipeline } = build(({ add, merge }) => {
    const first = add(Plus, { a: 1, b: 2 });
    const second = add(Plus, { b: first.id, a: first.value });
    add(Gather, { items: merge(second.value, [merge(first.value), second.self]) });
  });
  deepEqual(wires(pipeline), [
    "0.id → 1.b",
    "0.value → 1.a",
    "1.value → 2.items",
    "0.value → 2.items",
    "1.self → 2.items",
  ]);
  deepEqual(pipeline.connections.map(({ id }) => id), [0, 1, 2, 3, 4]);
  deepEqual(written(pipeline, 0), ["a=1", "b=2"]);
});

Deno.test("add() and merge() take more values and outputs than a call takes arguments", () => {
  const { pipeline } = build(({ add, merge }) => {
    const { value } = add(Plus, { a: 1 });
    add(Gather, { items: merge(Array.from({ length: 200_000 }, () => value)) });
    add(Gather, { items: Array.from({ length: 200_000 }, (_, i) => i) });
  });
  equal(pipeline.connections.length, 200_000);
  equal(pipeline.modules[2].functions.length, 200_000);
});

Deno.test("add() writes a list as one value, and as several on a port that takes all", () => {
  const { pipeline } = build(({ add }) => add(Gather, { items: [1, [2]], list: [1, [2]] }));
  deepEqual(written(pipeline, 0), ["items=1", "items=[2]", "list=[1,[2]]"]);
});

Deno.test("input() is an InputPort with the type of the input, output() an OutputPort", () => {
  const { pipeline, inputs, outputs, problems } = build(({ add, input, output }) => {
    const n = input("n", t.Integer, 10);
    output("sum", add(Plus, { a: n }).value);
    output("same", input("list", t.List, []));
  });
  deepEqual(wires(pipeline), ["0.InternalPipe → 1.a", "1.value → 2.InternalPipe", "3.InternalPipe → 4.InternalPipe"]);
  const [inputPort] = pipeline.modules;
  deepEqual([inputPort.package, inputPort.name], ["org.vistrails.vistrails.basic", "InputPort"]);
  deepEqual(inputPort.portSpecs.map(({ side, name, types, depth }) => [side, name, types[0].name, depth]), [
    ["output", "InternalPipe", "Integer", 0],
  ]);
  deepEqual(written(pipeline, 0), ['name="n"', "Default=10"]);
  deepEqual(written(pipeline, 2), ['name="sum"']);
  deepEqual([...outputs], [["sum", 2], ["same", 4]]);
  deepEqual(inputs, [{ name: "n", type: t.Integer, default: 10 }, { name: "list", type: t.List, default: [] }]);
  deepEqual(problems, []);
});

Deno.test("build() sets inputs and parameters from texts", () => {
  const define = ({ add, input, parameter }: WorkflowBuilder) => {
    const count = parameter("count", t.Integer, 2);
    for (let i = 0; i < count; i++) add(Plus, { a: i });
    input("names", t.List, []);
  };
  const { pipeline, parameters } = build(define, { count: "3", names: "['a', 'b']" });
  equal(pipeline.modules.length, 4);
  deepEqual(written(pipeline, 3), ['name="names"', 'Default=["a","b"]']);
  deepEqual(parameters, [{ name: "count", type: t.Integer, default: 2 }]);
  equal(build(define).pipeline.modules.length, 3);
});

Deno.test("build() reports each mandatory input without value", () => {
  const define = ({ input }: WorkflowBuilder) => void [input("a", t.Integer), input("b", t.String)];
  deepEqual(build(define, { a: "1" }).problems, [
    { module: "1", name: "InputPort", message: "Missing value of input b: set it by --set b=VALUE", severity: "error" },
  ]);
});

Deno.test("build() refuses texts that do not fit, and names that are not there", () => {
  const define = ({ input, parameter }: WorkflowBuilder) => {
    input("width", t.Integer, 1);
    input("anything", t.Module);
    parameter("height", t.Float, 1);
  };
  const message = (set: Record<string, string>) => messageOf(() => build(define, set), InputError);
  match(message({ width: "x" }), /^Cannot set width to "x": Integer wanted, ValueError: /);
  equal(message({ anything: "x" }), "Cannot set anything: a Module cannot be written as text");
  equal(
    message({ widht: "1" }),
    'Cannot set widht: workflow "test" has no such input, it has width, anything, height; did you mean width?',
  );
  equal(
    message({ depth: "1" }),
    'Cannot set depth: workflow "test" has no such input, it has width, anything, height',
  );
});

Deno.test("build() can be called again, each time anew", () => {
  const twice = workflow("twice", ({ add, output }) => output("x", add(Plus, { a: 1 }).value));
  deepEqual(wires(twice.build().pipeline), wires(twice.build().pipeline));
});

Deno.test("modules without values, loops and own ports share their empty lists", () => {
  const { pipeline: { modules } } = build(({ add }) =>
    void [add(Plus, { a: 1 }), add(Plus, { a: 1 }), add(Packed, {})]
  );
  equal(modules[0].controlParameters, modules[1].controlParameters);
  equal(modules[0].portSpecs, modules[2].portSpecs);
  equal(
    modules[2].functions,
    workflow("other", ({ add }) => void add(Packed, {})).build().pipeline.modules[0].functions,
  );
});

Deno.test("build() refuses wiring that only an unchecked script can have", () => {
  const nothing = undefined as unknown as number;
  const cases: [RegExp, (builder: WorkflowBuilder) => void][] = [
    [/^Cannot connect port a of Plus: undefined given, as by an output that does not exist/, ({ add }) => {
      add(Plus, { a: nothing });
    }],
    [/^Cannot connect port list of Gather: a whole module given, one of its outputs wanted/, ({ add }) => {
      add(Gather, { list: add(Packed, {}) as unknown as Ref });
    }],
    [/^Cannot connect port list of Gather: a list of outputs given; put outputs together with merge/, ({ add }) => {
      add(Gather, { list: [add(Plus, { a: 1 }).value] });
    }],
    [/^Cannot merge outputs: 3 given, an output wanted/, ({ merge }) => merge(3 as unknown as Ref)],
    [/^Cannot connect output x: "text" given, an output wanted/, ({ output }) => output("x", "text" as unknown as Ref)],
    [/^Cannot connect output x: merged outputs given/, ({ add, merge, output }) => {
      output("x", merge(add(Plus, { a: 1 }).value) as unknown as Ref);
    }],
    [/^Cannot name two outputs x/, ({ add, output }) => {
      for (let i = 0; i < 2; i++) output("x", add(Plus, { a: 1 }).value);
    }],
    [/^Cannot name two inputs or parameters x/, ({ input, parameter }) => {
      input("x", t.Integer, 1);
      parameter("x", t.Integer, 1);
    }],
    [/^Cannot add undefined to workflow "test": a module made by defineModule\(\) wanted/, ({ add }) => {
      add(undefined as unknown as typeof Plus, { a: 1 });
    }],
    [/^Cannot add an object to workflow "test": a module made by defineModule\(\) wanted/, ({ add }) => {
      add({ ...Plus }, { a: 1 });
    }],
    [/^Cannot define module Late inside workflow "test" \(.*\): define it at the top level of the file/, () => {
      defineModule({ name: "Late", inputs: {}, outputs: {}, compute: () => ({}) });
    }],
    [/^Cannot build workflow "test": RangeError: oops \(.*workflow_test\.ts:\d+\)$/, () => {
      throw new RangeError("oops");
    }],
    [/^Cannot build workflow "test": its function is async; await at the top of the file$/, async () => {
      await Promise.reject(new Error("lost"));
    }],
  ];
  for (const [expected, define] of cases) match(messageOf(() => build(define), ScriptError), expected);
});

Deno.test("errors of wiring end with the line of the script", () => {
  const line = Number(/:(\d+):\d+/.exec(new Error().stack!.split("\n")[1])![1]);
  const message = messageOf(() => build(({ output }) => output("x", 3 as unknown as Ref)), ScriptError);
  match(message, new RegExp(`\\(.*/tests/runtime/authoring/workflow_test\\.ts:${line + 1}\\)$`));
});

Deno.test("outputs of another workflow, and additions after the building, are refused", () => {
  let kept: WorkflowBuilder | undefined;
  let output: Ref<{ Float: 1; Integer: 1; Module: 1; Constant: 1 }, 0> | undefined;
  build((builder) => {
    kept = builder;
    output = builder.add(Plus, { a: 1 }).value;
  });
  match(
    messageOf(() => kept!.add(Packed, {}), ScriptError),
    /^Cannot add Packed to workflow "test": it is built already/,
  );
  match(messageOf(() => kept!.input("x", t.Integer), ScriptError), /^Cannot add input x to workflow "test"/);
  match(messageOf(() => kept!.parameter("x", t.Integer, 1), ScriptError), /^Cannot add parameter x to workflow "test"/);
  match(messageOf(() => kept!.output("x", output!), ScriptError), /^Cannot add output x to workflow "test"/);
  const foreign = messageOf(() => build(({ add }) => add(Plus, { a: output! })), ScriptError);
  match(foreign, /^Cannot connect port a of Plus: an output from outside of workflow "test" given/);
});

function messageOf(run: () => unknown, type: new (...args: never[]) => Error): string {
  let message = "";
  throws(run, (error) => {
    message = (error as Error).message;
    return error instanceof type;
  });
  return message;
}
