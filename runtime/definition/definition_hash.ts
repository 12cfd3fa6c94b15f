/**
 * What a definition of a script is, as a hash that another program finds again: of its declaration and all that it
 * reaches, as syntax. Formatting, comments and types do not count, and neither does what builds workflows.
 */
import { placeOf } from "../authoring/definition_table.ts";
import type { AnyDefinition } from "../authoring/module.ts";
import { packageOf } from "../authoring/package.ts";
import type { ScriptPlace } from "../authoring/script_place.ts";
import { VERSION } from "../version.ts";
import { callsOnLine } from "./evaluation.ts";
import { Reach } from "./reach.ts";
import { isVtSpecifier, type ScriptFile } from "./script_file.ts";
import { scriptFile, UNKNOWN_TEXT } from "./script_graph.ts";

/** What is known beside the definition. */
export interface DefinitionOptions {
  /** URL of the script that was opened: a definition made by a function of another file depends on all of it. */
  readonly script?: string;
}

/** By definition and script. */
const hashes = new WeakMap<AnyDefinition, Map<string | undefined, Promise<string>>>();

/**
 * SHA-256 in hex, found once per program. Where something that the definition depends on cannot be read, the hash is
 * one of this program alone.
 */
export function definitionHash(definition: AnyDefinition, options: DefinitionOptions = {}): Promise<string> {
  let known = hashes.get(definition);
  if (known === undefined) hashes.set(definition, known = new Map());
  let hash = known.get(options.script);
  if (hash === undefined) known.set(options.script, hash = findHash(definition, options));
  return hash;
}

async function findHash(definition: AnyDefinition, options: DefinitionOptions): Promise<string> {
  const lines = [definition.namespace ?? "", definition.name, ...await identity(definition, options)];
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(lines)));
  return new Uint8Array(digest).toHex();
}

async function identity(definition: AnyDefinition, { script }: DefinitionOptions): Promise<readonly string[]> {
  const from = packageOf(definition);
  if (from !== undefined) return [from.identifier, from.version, VERSION];
  const place = placeOf(definition);
  const file = place?.url.startsWith("file:") ? await scriptFile(place.url) : undefined;
  if (place === undefined || file === undefined) {
    return [place?.url.startsWith("data:") ? place.url : UNKNOWN_TEXT];
  }
  const reach = new Reach();
  const names = file.countsWhole ? [] : definedAt(file, place);
  for (const name of names) reach.declaration(file, name);
  if (file.countsWhole) reach.whole(file);
  else if (names.length === 0) await reachCallers(reach, { file, definition, script });
  return await reach.lines();
}

/** The declarations in which a line of the file calls vt while the file is evaluated: `defineModule(…)`. */
function definedAt(file: ScriptFile, { line }: ScriptPlace): string[] {
  return [...file.declarations].filter(([_name, declarations]) =>
    declarations.some(({ firstLine, lastLine, syntax }) =>
      firstLine <= line && line <= lastLine &&
      callsOnLine(syntax, line).some((name) => isVtSpecifier(file.imports.get(name)?.specifier ?? ""))
    )
  ).map(([name]) => name);
}

interface MadeByFunction {
  readonly file: ScriptFile;
  readonly definition: AnyDefinition;
  readonly script: string | undefined;
}

/** Who called the function that made a definition is not known: all that may have done it counts. */
async function reachCallers(reach: Reach, { file, definition, script }: MadeByFunction): Promise<void> {
  reach.whole(file);
  if (await isExported(file, definition)) return;
  const caller = script === undefined ? undefined : await scriptFile(script);
  if (caller === undefined) reach.text(UNKNOWN_TEXT);
  else reach.all(caller);
}

async function isExported({ url }: ScriptFile, definition: AnyDefinition): Promise<boolean> {
  const exported: Readonly<Record<string, unknown>> = await import(url);
  return Object.values(exported).includes(definition);
}
