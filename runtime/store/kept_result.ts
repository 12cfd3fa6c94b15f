/**
 * A result as the index of results holds it: one JSON text. Small values are in it, others in files of values/; of
 * these the text names the hash. Whatever it names may be gone: the result is not known then.
 */
import type { KnownResult } from "../interpreter/result_cache.ts";
import { isHeldInPython } from "../python/held_value.ts";
import type { Iterations } from "../record/execution_event.ts";
import type { Masker } from "../secrets/masker.ts";
import { fileOf, keepPath, type KeptPath, lookAt, type PathToKeep, restorePath } from "./kept_paths.ts";
import { referenceTo, remembered } from "./remote_value.ts";
import { holdsSecret, pathHoldsSecret } from "./secret_values.ts";
import { type Store, StoreError } from "./store.ts";
import { decodeNode, decodeValue, type EncodedValue, encodeValue } from "./value_codec.ts";
import { dropValue, readValue, stageBytes, type StagedFile, useValue } from "./value_files.ts";
import { frameParts, isHash, readFrame } from "./value_frame.ts";

/** Characters of values that one text holds. */
const MOST_INLINE = 8192;
/** In UTF-8 it must fit into one value of the KV. */
const LONGEST_TEXT = 18_000;

/** A result on its way to the store: its values are kept as they were when it came. */
export interface ResultToKeep {
  readonly duration: number | undefined;
  readonly iterations: Iterations | undefined;
  readonly from: string | undefined;
  readonly ports: readonly PortToKeep[];
  /** Whether {@linkcode finishResult} has files to copy. */
  readonly hasPaths: boolean;
}

interface PortToKeep {
  readonly name: string;
  readonly part: Part;
  /** Of a value with paths, of which the part is made in the end. */
  readonly late?: { readonly encoded: EncodedValue; readonly paths: readonly PathToKeep[] };
}

/** JSON of one port, what it needs, and how many bytes that is. */
interface Part {
  readonly json: string;
  readonly size: number;
  readonly staged: readonly StagedFile[];
}

/** The text of a result, and the files that have to be settled before it is written. */
export interface ResultText {
  readonly text: string;
  readonly staged: readonly StagedFile[];
}

/** What decides how results are kept. */
export interface Keeping {
  /** Whether a file will be gone after the run: its content is kept too. */
  readonly isTemporary: (path: string) => boolean;
  /** Results with secrets in them are not kept; undefined: there are no secrets. */
  readonly masker: Masker | undefined;
}

const NOT_YET: Part = { json: "", size: 0, staged: [] };

/** Takes a result as it is now; big values are written at once. Undefined when it cannot be kept. */
export function takeResult(
  store: Store,
  { outputs, iterations, duration, from }: KnownResult,
  { isTemporary, masker }: Keeping,
): ResultToKeep | undefined {
  const ports: PortToKeep[] = [];
  let room = MOST_INLINE;
  let hasPaths = false;
  for (const name of Object.keys(outputs)) {
    const encoded = encodeValue(outputs[name], { isRefused: isHeldInPython, mayHoldRemotes: true });
    if (encoded === undefined || (masker !== undefined && mayHoldSecret(encoded, masker))) return undefined;
    if (encoded.remotes !== undefined) {
      const part = partWithRemotes(encoded);
      if (part === undefined) return undefined;
      ports.push({ name, part });
    } else if (encoded.paths.length === 0) {
      const part = partOf(store, { ...encoded, paths: [] }, { room });
      if (part.staged.length === 0) room -= part.json.length;
      ports.push({ name, part });
    } else {
      const paths = encoded.paths.map((path) => lookAt(path, isTemporary));
      if (!paths.every((path) => path !== undefined)) return undefined;
      const attachments = encoded.attachments.map((bytes) => bytes.slice());
      ports.push({ name, part: NOT_YET, late: { encoded: { ...encoded, attachments }, paths } });
      hasPaths = true;
    }
  }
  return { duration, iterations, from, ports, hasPaths };
}

/** Nobody looks into what is elsewhere. */
function mayHoldSecret(encoded: EncodedValue, masker: Masker): boolean {
  return encoded.remotes !== undefined || holdsSecret(encoded, masker);
}

