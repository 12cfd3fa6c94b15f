/** Parts of pipelines: chosen modules with all that they need. */
import { InputError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import type { Pipeline, PipelineModule } from "./pipeline.ts";

/**
 * The chosen modules and everything upstream of them. A module is chosen by its id, or, where only one is called so, by
 * its label or its name; throws `InputError` for others.
 */
export function partOf(pipeline: Pipeline, chosen: readonly (number | string)[]): Pipeline {
  const needed = new Set(chosen.map((one) => idNamed(pipeline, one, "run a part")));
  const feeding = Map.groupBy(pipeline.connections, ({ destination }) => destination.module);
  for (const id of needed) for (const { source } of feeding.get(id) ?? []) needed.add(source.module);
  return {
    modules: pipeline.modules.filter(({ id }) => needed.has(id)),
    connections: pipeline.connections.filter(({ destination }) => needed.has(destination.module)),
  };
}

/** The id of a module that is named as above; `doing`: what is to be done with it, for the error. */
export function idNamed({ modules }: Pipeline, chosen: number | string, doing: string): number {
  const text = String(chosen);
  const found = modules.find(({ id }) => String(id) === text);
  if (found !== undefined) return found.id;
  const labelled = modules.filter(({ label }) => label !== "" && label === text);
  const called = labelled.length > 0 ? labelled : modules.filter(({ name }) => name === text);
  if (called.length === 1) return called[0].id;
  const problem = called.length > 1 ? ambiguous(called) : unknown(modules, text);
  throw new InputError(`Cannot ${doing}: module ${JSON.stringify(text.slice(0, 80))} ${problem}`);
}

function ambiguous(called: readonly PipelineModule[]): string {
  const ids = called.slice(0, 8).map(({ id }) => id).join(", ");
  return `may be any of ${called.length}, give the id: ${ids}${called.length > 8 ? ", …" : ""}`;
}

function unknown(modules: readonly PipelineModule[], text: string): string {
  if (/^[0-9]+(,[0-9]+)+$/.test(text)) return "is inside a group, only a whole group can be run";
  const names = modules.flatMap(({ label, name }) => label === "" ? [name] : [label, name]);
  const meant = nearest(text, [...new Set(names)]);
  if (meant !== undefined) return `is not in the pipeline, did you mean ${meant}`;
  const known = modules.slice(0, 8).map(({ id, name }) => `${id} (${name})`).join(", ");
  return `is not in the pipeline, which has ${known || "none"}${modules.length > 8 ? ", …" : ""}`;
}
