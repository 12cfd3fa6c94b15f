/** What a zip is read from: memory, or a file of any size. */
import { VistrailFileError } from "../errors.ts";

/** Bytes that can be read at any place. */
export interface ZipSource {
  readonly size: number;
  /** Bytes that lie inside the source; not to be written to. */
  read(at: number, length: number): Uint8Array;
}

/** Reads from memory, without copying. */
export function memorySource(bytes: Uint8Array): ZipSource {
  return { size: bytes.length, read: (at, length) => bytes.subarray(at, at + length) };
}

/** Reads from an open file, which moves its cursor. */
export function fileSource(file: Deno.FsFile): ZipSource {
  return {
    size: file.statSync().size,
    read(at, length): Uint8Array {
      const bytes = new Uint8Array(length);
      file.seekSync(at, Deno.SeekMode.Start);
      for (let done = 0; done < length;) {
        const count = file.readSync(bytes.subarray(done));
        if (count === null) throw zipError("the file became shorter while it was read");
        done += count;
      }
      return bytes;
    },
  };
}

/** An error that says what is wrong with the archive. */
export function zipError(reason: string, options?: ErrorOptions): VistrailFileError {
  return new VistrailFileError(`Cannot read the zip archive: ${reason}`, {}, options);
}

/** A name as it may stand in a message: quoted, on one line, not too long. */
export function show(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}
