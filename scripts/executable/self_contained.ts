/** The self-contained file: a few lines of sh, and behind them Deno and the program. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { appFiles } from "./app_files.ts";
import { makeTar } from "./tar.ts";

const STUB = new URL("stub.sh", import.meta.url);
const PUBLISH = new URL("publish.ts", import.meta.url);

/** Writes it to `path`; `deno` is the program of the system that it is for. The same files make the same bytes. */
export async function writeSelfContained(path: string, deno: string): Promise<void> {
  const app = await appFiles(true);
  const archive = makeTar([
    { path: "bin/deno", bytes: Deno.readFileSync(deno), isProgram: true },
    { path: "publish.ts", bytes: Deno.readFileSync(PUBLISH) },
    ...app.map((file) => ({ ...file, path: `app/${file.path}` })),
  ]);
  const content = createHash("sha256").update(archive).digest("hex").slice(0, 24);
  const stub = withOffset(Deno.readTextFileSync(STUB).replace("@CONTENT@", content));
  using file = Deno.openSync(path, { write: true, create: true, truncate: true, mode: 0o755 });
  for (const part of [new TextEncoder().encode(stub), gzipSync(archive)]) {
    for (let at = 0; at < part.length;) at += file.writeSync(part.subarray(at));
  }
  Deno.chmodSync(path, 0o755);
}

/** Fills in where the archive begins, counted from 1; the number is padded, so that it does not move what it counts. */
function withOffset(stub: string): string {
  const width = "@OFFSET@".length;
  const length = new TextEncoder().encode(stub).length;
  return stub.replace("@OFFSET@", String(length + 1).padStart(width, "0"));
}
