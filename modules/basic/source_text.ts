/** The texts of programs as workflows have them: with `%XX` for what URLs write so. */

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** What `urllib.unquote` gives: a `%` that begins no code stays. */
export function unquote(text: string): string {
  return text.replaceAll(
    /(?:%[0-9a-fA-F]{2})+/g,
    (codes) => decoder.decode(Uint8Array.fromHex(codes.replaceAll("%", ""))),
  );
}
