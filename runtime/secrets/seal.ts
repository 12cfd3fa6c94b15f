/**
 * What has to be read again is kept with references in the place of secrets: `${secret:NAME}`, or
 * `${secret:NAME:base64}` for one of the texts that encodings make of it. A text that has such a beginning by itself is
 * kept as `${secret:}`, so that it never becomes a reference.
 */
import { formsOf } from "./secret_forms.ts";

const BEGINNING = "${secret:";
const SEALED = /\$\{secret:(?:([A-Za-z_][A-Za-z0-9_]*)(?::(\d+))?)?\}/g;

/** See the head of the file. Other values than plain data stay as they are. */
export function seal<T>(data: T, secrets: ReadonlyMap<string, string>): T {
  const references = new Map<string, string>();
  for (const [name, value] of secrets) {
    for (const [number, form] of formsOf(value).entries()) references.set(form, `${BEGINNING}${name}:${number}}`);
    if (formsOf(value).includes(value)) references.set(value, `${BEGINNING}${name}}`);
  }
  references.set(BEGINNING, `${BEGINNING}}`);
  const longestFirst = [...references.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(RegExp.escape).join("|"), "g");
  return mapTexts(data, (text) => text.replace(pattern, (found) => references.get(found)!)) as T;
}

/** The data again. */
export function reveal<T>(data: T, valueOf: (name: string) => string | undefined): T {
  const revealed = (_whole: string, name: string | undefined, number: string | undefined): string => {
    if (name === undefined) return BEGINNING;
    const value = valueOf(name) ?? "";
    return number === undefined ? value : formsOf(value)[Number(number)] ?? "";
  };
  return mapTexts(data, (text) => text.replace(SEALED, revealed)) as T;
}

/** Names of the secrets that sealed data refers to. */
export function namesIn(data: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  mapTexts(data, (text) => {
    for (const [, name] of text.matchAll(SEALED)) if (name !== undefined) names.add(name);
    return text;
  });
  return names;
}

function mapTexts(data: unknown, change: (text: string) => string): unknown {
  if (typeof data === "string") return change(data);
  if (Array.isArray(data)) return data.map((item) => mapTexts(item, change));
  if (typeof data !== "object" || data === null) return data;
  const prototype = Object.getPrototypeOf(data);
  if (prototype !== Object.prototype && prototype !== null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [change(key), mapTexts(value, change)]));
}
