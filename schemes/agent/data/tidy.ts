/** What an agent keeps of values that nobody uses: not for too long, and not too much. */
import { existsSync } from "node:fs";
import { ifThere } from "../../../runtime/if_there.ts";
import { newFolder } from "../../../runtime/store/value_files.ts";
import { isHash } from "../../../runtime/store/value_frame.ts";
import { removeViews } from "../../../runtime/store/views.ts";
import type { BlobFolder } from "./blob_folder.ts";

/** What may stay. */
export interface KeepPolicy {
  readonly maxBytes: number;
  readonly maxAgeMs: number;
  /** Whether something of this hash is in use: it stays. */
  readonly isHeld: (hash: string) => boolean;
}

const DAY_MS = 24 * 3_600_000;
/** What an agent keeps if nothing else is said. */
export const KEPT: Omit<KeepPolicy, "isHeld"> = { maxBytes: 20 * 2 ** 30, maxAgeMs: 7 * DAY_MS };
/** What was used so lately is in use by somebody. */
const GRACE_MS = 10 * 60_000;

interface Kept {
  readonly path: string;
  readonly hash: string;
  readonly size: number;
  readonly usedAt: number;
}

/** Removes what is old, and of the rest what was not used for longest, until it fits; gives the bytes that are left. */
export function tidy(folder: BlobFolder, { maxBytes, maxAgeMs, isHeld }: KeepPolicy): number {
  const now = Date.now();
  for (const part of filesIn(newFolder(folder))) if (now - part.usedAt > DAY_MS) Deno.removeSync(part.path);
  const all = subfolders(`${folder.directory}/values`).flatMap(filesIn).filter(({ hash }) => isHash(hash));
  let bytes = all.reduce((sum, { size }) => sum + size, 0);
  for (const { path, hash, size, usedAt } of all.sort((a, b) => a.usedAt - b.usedAt)) {
    const age = now - usedAt;
    if ((age <= maxAgeMs && bytes <= maxBytes) || age < GRACE_MS || isHeld(hash)) continue;
    Deno.removeSync(path);
    bytes -= size;
  }
  removeEmptyViews(folder, now);
  return bytes;
}

/** Views whose values have gone: they hold the same bytes. */
function removeEmptyViews(folder: BlobFolder, now: number): void {
  for (const inside of subfolders(`${folder.directory}/views`)) {
    for (const view of subfolders(inside)) {
      const hash = view.slice(view.lastIndexOf("/") + 1);
      if (!isHash(hash) || existsSync(folder.pathOf({ hash, size: 0 })) || now - usedAt(view) < GRACE_MS) continue;
      removeViews(view);
    }
  }
}

function subfolders(path: string): string[] {
  return entriesOf(path).filter(({ isDirectory }) => isDirectory).map(({ name }) => `${path}/${name}`);
}

function filesIn(path: string): Kept[] {
  return entriesOf(path).filter(({ isFile }) => isFile).flatMap(({ name }) => {
    try {
      const { size, mtime } = Deno.statSync(`${path}/${name}`);
      return [{ path: `${path}/${name}`, hash: name, size, usedAt: Number(mtime) }];
    } catch {
      return []; // somebody else was faster
    }
  });
}

function entriesOf(path: string): Deno.DirEntry[] {
  return ifThere(() => [...Deno.readDirSync(path)]) ?? [];
}

function usedAt(path: string): number {
  return Number(Deno.statSync(path).mtime);
}
