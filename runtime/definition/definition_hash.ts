/**
 * What a definition of a script is, as a hash that another program finds again: of its declaration and all that it
 * reaches, as syntax. Formatting, comments and types do not count, and neither does what builds workflows.
 */
import { placeOf } from "../authoring/definition_table.ts";
import type { AnyDefinition } from "../authoring/module.ts";
import { packageOf } from "../authoring/package.ts";
import type { ScriptPlace } from "../authoring/script_place.ts";
import { VERSION } from "../version.ts";
import { type DefinitionPart, partOf } from "./definition_part.ts";
import { callsOnLine } from "./evaluation.ts";
import { Reach } from "./reach.ts";
import { isVtSpecifier, type ScriptFile } from "./script_file.ts";
import { scriptFile, UNKNOWN_TEXT } from "./script_graph.ts";

/** What is known beside the definition. */
export interface DefinitionOptions {
  /** URL of the script that was opened: a definition made by a function of another file depends on all of it. */
  readonly script?: string;
}

/** What is found of a definition. */
interface Found {
  readonly hash: string;
  readonly parts: () => readonly DefinitionPart[];
}

/** By definition and script. */
const found = new WeakMap<AnyDefinition, Map<string | undefined, Promise<Found>>>();

/**
 * SHA-256 in hex, found once per program. Where something that the definition depends on cannot be read, the hash is
 * one of this program alone.
 */
export async function definitionHash(definition: AnyDefinition, options: DefinitionOptions = {}): Promise<string> {
  return (await find(definition, options)).hash;
}

/** What the hash of a definition of a script is made of; nothing of one of a package. */
export async function definitionParts(
  definition: AnyDefinition,
  options: DefinitionOptions = {},
): Promise<readonly DefinitionPart[]> {
  return (await find(definition, options)).parts();
}

function find(definition: AnyDefinition, options: DefinitionOptions): Promise<Found> {
  let known = found.get(definition);
  if (known === undefined) found.set(definition, known = new Map());
  let one = known.get(options.script);
  if (one === undefined) known.set(options.script, one = findAnew(definition, options));
  return one;
}

async function findAnew(definition: AnyDefinition, options: DefinitionOptions): Promise<Found> {
  const { identity, parts } = await identify(definition, options);
  const lines = [definition.namespace ?? "", definition.name, ...identity];
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(lines)));
  return { hash: new Uint8Array(digest).toHex(), parts };
}

interface Identified {
  readonly identity: readonly string[];
  readonly parts: Found["parts"];
}

async function identify(definition: AnyDefinition, { script }: DefinitionOptions): Promise<Identified> {
  const from = packageOf(definition);
  if (from !== undefined) return { identity: [from.identifier, from.version, VERSION], parts: () => [] };
  const place = placeOf(definition);
  const file = place?.url.startsWith("file:") ? await scriptFile(place.url) : undefined;
  if (place === undefined || file === undefined) {
    const text = place?.url.startsWith("data:") ? place.url : UNKNOWN_TEXT;
    return {
      identity: [text],
      parts: () => [partOf({ kind: "text", file: "", name: place?.url ?? "", source: text }, [text])],
    };
  }
  const reach = new Reach();
  const names = file.countsWhole ? [] : definedAt(file, place);
  for (const name of names) reach.declaration(file, name);
  if (file.countsWhole) reach.whole(file);
  else if (names.length === 0) await reachCallers(reach, { file, definition, script });
  return { identity: await reach.lines(), parts: () => reach.parts() };
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
