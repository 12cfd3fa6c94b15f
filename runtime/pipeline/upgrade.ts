/**
 * Pipelines of older packages in terms of those that are here: VisTrails' upgrades, made in memory, after a version was
 * read and before it is planned. What no remap fits stays as it is.
 */
import type { ModuleRemap, Package } from "../authoring/package.ts";
import { BASIC } from "../authoring/port_type.ts";
import type { Pipeline, PipelineModule, TypeName } from "./pipeline.ts";
import type { Registry } from "./registry.ts";
import { type ChosenRemap, remapPipeline } from "./remap.ts";

/** A module that was replaced. */
export interface UpgradedModule {
  /** Its id, inside groups the path of ids (`"3,4"`). */
  readonly module: string;
  /** What it was: `org.vistrails.vistrails.http:HTTPFile 0.9.1`. */
  readonly from: string;
  /** What it is now, alike. */
  readonly to: string;
}

/** The pipeline to be planned, and what is new in it. */
export interface UpgradedPipeline {
  /** The very same object where nothing was to be done. */
  readonly pipeline: Pipeline;
  readonly upgraded: readonly UpgradedModule[];
}

/** Remaps that follow each other on one module, beyond which it stays as it is: VisTrails' maxPipelineFixAttempts. */
const MOST_ATTEMPTS = 50;

/**
 * Replaces modules that the registry's packages have remaps for, groups and sub-workflows included. `within` is the path
 * of the group whose content it is. A module that is still there under its name is left alone, whatever its version.
 */
export function upgradePipeline(pipeline: Pipeline, registry: Registry, within = ""): UpgradedPipeline {
  const upgraded: UpgradedModule[] = [];
  const changes = new Map<number, { from: string; to: string }>();
  let current = mapModules(pipeline, (module) => withCurrentPortTypes(module, registry));
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const chosen = chooseRemaps(current, registry);
    if (chosen.size === 0) break;
    for (const module of current.modules) {
      const one = chosen.get(module.id);
      if (one === undefined) continue;
      const from = changes.get(module.id)?.from ?? titleOf(module, module.version);
      changes.set(module.id, { from, to: titleOf(one.name, one.version) });
    }
    current = remapPipeline(current, chosen);
  }
  for (const [id, change] of changes) upgraded.push({ module: pathOf(id, within), ...change });
  current = mapModules(current, (module) => {
    if (module.workflow === undefined) return module;
    const inner = upgradePipeline(module.workflow, registry, pathOf(module.id, within));
    if (inner.pipeline === module.workflow) return module;
    for (const one of inner.upgraded) upgraded.push(one);
    return { ...module, workflow: withPortNames(inner.pipeline, portNames(module.workflow), registry) };
  });
  return { pipeline: current, upgraded };
}

function mapModules(pipeline: Pipeline, change: (module: PipelineModule) => PipelineModule): Pipeline {
  const modules = pipeline.modules.map(change);
  return modules.every((module, i) => module === pipeline.modules[i]) ? pipeline : { ...pipeline, modules };
}

function pathOf(id: number, within: string): string {
  return within === "" ? String(id) : `${within},${id}`;
}

function titleOf(name: TypeName, version: string): string {
  return `${name.package}:${qualified(name)}${version === "" ? "" : ` ${version}`}`;
}

function qualified({ namespace, name }: TypeName): string {
  return namespace === "" ? name : `${namespace}|${name}`;
}

function chooseRemaps(pipeline: Pipeline, registry: Registry): Map<number, ChosenRemap> {
  const chosen = new Map<number, ChosenRemap>();
  let uses: Map<number, Uses> | undefined;
  for (const module of pipeline.modules) {
    if (module.kind !== "module" || module.definition !== undefined) continue;
    const remaps = remapsOf(module, registry).filter((remap) => covers(remap, module.version));
    if (remaps.length === 0) continue;
    uses ??= usesOf(pipeline);
    const used = uses.get(module.id) ?? { inputs: new Set(), outputs: new Set() };
    const remap = remaps.find(({ onlyInput }) =>
      onlyInput === undefined || (used.inputs.size === 1 && used.inputs.has(onlyInput))
    );
    const one = remap !== undefined && affects(remap, used) ? resolve(module, remap, registry) : undefined;
    if (one !== undefined) chosen.set(module.id, one);
  }
  return chosen;
}

const tables = new WeakMap<Package, ReadonlyMap<string, readonly ModuleRemap[]>>();

