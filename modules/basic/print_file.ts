/** Files on the standard output of a run. */
import type { ComputeContext } from "vt";

const CHUNK = 64 * 1024;

/** Prints a file's content as it is; gives its size in bytes, or undefined when it cannot be read. */
export function printFile(path: string, context: ComputeContext): number | undefined {
  let file: Deno.FsFile;
  try {
    if (Deno.statSync(path).isDirectory) return undefined;
    file = Deno.openSync(path);
  } catch {
    return undefined;
  }
  using open = file;
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const chunk = new Uint8Array(CHUNK);
  let size = 0;
  for (let read = open.readSync(chunk); read !== null; read = open.readSync(chunk)) {
    size += read;
    context.print(decoder.decode(chunk.subarray(0, read), { stream: true }));
  }
  const rest = decoder.decode();
  if (rest !== "") context.print(rest);
  return size;
}
