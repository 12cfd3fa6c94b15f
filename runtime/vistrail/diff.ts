/** What makes one pipeline of another: what was added, deleted and changed. Where modules are drawn does not count. */
import type { Connection, ModuleFunction, Parameter, Pipeline, PipelineModule, PortRef } from "../pipeline/pipeline.ts";
import type { Action, Vistrail } from "./vistrail.ts";

/** The differences between pipelines A and B, each list in the order of the pipeline that it tells of. */
export interface PipelineDiff {
  readonly a: Pipeline;
  readonly b: Pipeline;
  readonly added: readonly PipelineModule[];
  readonly deleted: readonly PipelineModule[];
  readonly changed: readonly ModuleDiff[];
  readonly addedConnections: readonly Connection[];
  readonly deletedConnections: readonly Connection[];
}

/** A module that is in both, and differs. */
export interface ModuleDiff {
  readonly before: PipelineModule;
  readonly after: PipelineModule;
  /** Written values, by port. */
  readonly parameters: readonly ParameterChange[];
  /** What else was set: `label`, `version`, `cache`, `variable`, ports (`input a`), control parameters (`control loop_type`). */
  readonly settings: readonly SettingChange[];
  /** Of a group or sub-workflow: what changed inside, undefined when nothing did. */
  readonly content?: PipelineDiff;
}

/** The values of a port, each with its components. */
export interface ParameterChange {
  readonly port: string;
  readonly before: readonly PortValue[];
  readonly after: readonly PortValue[];
}

/** A written value: its components, without their types. */
export type PortValue = readonly Pick<Parameter, "text" | "alias">[];

