/** Archives of tar that are the same for the same files: in the order of their names, without times and owners. */

/** A file of an archive; its folders are made when it is unpacked. */
export interface TarFile {
  /** Relative, its parts separated by `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly isProgram?: boolean;
}

const BLOCK = 512;
const encoder = new TextEncoder();

/** The archive, in POSIX' format ustar. Throws for a name that it cannot hold. */
export function makeTar(files: readonly TarFile[]): Uint8Array<ArrayBuffer> {
  const sorted = files.toSorted((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
  const size = sorted.reduce((sum, { bytes }) => sum + BLOCK + padded(bytes.length), 2 * BLOCK);
  const archive = new Uint8Array(size);
  let at = 0;
  for (const file of sorted) {
    archive.set(headerOf(file), at);
    archive.set(file.bytes, at + BLOCK);
    at += BLOCK + padded(file.bytes.length);
  }
  return archive;
}

function padded(length: number): number {
  return Math.ceil(length / BLOCK) * BLOCK;
}

function headerOf({ path, bytes, isProgram }: TarFile): Uint8Array {
  const header = new Uint8Array(BLOCK);
  const write = (text: string, at: number): void => header.set(encoder.encode(text), at);
  const [prefix, name] = splitPath(path);
  write(name, 0);
  write(isProgram ? "0000755\0" : "0000644\0", 100);
  write("0000000\0", 108); // user
  write("0000000\0", 116); // group
  write(`${bytes.length.toString(8).padStart(11, "0")}\0`, 124);
  write("00000000000\0", 136); // time
  write("        ", 148); // the checksum while it is computed
  write("0", 156); // an ordinary file
  write("ustar\0", 257);
  write("00", 263);
  write(prefix, 345);
  const sum = header.reduce((sum, byte) => sum + byte, 0);
  write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}

function splitPath(path: string): [prefix: string, name: string] {
  if (encoder.encode(path).length <= 100) return ["", path];
  for (let slash = path.indexOf("/"); slash > 0; slash = path.indexOf("/", slash + 1)) {
    const [prefix, name] = [path.slice(0, slash), path.slice(slash + 1)];
    if (encoder.encode(prefix).length <= 155 && encoder.encode(name).length <= 100) return [prefix, name];
  }
  throw new Error(`Cannot put ${path} into an archive of tar: the name is too long`);
}
