/** What the modules of a plan are made of: what their signatures say, module by module, for telling later what changed. */
import type { AnyDefinition } from "../authoring/module.ts";
import { packageOf } from "../authoring/package.ts";
import { definitionHash, type DefinitionOptions, definitionParts } from "../definition/definition_hash.ts";
import type { DefinitionPart } from "../definition/definition_part.ts";
import type { Plan } from "../plan/plan.ts";
import type { ModuleComponents, ModuleKind, Never } from "../record/components.ts";
import { VERSION } from "../version.ts";
import type { Found } from "./result_cache.ts";
import { componentText } from "./value_text.ts";

/** Upstream first, those inside a group before it; `within` is the path of the group whose content the plan is. */
export function* componentsIn(plan: Plan, found: Found, within = ""): Generator<ModuleComponents> {
  const { start, source } = plan.connectors;
  const { modules } = plan.pipeline;
  const kinds = new Kinds(plan, found);
  for (const index of plan.order) {
    const path = within === "" ? String(modules[index].id) : `${within},${modules[index].id}`;
    const inner = plan.inner.get(index);
    if (inner !== undefined) yield* componentsIn(inner, found, path);
    const sources: number[] = [];
    for (let k = start[index]; k < start[index + 1]; k++) sources.push(modules[source[k]].id);
    const values = plan.functions[index].map(({ value }) => componentText(value, found.stateOf));
    yield { path, kind: kinds.of(index), label: modules[index].label, sources, values };
  }
}

/** What the definitions of a plan's scripts are made of, by their hashes. */
export async function definitionsIn(
  plan: Plan,
  options: DefinitionOptions = {},
): Promise<Map<string, readonly DefinitionPart[]>> {
  const found = new Map<string, readonly DefinitionPart[]>();
  for (const definition of new Set(plan.definitions)) {
    if (definition === undefined || packageOf(definition) !== undefined) continue;
    found.set(await definitionHash(definition, options), await definitionParts(definition, options));
  }
  for (const inner of new Set(plan.inner.values())) {
    for (const [name, parts] of await definitionsIn(inner, options)) found.set(name, parts);
  }
  return found;
}

/** One object for all modules that have as much in common. */
class Kinds {
  readonly #plan: Plan;
  readonly #found: Found;
  readonly #known = new Map<string, ModuleKind>();
  readonly #numbers = new Map<AnyDefinition | undefined, number>();
  /** The kind of the last module of a definition, and that module: the next one is mostly like it. */
  readonly #last = new Map<AnyDefinition | undefined, { readonly index: number; readonly kind: ModuleKind }>();

  constructor(plan: Plan, found: Found) {
    this.#plan = plan;
    this.#found = found;
  }

  of(index: number): ModuleKind {
    const definition = this.#plan.definitions[index];
    const last = this.#last.get(definition);
    if (last !== undefined && this.#isLike(last, index)) return last.kind;
    const key = this.#keyOf(index);
    let kind = this.#known.get(key);
    if (kind === undefined) this.#known.set(key, kind = this.#make(index));
    this.#last.set(definition, { index, kind });
    return kind;
  }

  /** Whether the module is of that kind, as far as can be told without making texts. */
  #isLike({ index: known, kind: { values, wires } }: { index: number; kind: ModuleKind }, index: number): boolean {
    const { functions, connectors: { start, port, sourcePort }, pipeline: { modules }, outside } = this.#plan;
    const [a, b] = [modules[known], modules[index]];
    if (a.cache !== b.cache || a.controlParameters !== b.controlParameters || a.portSpecs !== b.portSpecs) return false;
    if (a.name !== b.name || outside?.[known] !== outside?.[index]) return false;
    const first = start[index];
    if (functions[index].length !== values.length || start[index + 1] - first !== wires.length) return false;
    return values.every((name, i) => functions[index][i].port === name) &&
      wires.every(([name, output], i) => port[first + i] === name && sourcePort[first + i] === output);
  }

  #keyOf(index: number): string {
    const { definitions, functions, connectors: { start, port, sourcePort }, pipeline, outside } = this.#plan;
    const { cache, controlParameters, portSpecs } = pipeline.modules[index];
    const definition = definitions[index];
    let number = this.#numbers.get(definition);
    if (number === undefined) this.#numbers.set(definition, number = this.#numbers.size);
    let key = `${number}\n${cache}`;
    for (const { port } of functions[index]) key += `\n${port}`;
    for (let k = start[index]; k < start[index + 1]; k++) key += `\n${port[k]}\n<${sourcePort[k]}`;
    if (definition === undefined) key += `\n${pipeline.modules[index].name}`;
    if (controlParameters.size > 0 || portSpecs.length > 0) key += JSON.stringify([[...controlParameters], portSpecs]);
    return outside?.[index] === undefined ? key : `${key}\n=${outside[index]}`;
  }

  #make(index: number): ModuleKind {
    const { definitions, functions, connectors: { start, port, sourcePort }, pipeline, outside, inner } = this.#plan;
    const { name, controlParameters, portSpecs } = pipeline.modules[index];
    const definition = definitions[index];
    const wires: [string, string][] = [];
    for (let k = start[index]; k < start[index + 1]; k++) wires.push([port[k], sourcePort[k]]);
    const isDefined = definition !== undefined && !inner.has(index);
    return {
      name,
      ...(inner.has(index) && { isGroup: true }),
      ...(isDefined && this.#identityOf(definition)),
      ...(controlParameters.size > 0 && { control: [...controlParameters] }),
      ...(portSpecs.length > 0 && { ports: JSON.stringify(portSpecs) }),
      ...(outside?.[index] !== undefined && { outside: outside[index] }),
      ...neverOf(this.#plan, index),
      values: functions[index].map((one) => one.port),
      wires,
    };
  }

  #identityOf(definition: AnyDefinition): Partial<ModuleKind> {
    const { name, namespace } = definition;
    const names = { name, ...(namespace !== undefined && namespace !== "" && { namespace }) };
    const from = packageOf(definition);
    if (from !== undefined) return { ...names, package: from.identifier, version: from.version, vt: VERSION };
    const hash = /^definition ([0-9a-f]+)/.exec(this.#found.definitions.get(definition) ?? "")?.[1];
    return { ...names, definition: hash };
  }
}

function neverOf(plan: Plan, index: number): { readonly never?: Never } {
  if (!plan.pipeline.modules[index].cache) return { never: "cacheOff" };
  const definition = plan.inner.has(index) ? undefined : plan.definitions[index];
  if (definition?.everyRun) return { never: "everyRun" };
  return definition?.cacheable === false ? { never: "notCacheable" } : {};
}
