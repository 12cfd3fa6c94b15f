/** What a script is with all that it imports, as a hash that another program finds again. */
import { Reach } from "./reach.ts";
import { scriptFile, UNKNOWN_TEXT } from "./script_graph.ts";

/**
 * SHA-256 in hex of the script and of all local files that it imports, as syntax: formatting, comments and types do not
 * count. Undefined where something of it cannot be read. `url`: of the script.
 */
export async function scriptHash(url: string): Promise<string | undefined> {
  const file = await scriptFile(url);
  if (file === undefined) return undefined;
  const reach = new Reach();
  reach.all(file);
  const text = JSON.stringify(await reach.lines());
  if (text.includes(UNKNOWN_TEXT)) return undefined;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}

/** URLs of the script and of all local scripts that it imports, as far as they can be read. */
export async function scriptFiles(url: string): Promise<readonly string[]> {
  const file = await scriptFile(url);
  if (file === undefined) return [];
  const reach = new Reach();
  reach.all(file);
  await reach.lines();
  return reach.files();
}
