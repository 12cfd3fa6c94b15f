/** A program that says it is vt of this version, as far as `--version` goes, and takes as many bytes as one wants. */
import { VERSION } from "../../runtime/version.ts";
import { ownPlatform } from "../../schemes/hosts/platform.ts";

/** Writes one for a platform into a folder, where programs for platforms are looked for; gives its path. */
export function writeProgram(folder: string, size: number, platform: string = ownPlatform()): string {
  const head = `#!/bin/sh\necho "vt ${VERSION}"\nexit\n`;
  const bytes = crypto.getRandomValues(new Uint8Array(Math.min(size, 65_536)));
  const path = `${folder}/vt-${VERSION}-${platform}`;
  using file = Deno.openSync(path, { write: true, create: true, truncate: true, mode: 0o755 });
  let left = size - file.writeSync(new TextEncoder().encode(head));
  while (left > 0) left -= file.writeSync(bytes.subarray(0, Math.min(left, bytes.length)));
  return path;
}
