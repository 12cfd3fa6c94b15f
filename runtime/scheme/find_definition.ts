/** Finds a definition by its name on a far side, where nothing is loaded before it is asked for. */
import type { AnyDefinition } from "../authoring/module.ts";
import { placeOf } from "../authoring/definition_table.ts";
import type { Package } from "../authoring/package.ts";
import type { DefinitionName } from "./compute_request.ts";

/** How the modules of packages are loaded, by the identifiers of the packages. */
export type PackageSources = Readonly<Record<string, () => Promise<object>>>;

/** Throws for what is not there, and what the file throws while it is imported. */
export type FindDefinition = (name: DefinitionName) => AnyDefinition | Promise<AnyDefinition>;

/** There is no such package, file or definition. */
export class MissingDefinitionError extends Error {
  override readonly name = "MissingDefinitionError";
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

/** Two names of one definition give the same text. */
export function keyOf({ source, namespace, name }: DefinitionName): string {
  return `${"package" in source ? source.package : source.script}\n${namespace}\n${name}`;
}

async function load({ source, namespace, name }: DefinitionName, packages: PackageSources): Promise<AnyDefinition> {
  const candidates = "package" in source
    ? await modulesOfPackage(source.package, packages)
    : await exportedBy(source.script);
  const definition = candidates.find((one) => one.name === name && (one.namespace ?? "") === namespace);
  if (definition !== undefined) return definition;
  const place = "package" in source ? `package ${source.package}` : source.script;
  const hint = "script" in source ? ", which must export it" : "";
  throw new MissingDefinitionError(
    `Cannot find module ${[namespace, name].filter(Boolean).join("|")}: not in ${place}${hint}`,
  );
}

async function modulesOfPackage(identifier: string, packages: PackageSources): Promise<readonly AnyDefinition[]> {
  const source = Object.hasOwn(packages, identifier) ? packages[identifier] : undefined;
  const isPackage = (value: unknown): value is Package =>
    typeof value === "object" && value !== null && (value as Package).identifier === identifier;
  const found = Object.values(await source?.() ?? {}).find(isPackage);
  if (found === undefined) throw new MissingDefinitionError(`Cannot find package ${identifier}: it is not installed`);
  return found.modules;
}

async function exportedBy(url: string): Promise<readonly AnyDefinition[]> {
  const values: unknown[] = Object.values(await import(url));
  return values.filter((value): value is AnyDefinition =>
    typeof value === "object" && value !== null && placeOf(value as AnyDefinition) !== undefined
  );
}
