/** Finds a definition by its name on a far side, where nothing is loaded before it is asked for. */
import { definitionAt, placeOf } from "../authoring/definition_table.ts";
import type { AnyDefinition } from "../authoring/module.ts";
import { type Package, packageOf } from "../authoring/package.ts";
import type { DefinitionName, ModuleWork, Work } from "./compute_request.ts";

/** How the modules of packages are loaded, by the identifiers of the packages. */
export type PackageSources = Readonly<Record<string, () => Promise<object>>>;

/** Throws for what is not there, and what the file throws while it is imported. */
export type FindDefinition = (name: DefinitionName) => AnyDefinition | Promise<AnyDefinition>;

/** What computes a work; see {@linkcode FindDefinition}. */
export type FindWork = (work: Work) => AnyDefinition | Promise<AnyDefinition>;

/** There is no such package, file or definition. */
export class MissingDefinitionError extends Error {
  override readonly name = "MissingDefinitionError";
}

/** Under which name a definition is found elsewhere; undefined where it stands in no file. */
export function nameOf(definition: AnyDefinition): DefinitionName | undefined {
  const { name, namespace = "" } = definition;
  const identifier = packageOf(definition)?.identifier;
  if (identifier !== undefined) return { source: { package: identifier }, namespace, name };
  const url = placeOf(definition)?.url;
  return url?.startsWith("file:") ? { source: { script: url }, namespace, name } : undefined;
}

/** A finder that loads what a request names, once. */
export function definitionFinder(packages: PackageSources): FindDefinition {
  const found = new Map<string, AnyDefinition>();
  return (name) => {
    const key = keyOf(name);
    return found.get(key) ?? load(name, packages).then((definition) => {
      found.set(key, definition);
      return definition;
    });
  };
}

const keys = new WeakMap<DefinitionName, string>();

/** Two names of one definition give the same text. */
export function keyOf(definition: DefinitionName): string {
  const known = keys.get(definition);
  if (known !== undefined) return known;
  const { source, namespace, name } = definition;
  const key = `${"package" in source ? source.package : source.script}\n${namespace}\n${name}`;
  keys.set(definition, key);
  return key;
}

/** Whether nothing but its definition makes a work what it is. */
export function isPlain(work: Work): work is ModuleWork {
  return "definition" in work && work.dynamicPorts === undefined && work.job === undefined;
}

async function load(sought: DefinitionName, packages: PackageSources): Promise<AnyDefinition> {
  const { source, namespace, name } = sought;
  const definition = "package" in source
    ? moduleOf(await loadPackage(source.package, packages), sought)
    : await fromScript(source.script, sought);
  if (definition !== undefined) return definition;
  const place = "package" in source ? `package ${source.package}` : source.script;
  throw new MissingDefinitionError(
    `Cannot find module ${[namespace, name].filter(Boolean).join("|")}: not in ${place}`,
  );
}

function moduleOf({ modules }: Package, { namespace, name }: DefinitionName): AnyDefinition | undefined {
  return modules.find((one) => one.name === name && (one.namespace ?? "") === namespace);
}

async function fromScript(url: string, { namespace, name }: DefinitionName): Promise<AnyDefinition | undefined> {
  await import(url);
  return definitionAt(url, namespace, name);
}

/** Loads the package of an identifier. Throws a {@linkcode MissingDefinitionError} where there is none. */
export async function loadPackage(identifier: string, packages: PackageSources): Promise<Package> {
  const source = Object.hasOwn(packages, identifier) ? packages[identifier] : undefined;
  const isPackage = (value: unknown): value is Package =>
    typeof value === "object" && value !== null && (value as Package).identifier === identifier;
  const found = Object.values(await source?.() ?? {}).find(isPackage);
  if (found === undefined) throw new MissingDefinitionError(`Cannot find package ${identifier}: it is not installed`);
  return found;
}