/** Of values that are elsewhere the store has where that is; undefined where there is much beside them. */
function partWithRemotes({ text, attachments, paths, remotes = [] }: EncodedValue): Part | undefined {
  if (attachments.length > 0 || paths.length > 0) return undefined;
  const json = `{"value":${text},"remotes":${JSON.stringify(remotes.map(referenceTo))}}`;
  return json.length > LONGEST_TEXT ? undefined : { json, size: json.length, staged: [] };
}

/** Whether a text of the index may name values that are elsewhere. */
export function namesRemotes(text: string): boolean {
  return text.includes(`,"remotes":[`);
}

/** Copies the files of a result. Undefined when one has changed since the result came, or has a secret in it. */
export async function finishResult(
  store: Store,
  result: ResultToKeep,
  masker?: Masker,
): Promise<ResultToKeep | undefined> {
  const ports: PortToKeep[] = [];
  for (const port of result.ports) {
    if (port.late === undefined) {
      ports.push(port);
      continue;
    }
    const { encoded, paths } = port.late;
    const kept: KeptPath[] = [];
    const staged: StagedFile[] = [];
    for (const path of paths) {
      if (masker !== undefined && path.isTemporary && await pathHoldsSecret(path.path, masker)) return undefined;
      const one = await keepPath(store, path);
      if (one === undefined) return undefined;
      kept.push(one.kept);
      staged.push(...one.staged);
    }
    const { text, attachments } = encoded;
    ports.push({ name: port.name, part: partOf(store, { text, attachments, paths: kept }, { room: 0, staged }) });
  }
  return { ...result, ports, hasPaths: false };
}

/** The text of a result that has no paths left to keep; undefined where it has too many ports. */
export function resultText({ ports, iterations, duration, from }: ResultToKeep): ResultText | undefined {
  const size = ports.reduce((sum, { part }) => sum + part.size, 0);
  const staged = ports.flatMap(({ part }) => part.staged);
  const outputs = ports.map(({ name, part }) => `[${JSON.stringify(name)},${part.json}]`).join(",");
  const head = JSON.stringify({ keptAt: Date.now(), from, duration, size, iterations });
  const text = `${head.slice(0, -1)},"outputs":[${outputs}]}`;
  return text.length > LONGEST_TEXT ? undefined : { text, staged };
}

/** Paths short enough to stand in a text of the index. */
const LONGEST_PATHS = 2000;

function partOf(
  store: Store,
  value: { text: string; attachments: readonly Uint8Array[]; paths: readonly KeptPath[] },
  { room, staged = [] }: { room: number; staged?: readonly StagedFile[] },
): Part {
  const paths = value.paths.length === 0 ? "" : JSON.stringify(value.paths);
  const size = staged.reduce((sum, file) => sum + file.size, 0);
  const fits = paths === "" ? value.text.length <= room : value.text.length + paths.length <= LONGEST_PATHS;
  if (value.attachments.length === 0 && fits) {
    const json = `{"value":${value.text}${paths === "" ? "" : `,"paths":${paths}`}}`;
    return { json, size: size + json.length, staged };
  }
  const files = new Set(value.paths.map(fileOf).filter((hash) => hash !== undefined));
  const file = stageBytes(store, frameParts(value, [...files]));
  const json = JSON.stringify({ file: file.hash, size: file.size, ...(paths === "" ? {} : { hasPaths: true }) });
  return { json, size: size + json.length + file.size, staged: [...staged, file] };
}

/** What a text of the index says. */
interface ReadText {
  readonly size?: unknown;
  readonly iterations?: Iterations;
  readonly duration?: number;
  readonly from?: string;
  readonly outputs: readonly (readonly [name: string, port: ReadPort])[];
}

type ReadPort = Readonly<Partial<Record<"value" | "paths" | "file" | "size" | "hasPaths" | "remotes", unknown>>>;

/** Reads big values; a value that is damaged is removed, so that it is made anew the next time. */
export type ReadBig = (hash: string, size: number) => { readonly value: unknown } | undefined;

