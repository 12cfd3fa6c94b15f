/** Values as the record has them: short ones themselves, of others what they are, how much, and a hash where it is cheap. */
import { Buffer } from "node:buffer";
import { hash } from "node:crypto";
import { encodeJson } from "../python/encode.ts";
import { Tuple } from "../python/tuple.ts";
import { typeName } from "../python/type_name.ts";
import { contentHashSync } from "../store/file_state.ts";
import { RemoteValue } from "../store/remote_value.ts";
import { PathValue } from "../values.ts";
import type { RecordedValue, ValueFacts } from "./log.ts";

/** Characters of the JSON text of a value that the record has itself. */
const LONGEST_VALUE = 100;
/** Items of a value among which files are looked for. */
const MOST_FILES = 100;
/** Bytes up to which a text, a buffer or a file is hashed at once. */
export const MOST_HASHED_AT_ONCE = 2 ** 20;

/** The outputs of a module, by port. */
export function recordedValues(outputs: Readonly<Record<string, unknown>>): Record<string, RecordedValue> {
  const recorded: Record<string, RecordedValue> = Object.create(null);
  for (const port of Object.keys(outputs)) recorded[port] = recordedValue(outputs[port]);
  return recorded;
}

/**
 * The same as the text of a JSON object: what most modules give takes no time so. Undefined where there are paths, of
 * which more may become known.
 */
export function recordedText(outputs: Readonly<Record<string, unknown>>): string | undefined {
  let text = "";
  for (const port of Object.keys(outputs)) {
    const value = outputs[port];
    if (value instanceof PathValue) return undefined;
    text += `${text === "" ? "{" : ","}${quotedPort(port)}:${valueText(value)}`;
  }
  return text === "" ? "{}" : `${text}}`;
}

function valueText(value: unknown): string {
  switch (typeof value) {
    case "number":
      if (Number.isFinite(value)) return `{"value":${value}}`;
      break;
    case "boolean":
      return `{"value":${value}}`;
    case "string":
      if (value.length > LONGEST_VALUE / 2) break;
      return `{"value":${JSON.stringify(value)}}`;
  }
  return JSON.stringify(recordedValue(value));
}

const quotedPorts = new Map<string, string>();

function quotedPort(port: string): string {
  let quoted = quotedPorts.get(port);
  if (quoted === undefined) {
    quoted = JSON.stringify(port);
    if (quotedPorts.size < 1000) quotedPorts.set(port, quoted);
  }
  return quoted;
}

/** One value. Nothing is thrown. */
export function recordedValue(value: unknown): RecordedValue {
  try {
    if (value instanceof PathValue) return recordedPath(value.name);
    if (value instanceof RemoteValue) return value.facts.recorded;
    const files = typeof value === "object" && value !== null ? filesAmong(value) : undefined;
    if (room(value, LONGEST_VALUE) >= 0) {
      const json = encodeJson(value);
      if (JSON.stringify(json).length <= LONGEST_VALUE) return { value: json, ...files };
    }
    return { ...described(value), ...files };
  } catch {
    return { type: "object" }; // getters and proxies throw what they like
  }
}

/** The files in a list, a tuple or a dict; undefined where there is none. */
function filesAmong(value: object): { files: readonly ValueFacts[] } | undefined {
  const items = value instanceof Map ? value.values() : value instanceof Tuple ? value.items : value;
  if (items === value && !Array.isArray(value)) return undefined;
  const files: ValueFacts[] = [];
  for (const item of Iterator.from(items as Iterable<unknown>).take(MOST_FILES)) {
    if (item instanceof PathValue) files.push(recordedPath(item.name));
  }
  return files.length === 0 ? undefined : { files };
}

/** What remains of `left` characters; less than 0 where a value does not fit, or is of no kind that JSON may hold. */
function room(value: unknown, left: number): number {
  if (typeof value === "string") return left - value.length - 2;
  if (typeof value !== "object" || value === null) return typeof value === "function" ? -1 : left - 1;
  if (value instanceof Number) return left - 1;
  const parts = partsOf(value, left);
  let rest = parts === undefined ? -1 : left - 2;
  for (const part of parts ?? []) {
    if (rest < 0) return rest;
    rest = room(part, rest - 1);
  }
  return rest;
}

/** What is in a list, a tuple or a dict, unless that is too much. */
function partsOf(value: object, most: number): readonly unknown[] | undefined {
  if (value instanceof Map) return value.size > most ? undefined : [...value].flat();
  const items = value instanceof Tuple ? value.items : value;
  return Array.isArray(items) && items.length <= most ? items : undefined;
}

function described(value: unknown): ValueFacts {
  if (typeof value === "string") {
    const size = Buffer.byteLength(value);
    return { type: "str", size, ...hashed(value, size) };
  }
  const type = typeName(value);
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, byteLength } = value;
    return { type, size: byteLength, ...hashed(new Uint8Array(buffer, byteOffset, byteLength), byteLength) };
  }
  if (Array.isArray(value)) return { type, size: value.length };
  if (value instanceof Tuple) return { type, size: value.items.length };
  if (value instanceof Map) return { type, size: value.size };
  return { type };
}

function hashed(data: string | Uint8Array, size: number): { hash?: string } {
  return size > MOST_HASHED_AT_ONCE ? {} : { hash: hash("sha256", data, "hex") };
}

/** What lies at a path now. */
function recordedPath(path: string): ValueFacts {
  let info: Deno.FileInfo;
  try {
    info = Deno.statSync(path);
  } catch {
    return { type: "Path", path };
  }
  if (info.isDirectory) return { type: "Directory", path };
  if (!info.isFile) return { type: "Path", path };
  const { size } = info;
  const hash = size > MOST_HASHED_AT_ONCE ? undefined : contentHashSync(path);
  return { type: "File", size, ...(hash && { hash }), path };
}
