/** Reads a table of temperatures and sums up each station, by a group that loops over the stations. */
import { defineModule, group, ModuleError, PathValue, port, types as t, workflow } from "vt";

export const ReadTable = defineModule({
  name: "ReadTable",
  doc: "Reads a CSV file: a name per row, then numbers; an empty cell is left out.",
  inputs: { file: port(t.File) },
  outputs: { names: port(t.String, { depth: 1 }), rows: port(t.Float, { depth: 2 }) },
  cacheable: false, // the file may change
  compute: async ({ file }) => {
    const lines = (await Deno.readTextFile(file.name)).trim().split("\n").slice(1);
    const cells = lines.map((line) => line.split(","));
    return { names: cells.map(([name]) => name), rows: cells.map(([name, ...texts]) => numbersOf(name, texts)) };
  },
});

function numbersOf(station: string, texts: readonly string[]): number[] {
  const numbers = texts.filter((text) => text !== "").map(Number);
  if (numbers.some(Number.isNaN)) throw new ModuleError(`Cannot read ${station}: one of its cells is no number`);
  return numbers;
}

export const Mean = defineModule({
  name: "Mean",
  inputs: { values: port(t.Float, { depth: 1 }) },
  outputs: { mean: port(t.Float) },
  compute: ({ values }) => ({ mean: values.reduce((sum, value) => sum + value, 0) / values.length }),
});

export const Extremes = defineModule({
  name: "Extremes",
  inputs: { values: port(t.Float, { depth: 1 }) },
  outputs: { least: port(t.Float), greatest: port(t.Float) },
  compute: ({ values }) => ({ least: Math.min(...values), greatest: Math.max(...values) }),
});

export const Line = defineModule({
  name: "Line",
  doc: "A line of the report.",
  inputs: { name: port(t.String), mean: port(t.Float), least: port(t.Float), greatest: port(t.Float) },
  outputs: { text: port(t.String) },
  compute: ({ name, mean, least, greatest }) => ({
    text: `${name}: ${mean.toFixed(1)} °C (${least.toFixed(1)} to ${greatest.toFixed(1)})`,
  }),
});

export const Warmest = defineModule({
  name: "Warmest",
  inputs: { names: port(t.String, { depth: 1 }), means: port(t.Float, { depth: 1 }) },
  outputs: { name: port(t.String) },
  compute: ({ names, means }) => ({ name: names[means.indexOf(Math.max(...means))] }),
});

const Summary = group("Summary", {
  inputs: { name: port(t.String), temperatures: port(t.Float, { depth: 1 }) },
  outputs: { line: port(t.String), mean: port(t.Float) },
}, ({ name, temperatures }, { add }) => {
  const { mean } = add(Mean, { values: temperatures });
  const { least, greatest } = add(Extremes, { values: temperatures });
  return { line: add(Line, { name, mean, least, greatest }).text, mean };
});

export default workflow("stations", ({ add, input, output }) => {
  const file = input("file", t.File, new PathValue(`${import.meta.dirname}/data/temperatures.csv`));
  const table = add(ReadTable, { file });
  const summary = add(Summary, { name: table.names, temperatures: table.rows }, { loop: "pairwise" });
  output("report", summary.line);
  output("warmest", add(Warmest, { names: table.names, means: summary.mean }).name);
});
