/** A written value as text that is equal for equal values alone. */
import { hash } from "node:crypto";
import { fileState } from "../store/file_state.ts";
import { encodeValue } from "../store/value_codec.ts";

/** What lies at a path; undefined where nobody knows. */
export type StateOf = (path: string) => string | undefined;

/** Undefined for values that cannot be compared. */
export function valueText(value: unknown, stateOf: StateOf = fileState): string | undefined {
  if (isPlain(value)) return String(value);
  const encoded = encode(value, stateOf);
  if (encoded === undefined || typeof encoded === "string") return encoded;
  return encoded.states.some(([_name, state]) => state === undefined) ? undefined : textOf(encoded);
}

/** The same for telling later what it was, as `record/components.ts` has it: one that cannot be compared too. */
export function componentText(value: unknown, stateOf: StateOf = fileState): string {
  if (isPlain(value)) return String(value);
  const encoded = encode(value, stateOf);
  if (encoded === undefined) return `!${typeof value}`;
  return typeof encoded === "string" ? encoded : `@${textOf(encoded)}`;
}

/** Of booleans and most integers the text needs no encoder. */
function isPlain(value: unknown): boolean {
  return typeof value === "boolean" || (Number.isSafeInteger(value) && !Object.is(value, -0));
}

/** A value that refers to what is long, or lies in files. */
interface Referring {
  readonly text: string;
  readonly hashes: readonly string[];
  readonly states: readonly (readonly [name: string, state: string | undefined])[];
}

function encode(value: unknown, stateOf: StateOf): string | Referring | undefined {
  const encoded = encodeValue(value);
  if (encoded === undefined) return undefined;
  const { text, attachments, paths } = encoded;
  if (attachments.length === 0 && paths.length === 0) return text;
  const hashes = attachments.map((bytes) => hash("sha256", bytes, "hex"));
  return { text, hashes, states: paths.map(({ name }) => [name, stateOf(name)]) };
}

function textOf({ text, hashes, states }: Referring): string {
  return JSON.stringify([text, hashes, states]);
}

/** The paths in a value. */
export function pathsIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null || value instanceof Number) return [];
  return encodeValue(value)?.paths.map(({ name }) => name) ?? [];
}
