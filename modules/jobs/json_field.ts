/** A field of a JSON text that a path of names leads to. */

/**
 * `data.jobs.0.state` of the text as a string; all of the text for an empty path. Throws when there is no such field,
 * or when it is neither text, number nor truth value.
 */
export function fieldOf(text: string, path: string): string {
  if (path === "") return text.trim();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`Cannot find ${path} in the answer: it is no JSON`, { cause: error });
  }
  for (const name of path.split(".")) {
    const isThere = typeof value === "object" && value !== null && Object.hasOwn(value, name);
    value = isThere ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
  }
  if (!["string", "number", "boolean"].includes(typeof value)) {
    throw new Error(`Cannot find ${path} in the answer: ${value === undefined ? "it is not there" : "it is no text"}`);
  }
  return String(value);
}
