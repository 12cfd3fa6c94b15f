/** Files that a module gave, for who wants to have them: nothing is offered that the record does not name. */
import type { RecordedValue } from "../../runtime/record/log.ts";
import { contentHash } from "../../runtime/store/file_state.ts";
import type { Store } from "../../runtime/store/store.ts";
import { valuePath } from "../../runtime/store/value_files.ts";
import { isHash } from "../../runtime/store/value_frame.ts";

/** A file that can be read now. */
export interface OfferedFile {
  /** Where it lies. */
  readonly path: string;
  /** The last part of the path that the module gave. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/** Bytes up to which a file is hashed before it is offered. */
const MOST_HASHED = 32 * 2 ** 20;

/**
 * The file of an output, from the store where that has it, else from where the module put it. Gives why not where it is
 * gone, is no file, is not what it was, or lies on another machine.
 */
export async function offeredFile(
  store: Store,
  { path, recorded, isHere }: {
    /** As the record, or the result that the store keeps, names it. */
    readonly path: string;
    readonly recorded: RecordedValue | undefined;
    readonly isHere: boolean;
  },
): Promise<OfferedFile | string> {
  const { hash, size } = recorded !== undefined && !("value" in recorded) ? recorded : {};
  const name = path.slice(path.lastIndexOf("/") + 1) || "file";
  const kept = isHash(hash) ? await sizeOf(valuePath(store, hash)) : undefined;
  if (kept !== undefined && kept === size) return { path: valuePath(store, hash!), name, size: kept };
  if (!isHere) return "it lies on another machine";
  const found = await sizeOf(path);
  if (found === undefined) return "it is not there any more";
  if (size !== undefined && found !== size) return "it has changed since";
  if (isHash(hash) && found <= MOST_HASHED && await contentHash(path) !== hash) return "it has changed since";
  return { path, name, size: found };
}

/** Undefined where there is no such file. */
async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const { isFile, size } = await Deno.stat(path);
    return isFile ? size : undefined;
  } catch {
    return undefined;
  }
}
