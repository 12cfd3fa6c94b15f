/**
 * Removes what nothing needs any more. Other programs may run meanwhile: files of the last hour are left alone, and
 * whoever uses a file sets its time; a result whose file is gone is not known, and computed anew.
 */
import { ifThere } from "../if_there.ts";
import { filesOfText } from "./kept_result.ts";
import { replaceSegments, type Segment, segments } from "./result_index.ts";
import { list, LONGEST_VALUE, type Store } from "./store.ts";
import { valuePath } from "./value_files.ts";
import { filesOfFrame, isHash } from "./value_frame.ts";
import { removeViews } from "./views.ts";

/** What may stay. */
export interface GarbageOptions {
  /** Results that were not used for longer go, the least recently used first, until all that is left fits. */
  readonly maxBytes?: number;
  /** Results that were not used for so long go. */
  readonly olderThanDays?: number;
  /** Files of the last so many milliseconds stay, an hour when nothing is said. */
  readonly graceMs?: number;
}

/** What was removed, and what is left. */
export interface Collected {
  readonly resultsRemoved: number;
  readonly resultsKept: number;
  readonly filesRemoved: number;
  readonly bytesFreed: number;
  /** Of the files that are left. */
  readonly bytesKept: number;
}

/** Of a store that is not there. */
export const NOTHING_COLLECTED: Collected = {
  resultsRemoved: 0,
  resultsKept: 0,
  filesRemoved: 0,
  bytesFreed: 0,
  bytesKept: 0,
};

const DAY_MS = 24 * 60 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;
const LISTED_AT_ONCE = 500;
const REPLACED_AT_ONCE = 50;

/** See the head of the file. */
export async function collectGarbage(store: Store, options: GarbageOptions = {}): Promise<Collected> {
  const needed = new Set<string>();
  for (const hash of await namedByJobs(store)) need(store, hash, needed);
  const results = await thinOut(store, needed, options);
  const before = Date.now() - (options.graceMs ?? HOUR_MS);
  const swept = sweep(store, needed, before);
  sweepViews(store, before);
  return { ...results, ...swept };
}

/** Whatever looks like a hash in the record of a job. */
async function namedByJobs(store: Store): Promise<ReadonlySet<string>> {
  const named = new Set<string>();
  for await (const { value } of list(store, { prefix: ["job"] }, { batch: LISTED_AT_ONCE })) {
    const waiting: unknown[] = [value];
    while (waiting.length > 0) {
      const each = waiting.pop();
      if (isHash(each)) named.add(each);
      else if (typeof each === "object" && each !== null && !ArrayBuffer.isView(each)) {
        for (const part of Object.values(each)) waiting.push(part);
      }
    }
  }
  return named;
}

/** Enters a file, and those that it names; gives those that are new. */
function need(store: Store, hash: string, needed: Set<string>): string[] {
  const entered: string[] = [];
  const waiting = [hash];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    if (needed.has(each)) continue;
    needed.add(each);
    entered.push(each);
    for (const file of filesOfFrame(valuePath(store, each)) ?? []) waiting.push(file);
  }
  return entered;
}

/** Removes results that have to go; the files of all others are entered into `needed`. */
async function thinOut(
  store: Store,
  needed: Set<string>,
  options: GarbageOptions,
): Promise<Pick<Collected, "resultsRemoved" | "resultsKept">> {
  const counts = { resultsRemoved: 0, resultsKept: 0 };
  const mayStay = chooser(store, needed, options);
  const seen = new Set<string>();
  let group: Kept[] = [];
  for await (const segment of segments(store)) {
    const entries = segment.entries.filter(({ signature }) => !seen.has(signature));
    for (const { signature } of entries) seen.add(signature);
    const kept = entries.filter(({ text }) => mayStay(text, segment.usedAt));
    counts.resultsKept += kept.length;
    counts.resultsRemoved += entries.length - kept.length;
    const one = { segment, entries: kept.map(({ signature, text }) => [signature, text] as const) };
    if (!fits(group, one)) {
      await writeGroup(store, group);
      group = [];
    }
    group.push(one);
  }
  await writeGroup(store, group);
  return counts;
}

/** A segment, and those of its results that stay. */
interface Kept {
  readonly segment: Segment;
  readonly entries: readonly (readonly [string, string])[];
}

/** Whether the results of neighbouring segments go into one; those of one day only, by which their age is told. */
function fits(group: readonly Kept[], { segment }: Kept): boolean {
  if (group.length === 0) return true;
  const size = group.reduce((sum, one) => sum + one.segment.size, segment.size);
  return size <= LONGEST_VALUE && group.length < REPLACED_AT_ONCE &&
    group[0].segment.usedAt - segment.usedAt < DAY_MS;
}

async function writeGroup(store: Store, group: readonly Kept[]): Promise<void> {
  if (group.length === 0) return;
  const isAsBefore = group.length === 1 && group[0].entries.length === group[0].segment.entries.length;
  if (!isAsBefore) {
    await replaceSegments(store, group.map(({ segment }) => segment), group.flatMap(({ entries }) => entries));
  }
}

/** Says of results, the newest first, whether they may stay. */
function chooser(
  store: Store,
  needed: Set<string>,
  { maxBytes = Infinity, olderThanDays = Infinity }: GarbageOptions,
): (text: string, usedAt: number) => boolean {
  const oldest = Date.now() - olderThanDays * DAY_MS;
  let bytes = 0;
  return (text, usedAt) => {
    const named = filesOfText(text);
    if (bytes > maxBytes || usedAt < oldest || named === undefined) return false;
    const entered = named.files.flatMap((hash) => need(store, hash, needed));
    bytes += text.length + entered.reduce((sum, hash) => sum + sizeOf(valuePath(store, hash)), 0);
    if (bytes > maxBytes) { for (const hash of entered) needed.delete(hash); }
    return bytes <= maxBytes;
  };
}

/** Removes old files that are not needed, and such as never came to be part of the store. */
function sweep(
  store: Store,
  needed: ReadonlySet<string>,
  before: number,
): Pick<Collected, "filesRemoved" | "bytesFreed" | "bytesKept"> {
  const swept = { filesRemoved: 0, bytesFreed: 0, bytesKept: 0 };
  for (const folder of namesIn(`${store.directory}/values`)) {
    for (const name of namesIn(`${store.directory}/values/${folder}`)) {
      const path = `${store.directory}/values/${folder}/${name}`;
      const size = sizeOf(path);
      if (needed.has(name) || !isOlder(path, before)) {
        swept.bytesKept += size;
      } else {
        Deno.removeSync(path);
        swept.filesRemoved++;
        swept.bytesFreed += size;
      }
    }
  }
  return swept;
}

/** A view goes after its file. */
function sweepViews(store: Store, before: number): void {
  for (const folder of namesIn(`${store.directory}/views`)) {
    for (const hash of namesIn(`${store.directory}/views/${folder}`)) {
      const path = `${store.directory}/views/${folder}/${hash}`;
      if (infoOf(valuePath(store, hash)) === undefined && isOlder(path, before)) removeViews(path);
    }
  }
}

function namesIn(folder: string): string[] {
  return ifThere(() => Array.from(Deno.readDirSync(folder), ({ name }) => name)) ?? [];
}

function sizeOf(path: string): number {
  return infoOf(path)?.size ?? 0;
}

function isOlder(path: string, before: number): boolean {
  const time = infoOf(path)?.mtime?.getTime();
  return time !== undefined && time < before;
}

function infoOf(path: string): Deno.FileInfo | undefined {
  return ifThere(() => Deno.statSync(path));
}
