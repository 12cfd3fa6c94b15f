/** From a path to the bytes of a file that holds a vistrail, and what kind of file they are. */
import { VistrailFileError } from "../errors.ts";

/** A file of any more bytes is not read. */
const LARGEST = 2 ** 30;

/** Reads a file that is not too large; throws `VistrailFileError` naming it. */
export async function readSource(path: string): Promise<Uint8Array> {
  try {
    checkSource(await Deno.stat(path));
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof VistrailFileError) throw error.in(path);
    const problem = error instanceof Deno.errors.NotFound
      ? "there is no such file"
      : error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable
      ? "it may not be read"
      : error instanceof Error
      ? error.message
      : String(error);
    throw new VistrailFileError(`Cannot open it: ${problem}`, { file: path }, { cause: error });
  }
}

/** Throws `VistrailFileError` for what is no ordinary file, or too large a one. */
export function checkSource({ isDirectory, isFile, size }: Deno.FileInfo): void {
  if (isDirectory) throw new VistrailFileError("Cannot open it: it is a directory");
  if (!isFile) throw new VistrailFileError("Cannot open it: it is no ordinary file");
  if (size > LARGEST) {
    throw new VistrailFileError(`Cannot open it: it has ${size} bytes, at most ${LARGEST} are read`);
  }
}

/** Whether it is a bare document rather than a bundle: by its name, or by its first sign that is no blank. */
export function isBareDocument(path: string, bytes: Uint8Array): boolean {
  if (path.endsWith(".xml")) return true;
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const first = bytes.subarray(start, start + 1000).find((byte) => ![0x20, 0x09, 0x0a, 0x0d].includes(byte));
  return first === 0x3c;
}

/** SHA-256, by which it is known whether a file is still what it was; 64 hexadecimal digits. */
export async function contentHash(bytes: Uint8Array): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes))).toHex();
}
