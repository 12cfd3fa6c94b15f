/** The files that an execution read or made, as its record has them. */
import type { KeptComponents } from "./component_store.ts";
import { readChunk } from "./components.ts";
import type { ModuleExec, RecordedValue, ValueFacts } from "./log.ts";

/** A file or folder of an execution. */
export interface RecordedFile {
  /** Absolute, or as a module wrote it. */
  readonly path: string;
  /** Paths of modules and the ports on which it was, the first of them. */
  readonly at: readonly { readonly module: string; readonly name: string; readonly port: string }[];
  /** Bytes. */
  readonly size?: number;
  /** SHA-256 in hex, of the content. */
  readonly hash?: string;
  /** What lay there when the run began, as file_state.ts says, where no hash is known. */
  readonly state?: string;
}

/** Modules that are told of one file. */
const MOST_PLACES = 20;

/**
 * Each once, in the order of the paths. Of one that several modules gave, what it was last. `components`: where they are
 * known they tell of files that were written on ports.
 */
export async function recordedFiles(
  modules: AsyncIterable<ModuleExec>,
  components: Pick<KeptComponents, "chunks"> | undefined,
): Promise<readonly RecordedFile[]> {
  const files = new Map<string, RecordedFile>();
  const add = (file: RecordedFile): void => {
    const known = files.get(file.path);
    const at = known?.at ?? [];
    const news = file.at.filter((one) => !at.some(({ module, port }) => module === one.module && port === one.port));
    files.set(file.path, { ...known, ...file, at: [...at, ...news].slice(0, MOST_PLACES) });
  };
  for (const chunk of components?.chunks ?? []) for (const file of writtenFiles(chunk)) add(file);
  for await (const { path: module, name, outputs = {} } of modules) {
    for (const port of Object.keys(outputs)) {
      for (const file of filesIn(outputs[port])) add({ ...file, at: [{ module, name, port }] });
    }
  }
  return [...files.values()].sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}

/** Files on the ports of the modules in a chunk of components. */
function* writtenFiles(text: string): Generator<RecordedFile> {
  if (!text.includes("\t@")) return;
  const chunk = readChunk(text);
  for (const [index, module] of chunk.paths.entries()) {
    const { kind, values } = chunk.moduleAt(index);
    for (const [i, value] of values.entries()) {
      if (!value.startsWith("@")) continue;
      const [, , states] = JSON.parse(value.slice(1)) as [string, string[], [path: string, state: string][]];
      const at = [{ module, name: kind.name, port: kind.values[i] }];
      for (const [path, state] of states) yield { path, at, ...stateOf(state) };
    }
  }
}

function stateOf(state: string): Pick<RecordedFile, "hash" | "state"> {
  return state.startsWith("sha256 ") ? { hash: state.slice(7) } : { state };
}

/** The files that a value is, or has in it. */
export function filesIn(recorded: RecordedValue): Omit<RecordedFile, "at">[] {
  const inside = "value" in recorded ? pathsIn(recorded.value).map((path) => ({ path })) : [recorded];
  return [...inside, ...recorded.files ?? []].flatMap(({ path, ...facts }: Partial<ValueFacts>) => {
    if (path === undefined) return [];
    const { size, hash } = facts;
    return [{ path, ...(size !== undefined && { size }), ...(hash !== undefined && { hash }) }];
  });
}

/** The paths in a short value, as the record writes them. */
export function pathsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  if (!Array.isArray(value) && "__path__" in value) return [String(value.__path__)];
  return Object.values(value).flatMap(pathsIn);
}
