/** What a definition of a script is made of, for telling later what of it has changed. */
import { hash } from "node:crypto";

/** A declaration, a file that counts whole, or something beside scripts: a package, vt, data. */
export interface DefinitionPart {
  readonly kind: "declaration" | "whole" | "text";
  /** URL of the file; of a text that of the file that imports it. */
  readonly file: string;
  /** Of the declaration; of a text the specifier by which it is imported. */
  readonly name: string;
  /** Equal for parts that do the same: formatting, comments and types are no part of it. */
  readonly hash: string;
  /** The source code, or the text; undefined where it is too long to be kept. */
  readonly source?: string;
}

const LONGEST_SOURCE = 20_000;
const HASH_DIGITS = 32;

/** Makes a part; `counted` is what its hash is of. */
export function partOf(part: Omit<DefinitionPart, "hash">, counted: readonly string[]): DefinitionPart {
  const { kind, file, name, source = "" } = part;
  const digest = hash("sha256", JSON.stringify(counted), "hex").slice(0, HASH_DIGITS);
  return { kind, file, name, hash: digest, ...(source.length <= LONGEST_SOURCE && { source }) };
}
