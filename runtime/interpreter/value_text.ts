/** A written value as text that is equal for equal values alone. */
import { hash } from "node:crypto";
import { fileState } from "../store/file_state.ts";
import { encodeValue } from "../store/value_codec.ts";

/** Undefined for values that cannot be compared. `stateOf` says what lies at a path, undefined where nobody knows. */
export function valueText(
  value: unknown,
  stateOf: (path: string) => string | undefined = fileState,
): string | undefined {
  if (typeof value === "boolean" || (Number.isSafeInteger(value) && !Object.is(value, -0))) return String(value);
  const encoded = encodeValue(value);
  if (encoded === undefined) return undefined;
  const { text, attachments, paths } = encoded;
  if (attachments.length === 0 && paths.length === 0) return text;
  const hashes = attachments.map((bytes) => hash("sha256", bytes, "hex"));
  const states = paths.map(({ name }) => [name, stateOf(name)]);
  return states.some(([_name, state]) => state === undefined) ? undefined : JSON.stringify([text, hashes, states]);
}

/** The paths in a value. */
export function pathsIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null || value instanceof Number) return [];
  return encodeValue(value)?.paths.map(({ name }) => name) ?? [];
}
