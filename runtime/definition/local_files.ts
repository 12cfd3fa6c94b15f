/** The local files that a script needs: itself, and all that its imports lead to. Those of this program are none of them. */
import type { ScriptFile } from "./script_file.ts";
import { importedUrl, scriptFile } from "./script_graph.ts";

/** URLs of the files. What a script imports under a name that it makes while it runs is not known. */
export async function localFiles(script: string): Promise<ReadonlySet<string>> {
  const found = new Set([withoutQuery(script)]);
  for (const url of found) {
    const file = await scriptFile(url);
    for (const specifier of file === undefined ? [] : specifiersOf(file)) {
      const target = importedUrl(specifier, url);
      if (target !== undefined) found.add(withoutQuery(target));
    }
  }
  return found;
}

function specifiersOf({ imports, exports, stars, effects, whole }: ScriptFile): ReadonlySet<string> {
  const named = [...imports.values(), ...exports.values()].flatMap((one) =>
    typeof one === "string" ? [] : [one.specifier]
  );
  const loaded = [...whole.dynamicImports].filter((specifier) => specifier !== undefined);
  return new Set([...named, ...stars, ...effects, ...loaded]);
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/, "");
}