/** A text that differs; undefined where it is not set. */
export interface SettingChange {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/**
 * Compares two pipelines. Modules of one vistrail are known by their ids (`sameIds`); else those of one kind and name
 * are taken for each other, those of one label first, then in the order of their ids.
 */
export function diffPipelines(a: Pipeline, b: Pipeline, { sameIds }: { readonly sameIds: boolean }): PipelineDiff {
  const pairs = sameIds ? pairsById(a, b) : pairsByName(a, b);
  const ids = new Map([...pairs].map(([before, after]) => [before.id, after.id]));
  const matched = new Set(pairs.values());
  return {
    a,
    b,
    added: b.modules.filter((module) => !matched.has(module)),
    deleted: a.modules.filter((module) => !pairs.has(module)),
    changed: [...pairs].flatMap(([before, after]) => diffModules(before, after, sameIds)),
    ...diffConnections(a.connections, b.connections, ids),
  };
}

/** Whether there is no difference at all. */
export function isEmptyDiff({ added, deleted, changed, addedConnections, deletedConnections }: PipelineDiff): boolean {
  return [added, deleted, changed, addedConnections, deletedConnections].every((list) => list.length === 0);
}

/** Whether both are the same vistrail, at different times or in copies that grew apart: they began alike. */
export function haveSameOrigin(a: Vistrail, b: Vistrail): boolean {
  const [first, other] = [firstAction(a), firstAction(b)];
  return first !== undefined && first.date !== null && first.id === other?.id && first.date === other.date &&
    first.user === other.user;
}

function firstAction({ actions }: Vistrail): Action | undefined {
  return [...actions.values()].reduce<Action | undefined>((a, b) => a !== undefined && a.id < b.id ? a : b, undefined);
}

type Pairs = ReadonlyMap<PipelineModule, PipelineModule>;

/** Also compares what the modules are: two copies of a vistrail that grew apart use the same ids for different ones. */
function pairsById(a: Pipeline, b: Pipeline): Pairs {
  const byId = new Map(b.modules.map((module) => [module.id, module]));
  return new Map(a.modules.flatMap((module) => {
    const other = byId.get(module.id);
    return other !== undefined && typeOf(module) === typeOf(other) ? [[module, other]] : [];
  }));
}

function pairsByName(a: Pipeline, b: Pipeline): Pairs {
  const pairs = new Map<PipelineModule, PipelineModule>();
  for (const keyOf of [(module: PipelineModule) => `${typeOf(module)} ${module.label}`, typeOf]) {
    const taken = new Set(pairs.values());
    const free = Map.groupBy(b.modules.filter((module) => !taken.has(module)).sort(byId), keyOf);
    const used = new Map<string, number>();
    for (const module of a.modules.filter((module) => !pairs.has(module)).sort(byId)) {
      const key = keyOf(module);
      const other = free.get(key)?.[used.get(key) ?? 0];
      if (other === undefined) continue;
      pairs.set(module, other);
      used.set(key, (used.get(key) ?? 0) + 1);
    }
  }
  return pairs;
}

function byId(a: PipelineModule, b: PipelineModule): number {
  return a.id - b.id;
}

function typeOf({ kind, package: identifier, namespace, name }: PipelineModule): string {
  return JSON.stringify([kind, identifier, namespace, name]);
}

function diffModules(before: PipelineModule, after: PipelineModule, sameIds: boolean): ModuleDiff[] {
  const parameters = diffFunctions(before.functions, after.functions);
  const settings = diffSettings(settingsOf(before), settingsOf(after));
  const content = diffPipelines(before.workflow ?? EMPTY, after.workflow ?? EMPTY, { sameIds });
  if (parameters.length === 0 && settings.length === 0 && isEmptyDiff(content)) return [];
  return [{ before, after, parameters, settings, ...(isEmptyDiff(content) ? {} : { content }) }];
}

const EMPTY: Pipeline = { modules: [], connections: [] };

function diffFunctions(a: readonly ModuleFunction[], b: readonly ModuleFunction[]): ParameterChange[] {
  const [before, after] = [Map.groupBy(a, ({ name }) => name), Map.groupBy(b, ({ name }) => name)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((port) => {
    const change = { port, before: (before.get(port) ?? []).map(valueOf), after: (after.get(port) ?? []).map(valueOf) };
    return JSON.stringify(change.before) === JSON.stringify(change.after) ? [] : [change];
  });
}

function valueOf({ parameters }: ModuleFunction): PortValue {
  return parameters.map(({ text, alias }) => ({ text, alias }));
}

function settingsOf(module: PipelineModule): Map<string, string> {
  const { label, version, cache, variable = "", portSpecs, controlParameters } = module;
  const texts = [["label", label], ["version", version], ["cache", String(cache)], ["variable", variable]] as const;
  const specs = portSpecs.map(({ side, name, types, depth, optional }) => {
    const type = types.map(({ namespace, name }) => namespace === "" ? name : `${namespace}|${name}`).join(", ");
    return [`${side} ${name}`, `(${type})${"[]".repeat(Math.min(depth, 8))}${optional ? ", optional" : ""}`] as const;
  });
  const controls = [...controlParameters].map(([name, text]) => [`control ${name}`, text] as const);
  return new Map([...texts.filter(([, text]) => text !== ""), ...specs, ...controls]);
}

function diffSettings(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): SettingChange[] {
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((name) => {
    const change = { name, before: a.get(name), after: b.get(name) };
    return change.before === change.after ? [] : [change];
  });
}

/** Connections are the same where they lead from the same port to the same port. */
function diffConnections(
  a: readonly Connection[],
  b: readonly Connection[],
  ids: ReadonlyMap<number, number>,
): Pick<PipelineDiff, "addedConnections" | "deletedConnections"> {
  const waiting = Map.groupBy(b, ({ source, destination }) => endsKey(source, destination));
  const deletedConnections = a.filter(({ source, destination }) => {
    const [from, to] = [source, destination].map(({ module, port }) => ({ module: ids.get(module) ?? NaN, port }));
    return waiting.get(endsKey(from, to))?.pop() === undefined;
  });
  const left = new Set([...waiting.values()].flat());
  return { addedConnections: b.filter((connection) => left.has(connection)), deletedConnections };
}

function endsKey(source: PortRef, destination: PortRef): string {
  return JSON.stringify([source.module, source.port, destination.module, destination.port]);
}
