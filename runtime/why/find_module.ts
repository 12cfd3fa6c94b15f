/** The module that a person means. */
import { InputError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { nameOf } from "./comparison.ts";
import type { ComponentGraph } from "./component_graph.ts";

const MOST_LISTED = 8;

/** By its path, else by a label or a name that only one has. Throws an InputError for others. */
export function moduleNamed(graph: ComponentGraph, text: string): number {
  const number = graph.numberOf(text);
  if (number !== undefined) return number;
  const all = graph.paths.map((_path, i) => nameOf(graph, i));
  const labelled = all.filter(({ label }) => label !== "" && label === text);
  const called = labelled.length > 0 ? labelled : all.filter(({ name }) => name === text);
  if (called.length === 1) return graph.numberOf(called[0].module)!;
  const shown = JSON.stringify(text.slice(0, 80));
  if (called.length > 1) {
    const paths = called.slice(0, MOST_LISTED).map(({ module }) => module).join(" ");
    const more = called.length > MOST_LISTED ? " …" : "";
    throw new InputError(`Cannot tell which module ${shown} is: give one of the ids ${paths}${more}`);
  }
  const meant = nearest(text, [...new Set(all.flatMap(({ name, label }) => label === "" ? [name] : [label, name]))]);
  const known = all.slice(0, MOST_LISTED).map(({ module, name }) => `${module} (${name})`).join(", ");
  const hint = meant === undefined
    ? `it had ${known}${all.length > MOST_LISTED ? ", …" : ""}`
    : `did you mean ${meant}?`;
  throw new InputError(`Cannot find module ${shown} in the execution: ${hint}`);
}
