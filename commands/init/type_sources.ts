/** The sources that declare the types of vt: an executable writes them beside a script, for editors. */
import { importedFiles } from "../open/script_config.ts";

const ROOT = new URL("../../", import.meta.url).href;
const IMPORT = /\b(?:from|import)\s*\(?\s*"(\.[^"\n]+)"/g;

/** What scripts import of this program and all that it imports: texts by paths from the root of the program. */
export async function typeSources(): Promise<ReadonlyMap<string, string>> {
  const sources = new Map<string, string>();
  const found = new Set(importedFiles());
  for (const url of found) {
    const text = await Deno.readTextFile(new URL(url));
    sources.set(decodeURIComponent(url.slice(ROOT.length)), text);
    if (!url.endsWith(".ts")) continue;
    const code = text.replace(/\/\*[^]*?\*\//g, "");
    for (const [, specifier] of code.matchAll(IMPORT)) found.add(new URL(specifier, url).href);
  }
  return sources;
}
