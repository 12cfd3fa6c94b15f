/** Files, piece by piece. */

const PIECE_BYTES = 262_144;

/** A file from a place on, to its end. */
export async function* piecesOf(path: string, from: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  using file = await Deno.open(path);
  await file.seek(from, Deno.SeekMode.Start);
  for (;;) {
    const piece = new Uint8Array(PIECE_BYTES);
    const read = await file.read(piece);
    if (read === null) return;
    yield piece.subarray(0, read);
  }
}
