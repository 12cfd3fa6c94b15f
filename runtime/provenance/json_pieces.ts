/** JSON of large documents, in pieces, so that no text holds all of it. */

/** What is written piece by piece: the members of an object, or the elements of an array. */
export type Streamed = Readonly<Record<string, unknown>> | Iterable<readonly [key: string, value: unknown]>;

/** JSON that every reader takes: half of a surrogate pair, which is no sign, becomes U+FFFD. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  if (!text.includes("\\ud")) return text;
  return text.replace(/\\(?:u.{4}|.)/g, (escape) => escape.startsWith("\\ud") ? "\ufffd" : escape);
}

/** An object whose members are objects; those that are iterated over are written as they come, empty ones left out. */
export function* jsonInPieces(members: Readonly<Record<string, Streamed>>): Generator<string> {
  let comma = "{";
  for (const [name, streamed] of Object.entries(members)) {
    const entries = Symbol.iterator in streamed
      ? streamed as Iterable<readonly [string, unknown]>
      : Object.entries(streamed);
    let start = `${comma}\n${jsonText(name)}: {`;
    let isEmpty = true;
    for (const [key, value] of entries) {
      yield `${start}\n${jsonText(key)}: ${jsonText(value)}`;
      start = ",";
      isEmpty = false;
    }
    if (isEmpty) continue;
    yield "\n}";
    comma = ",";
  }
  yield comma === "{" ? "{}\n" : "\n}\n";
}

/** An array of values, one a line, between two texts. */
export function* arrayInPieces(before: string, values: Iterable<unknown>, after: string): Generator<string> {
  let start = before;
  for (const value of values) {
    yield `${start}\n${jsonText(value)}`;
    start = ",";
  }
  yield start === before ? before + after : `\n${after}`;
}
