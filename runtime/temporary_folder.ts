/** Folders of temporary files: made in one way, so that their paths can be told from others later. */
import { InputError } from "./errors.ts";

/**
 * Makes a folder that whoever asks for it removes. Throws an InputError where none can be made.
 *
 * @param dir where it is made: the system's place for temporary files if nothing is said
 * @param purpose one word that tells people who find it what it is for
 */
export function makeTemporaryFolder(dir?: string, purpose?: string): string {
  try {
    return Deno.makeTempDirSync({ dir, prefix: purpose === undefined ? "vt_" : `vt_${purpose}_` });
  } catch (error) {
    const place = dir ?? (Deno.env.get("TMPDIR") || "/tmp");
    throw new InputError(
      `Cannot make a temporary folder in ${place}: ${(error as Error).message}; TMPDIR names another place`,
      { cause: error },
    );
  }
}

// Deno writes a random number of 64 bits without the zeros that it begins with: one in 16 has less than 16 digits.
const INSIDE = /[/\\]vt_(?:[a-z]+_)?[0-9a-f]{8,16}[/\\][^/\\]/;

/** Whether a path lies in such a folder, which may be long gone. */
export function liesInTemporaryFolder(path: string): boolean {
  return INSIDE.test(path);
}