function remapsOf(name: TypeName, registry: Registry): readonly ModuleRemap[] {
  const home = registry.package(name.package || BASIC);
  if (home?.upgrades === undefined) return [];
  let table = tables.get(home);
  if (table === undefined) {
    table = Map.groupBy(home.upgrades, ({ module }) => module);
    tables.set(home, table);
  }
  return table.get(qualified(name)) ?? [];
}

function covers({ start, end }: ModuleRemap, version: string): boolean {
  return (start === undefined || !isOlder(version, start)) && (end === undefined || isOlder(version, end));
}

/** Whether one version comes before another: number by number, `""` before all. */
function isOlder(version: string, other: string): boolean {
  const [a, b] = [version, other].map((text) => (text.match(/[0-9]+/g) ?? []).map(Number));
  const at = a.findIndex((number, i) => number !== b[i]);
  return at < 0 ? a.length < b.length : a[at] < b[at];
}

/** Names of the ports of a module that are connected or written. */
interface Uses {
  readonly inputs: Set<string>;
  readonly outputs: Set<string>;
}

function usesOf({ modules, connections }: Pipeline): Map<number, Uses> {
  const uses = new Map<number, Uses>();
  for (const { id, functions } of modules) {
    uses.set(id, { inputs: new Set(functions.map(({ name }) => name)), outputs: new Set() });
  }
  for (const { source, destination } of connections) {
    uses.get(source.module)?.outputs.add(source.port);
    uses.get(destination.module)?.inputs.add(destination.port);
  }
  return uses;
}

function affects({ newModule, inputs, outputs, added }: ModuleRemap, used: Uses): boolean {
  return newModule !== undefined || added !== undefined ||
    Object.keys(inputs ?? {}).some((port) => used.inputs.has(port)) ||
    Object.keys(outputs ?? {}).some((port) => used.outputs.has(port));
}

/** Undefined where the new module is not here; what a further remap replaces need not be. */
function resolve(old: TypeName, remap: ModuleRemap, registry: Registry): ChosenRemap | undefined {
  const home = registry.package((remap.newPackage ?? old.package) || BASIC);
  if (home === undefined) return undefined;
  const name = { package: home.identifier, ...splitName(remap.newModule ?? qualified(old)) };
  const definition = registry.definition(name);
  const isThere = definition !== undefined && !definition.abstract;
  if (!isThere && remap.outputVersion === undefined) return undefined;
  return { remap, name, version: remap.outputVersion ?? home.version, definition };
}

function splitName(written: string): { namespace: string; name: string } {
  const bar = written.lastIndexOf("|");
  return { namespace: written.slice(0, Math.max(0, bar)), name: written.slice(bar + 1) };
}

/** The module with ports of types that have become others with their modules. */
function withCurrentPortTypes(module: PipelineModule, registry: Registry): PipelineModule {
  const isOld = (type: TypeName) => registry.type(type) === undefined && remapsOf(type, registry).length > 0;
  if (!module.portSpecs.some(({ types }) => types.some(isOld))) return module;
  const current = (type: TypeName) => {
    const remap = remapsOf(type, registry).find(({ newModule }) => newModule !== undefined);
    return isOld(type) && remap !== undefined ? resolve(type, remap, registry)?.name ?? type : type;
  };
  return { ...module, portSpecs: module.portSpecs.map((spec) => ({ ...spec, types: spec.types.map(current) })) };
}

/** By the id of an InputPort or OutputPort, the name of the first port that it is connected to inside its group. */
function portNames({ connections }: Pipeline): Map<number, string> {
  const names = new Map<number, string>();
  for (const { source, destination } of connections) {
    if (source.port === "InternalPipe" && !names.has(source.module)) names.set(source.module, destination.port);
    if (destination.port === "InternalPipe" && !names.has(destination.module)) {
      names.set(destination.module, source.port);
    }
  }
  return names;
}

/** A group's content whose ports keep their names, where they had them from ports that are called otherwise now. */
function withPortNames(content: Pipeline, before: ReadonlyMap<number, string>, registry: Registry): Pipeline {
  const after = portNames(content);
  return mapModules(content, (module) => {
    const name = before.get(module.id);
    const isPort = (module.name === "InputPort" || module.name === "OutputPort") &&
      registry.package(module.package || BASIC)?.identifier === BASIC;
    if (!isPort || name === undefined || name === after.get(module.id)) return module;
    if (module.functions.some((one) => one.name === "name")) return module;
    const type = { package: BASIC, namespace: "", name: "String" };
    const written = { name: "name", parameters: [{ type, text: name, alias: "" }] };
    return { ...module, functions: [...module.functions, written] };
  });
}
