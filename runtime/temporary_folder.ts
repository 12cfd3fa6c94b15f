/** Folders of temporary files: made in one way, so that their paths can be told from others later. */

/**
 * Makes a folder that whoever asks for it removes.
 *
 * @param dir where it is made: the system's place for temporary files if nothing is said
 * @param purpose one word that tells people who find it what it is for
 */
export function makeTemporaryFolder(dir?: string, purpose?: string): string {
  return Deno.makeTempDirSync({ dir, prefix: purpose === undefined ? "vt_" : `vt_${purpose}_` });
}

// Deno writes a random number of 64 bits without the zeros that it begins with: one in 16 has less than 16 digits.
const INSIDE = /[/\\]vt_(?:[a-z]+_)?[0-9a-f]{8,16}[/\\][^/\\]/;

/** Whether a path lies in such a folder, which may be long gone. */
export function liesInTemporaryFolder(path: string): boolean {
  return INSIDE.test(path);
}
