import { deepEqual, equal } from "node:assert/strict";
import { type AnyDefinition, python, Tuple, types } from "vt";
import { basicPackage } from "../../../modules/basic/mod.ts";
import { NdArray, tableDataPackage, TableObject } from "../../../modules/table_data/mod.ts";
import { corpusTest } from "../../fixtures/corpus.ts";
import { FakeContext } from "../fake_context.ts";

type Values = Readonly<Record<string, unknown>>;

interface Case {
  readonly name: string;
  readonly modules: readonly {
    readonly id: number;
    readonly name: string;
    readonly functions: readonly (readonly [string, readonly (readonly [string, string])[]])[];
  }[];
  readonly connections: readonly (readonly [number, string, number, string])[];
  readonly portSpecs?: readonly { readonly module: number; readonly name: string }[];
  readonly expect: {
    readonly errors: Readonly<Record<string, { readonly msg: string }>>;
    readonly outputs: Readonly<Record<string, Values>>;
  };
}

corpusTest(
  "tableDataPackage computes what VisTrails computed in its own tests, tables and arrays included",
  (corpus) => {
    const cases: Case[] = JSON.parse(Deno.readTextFileSync(`${corpus}/cases/unit_tabledata.json`));
    let compared = 0;
    for (const one of cases) {
      using context = new FakeContext();
      const outputs: Values[] = [];
      for (const [index, { id, name }] of one.modules.entries()) {
        if (name === "PythonSource") continue;
        const failure = one.expect.errors[id]?.msg.replace(/^Uncaught exception: /, "");
        const told = compute(one, index, { corpus, outputs, context });
        if (typeof told === "string") equal(told, failure, one.name);
        else outputs[index] = told;
        equal(typeof told === "string", failure !== undefined, one.name);
        for (const [port, expected] of Object.entries(one.expect.outputs[id])) {
          if (JSON.stringify(expected).includes('"$TMP')) continue;
          deepEqual(described(outputs[index][port]), plain(expected), `${one.name} ${name}.${port}`);
          compared++;
        }
      }
    }
    equal(compared > 60, true);
  },
);

interface Surroundings {
  readonly corpus: string;
  readonly outputs: readonly Values[];
  readonly context: FakeContext;
}

/** The outputs, or the error's text. */
function compute(one: Case, index: number, { corpus, outputs, context }: Surroundings): Values | string {
  const { id, name, functions } = one.modules[index];
  const definition = definitionOf(name);
  const inputs: Record<string, unknown> = {};
  for (const [port, { default: value }] of Object.entries(definition.inputs)) inputs[port] = value;
  for (const [port, parameters] of functions) {
    const values = parameters.map(([type, text]) => parse(type, text.replace("$VISTRAILS", `${corpus}/data`)));
    const value = values.length === 1 ? values[0] : new Tuple(values);
    inputs[port] = definition.inputs[port]?.all ? [value] : value;
  }
  for (const [from, output, to, port] of one.connections) if (to === index) inputs[port] = outputs[from][output];
  const dynamic = (one.portSpecs ?? []).filter(({ module }) => module === id).map((spec) => spec.name);
  try {
    const own = Object.assign(Object.create(context), { dynamicPorts: { inputs: dynamic, outputs: [] } });
    return definition.compute!(inputs, own) as Values;
  } catch (error) {
    return (error as Error).message;
  }
}

function definitionOf(fullName: string): AnyDefinition {
  const name = fullName.slice(fullName.lastIndexOf("|") + 1);
  return [...tableDataPackage.modules, ...basicPackage.modules].find((module) => module.name === name)!;
}

function parse(type: string, text: string): unknown {
  const found = Object.values(types).find(({ name }) => name === type)!;
  return found.constant!.parse(text);
}

/** Our values as the corpus writes them. */
function described(value: unknown): unknown {
  if (value instanceof TableObject) {
    const columns = Array.from({ length: value.columns }, (_, i) => described(value.column(i)));
    return { columns, names: value.names, rows: value.rows };
  }
  if (value instanceof NdArray) return { array: elements(value), type: value.type.name };
  if (value instanceof Temporal.PlainDateTime) return value.toString({ smallestUnit: "second" }).replace("T", " ");
  if (value instanceof Temporal.ZonedDateTime) {
    return value.toString({ smallestUnit: "second", timeZoneName: "never" }).replace("T", " ");
  }
  if (python.isFloat(value)) return Number(value);
  return Array.isArray(value) ? value.map(described) : value;
}

function elements(array: NdArray): unknown[] {
  return Array.from(array, (item) => item instanceof NdArray ? elements(item) : described(item));
}

function plain(expected: unknown): unknown {
  if (Array.isArray(expected)) return expected.map(plain);
  if (typeof expected !== "object" || expected === null) return expected;
  const fields = new Map(Object.entries(expected));
  if (fields.has("__numpy__")) return { array: fields.get("__numpy__"), type: fields.get("dtype") };
  return fields.get("__table__") ?? fields.get("__datetime__") ?? expected;
}
