/** What a script is with all that it imports, what builds workflows too, as a hash that another program finds again. */
import type { ScriptFile } from "./script_file.ts";
import { scriptFile, targetOf, UNKNOWN_TEXT } from "./script_graph.ts";

/**
 * SHA-256 in hex of the script and of all local files that it imports, as syntax: formatting, comments and types do not
 * count, and neither does where they lie. Undefined where something of it cannot be read. `url`: of the script.
 */
export async function scriptHash(url: string): Promise<string | undefined> {
  const first = await scriptFile(url);
  if (first === undefined) return undefined;
  const files = [first];
  const lines: string[] = [];
  for (let file = files[0]; file !== undefined; file = files[lines.length]) {
    const line = await lineOf(file, files);
    if (line === undefined) return undefined;
    lines.push(line);
  }
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(lines.join("\n")));
  return new Uint8Array(digest).toHex();
}

/** URLs of the script and of all local scripts that it imports, as far as they can be read; the script first. */
export async function scriptFiles(url: string): Promise<readonly string[]> {
  const first = await scriptFile(url);
  if (first === undefined) return [];
  const files = [first];
  for (let i = 0; i < files.length; i++) {
    for (const [, specifier] of importsOf(files[i], files[i].everything()?.dynamicImports ?? [])) {
      if (specifier !== undefined) await foundAt(specifier, files[i], files);
    }
  }
  return files.map((file) => file.url);
}

/** What a file is, and what it imports: the number of a file, which is added where it is new, or a text. */
async function lineOf(file: ScriptFile, files: ScriptFile[]): Promise<string | undefined> {
  const everything = file.everything();
  if (everything === undefined) return undefined;
  const { text, dynamicImports } = everything;
  const imported: unknown[] = [];
  for (const [names, specifier] of importsOf(file, dynamicImports)) {
    const found = specifier === undefined ? UNKNOWN_TEXT : await foundAt(specifier, file, files);
    if (found === UNKNOWN_TEXT) return undefined;
    imported.push([names, found]);
  }
  return JSON.stringify([text, [...file.exports].map(([name]) => name), imported]);
}

async function foundAt(specifier: string, { url }: ScriptFile, files: ScriptFile[]): Promise<number | string> {
  const target = await targetOf(specifier, url);
  if ("text" in target) return target.text;
  const found = await scriptFile(target.script);
  if (found === undefined) return UNKNOWN_TEXT;
  return files.includes(found) ? files.indexOf(found) : files.push(found) - 1;
}

/** Specifiers, and as what each is imported; undefined for one that is found while the script runs. */
function* importsOf(
  { imports, exports, stars, effects }: ScriptFile,
  dynamicImports: Iterable<string | undefined>,
): Generator<readonly [names: readonly string[], specifier: string | undefined]> {
  for (const [local, { specifier, name }] of imports) yield [[local, name], specifier];
  for (const [exported, from] of exports) {
    if (typeof from === "object") yield [[exported, from.name], from.specifier];
  }
  for (const specifier of [...stars, ...effects, ...dynamicImports]) yield [["*"], specifier];
}
