/** Pictures that a browser may show: told by how they begin, never by what they are called. */

const BEGINNINGS: readonly (readonly [type: string, bytes: readonly (number | undefined)[]])[] = [
  ["image/png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/gif", [0x47, 0x49, 0x46, 0x38]],
  ["image/webp", [0x52, 0x49, 0x46, 0x46, undefined, undefined, undefined, undefined, 0x57, 0x45, 0x42, 0x50]],
];

/** The type of a picture; undefined for everything else, of which some, as SVG, could do more than be seen. */
export function imageType(start: Uint8Array): string | undefined {
  return BEGINNINGS.find(([, bytes]) => bytes.every((byte, i) => byte === undefined || start[i] === byte))?.[0];
}
