/**
 * What the self-contained file sets in the environment for the Deno inside it, which keeps its caches beside the program.
 * Nothing else that vt starts is to see it.
 */
import { IS_SELF_CONTAINED } from "./packing.ts";

/** What to add to the environment of a Deno that runs files of this program. */
export function denoEnvironment(
  isSelfContained = IS_SELF_CONTAINED,
  here = import.meta.url,
): Readonly<Record<string, string>> {
  if (!isSelfContained) return {};
  const cache = decodeURIComponent(new URL("../../deno", here).pathname);
  return { DENO_DIR: cache, VT_DENO_DIR: Deno.env.get("DENO_DIR") ?? "" };
}

/** Sets the environment back to that of whoever started vt; Deno has read its own by now. */
export function giveBackEnvironment(isSelfContained = IS_SELF_CONTAINED): void {
  if (!isSelfContained || Deno.permissions.querySync({ name: "env" }).state !== "granted") return;
  const before = Deno.env.get("VT_DENO_DIR");
  if (before === undefined) return;
  if (before === "") Deno.env.delete("DENO_DIR");
  else Deno.env.set("DENO_DIR", before);
  Deno.env.delete("VT_DENO_DIR");
  if (Deno.env.get("DENO_NO_UPDATE_CHECK") === "vt") Deno.env.delete("DENO_NO_UPDATE_CHECK");
}