/** The result of a text; undefined when something that it needs is gone, changed or damaged. */
export function restoreResult(store: Store, text: string, readBig: ReadBig): KnownResult | undefined {
  const read = readText(text);
  if (read === undefined) return undefined;
  const outputs: Record<string, unknown> = {};
  for (const [name, port] of read.outputs) {
    const property = restorePort(store, port, readBig);
    if (property === undefined) return undefined;
    Object.defineProperty(outputs, name, { ...property, enumerable: true, configurable: true });
  }
  const { iterations, duration, from } = read;
  return {
    outputs,
    ...(iterations && { iterations }),
    ...(duration !== undefined && { duration }),
    ...(from !== undefined && { from }),
  };
}

/** An output as it is looked at: its value, or how many bytes it has, where that is more than was wanted. */
export type KeptOutput = { readonly value: unknown } | { readonly size: number };

/** The outputs of a text, each by itself; those that are gone, changed or damaged are not there. `most`: bytes of one. */
export function outputsOfText(store: Store, text: string, most: number): Map<string, KeptOutput> {
  const found = new Map<string, KeptOutput>();
  for (const [name, port] of readText(text)?.outputs ?? []) {
    const { file: hash, size } = port;
    const isBig = isHash(hash) && typeof size === "number";
    const output = isBig ? size > most ? { size } : readBigValue(store, hash, size) : restoreInline(store, port);
    if (output === undefined) continue;
    found.set(name, "size" in output ? output : { value: output.value });
  }
  return found;
}

/** A big value is read when somebody asks for it; one with paths at once, since the files have to be looked at. */
function restorePort(store: Store, port: ReadPort, readBig: ReadBig): PropertyDescriptor | undefined {
  const { file: hash, size, hasPaths } = port;
  if (hash === undefined) return restoreInline(store, port);
  if (!isHash(hash) || typeof size !== "number" || !useValue(store, { hash, size })) return undefined;
  if (hasPaths === true) return readBig(hash, size);
  return {
    get: () => {
      const found = readBig(hash, size);
      if (found !== undefined) return found.value;
      throw new StoreError(`Cannot read a result in ${store.directory}: value ${hash} is damaged or gone, run again`);
    },
  };
}

function restoreInline(
  store: Store,
  { value: node, paths, remotes }: ReadPort,
): { readonly value: unknown } | undefined {
  if (Array.isArray(remotes)) return decodeNode(node, { attachments: [], paths: [], remotes: remotes.map(remembered) });
  if (paths === undefined) return decodeNode(node, { attachments: [], paths: [] });
  const restored = Array.isArray(paths) ? paths.map((path) => restorePath(store, path)) : [undefined];
  return restored.every((path) => path !== undefined)
    ? decodeNode(node, { attachments: [], paths: restored })
    : undefined;
}

/** Reads the value of a file; undefined when it is gone, damaged, or names a file that has changed. */
export function readBigValue(store: Store, hash: string, size: number): { readonly value: unknown } | undefined {
  const bytes = readValue(store, { hash, size });
  if (bytes === undefined) return undefined;
  const frame = readFrame(bytes);
  const paths = frame?.paths.map((path) => restorePath(store, path));
  if (paths?.some((path) => path === undefined)) return undefined;
  const value = frame && decodeValue({ ...frame, paths: paths!.filter((path) => path !== undefined) });
  if (value === undefined) dropValue(store, hash);
  return value;
}

/** The files that a text names, and all bytes that its result takes. Undefined when it is damaged. */
export function filesOfText(text: string): { readonly files: readonly string[]; readonly size: number } | undefined {
  const read = readText(text);
  if (read === undefined) return undefined;
  const files = read.outputs.flatMap(([, { file, paths }]) => [
    file,
    ...(Array.isArray(paths) ? paths.map((path) => fileOf(path as KeptPath)) : []),
  ]);
  return { files: files.filter(isHash), size: typeof read.size === "number" ? read.size : text.length };
}

function readText(text: string): ReadText | undefined {
  try {
    const read = JSON.parse(text) as ReadText;
    return read.outputs.every(([name, port]) => typeof name === "string" && typeof port === "object")
      ? read
      : undefined;
  } catch {
    return undefined;
  }
}
