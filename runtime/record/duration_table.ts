/**
 * How long the modules of a workflow took when they were last computed, in the store. The key, one for all versions of
 * a file:
 *
 *     ["durations", file]   at most 60,000 bytes: a line of JSON for each kind of module
 *
 *     ["package|namespace|Name",typical,{"":[id,ms,id,ms],"3":[id,ms]}]
 *
 * Only those that differ much from what is typical of their kind stand there by themselves, by the groups around them
 * and by their ids; if they are too many, those that differ most. So the table of a hundred thousand modules is small.
 */
import { commit, LONGEST_VALUE, read, type Store } from "../store/store.ts";

/** Durations in milliseconds, by kind of module. */
export type DurationTable = Map<string, KindDurations>;

/** Of the modules of one kind. */
export interface KindDurations {
  /** The median. */
  readonly typical: number;
  /** Those that differ, by the groups around them, then by the id. */
  readonly modules: Map<string, Map<number, number>>;
}

/** The table of a workflow; an empty one where nothing is known. */
export async function readDurations(store: Store, file: string): Promise<DurationTable> {
  const { value } = await read(store, (kv) => kv.get<Uint8Array>(["durations", file]));
  return value === null ? new Map() : tableOf(value);
}

/** Keeps a table for the next run, unless the store has it already. */
export async function writeDurations(store: Store, file: string, table: DurationTable): Promise<void> {
  const key = ["durations", file];
  const bytes = bytesOf(table);
  const { value } = await read(store, (kv) => kv.get<Uint8Array>(key));
  if (value !== null && sameBytes(value, bytes)) return;
  await commit(store, (operation) => void operation.set(key, bytes));
}

/** Whether a module's duration differs so much from what is typical that it stands in the table by itself. */
export function isUntypical(ms: number, typical: number): boolean {
  return Math.abs(ms - typical) > Math.max(1, typical / 10);
}

/** One that differs, and where it stands. */
interface Untypical {
  readonly line: Line;
  readonly scope: string;
  readonly id: number;
  readonly ms: number;
  readonly difference: number;
}

type Scopes = Record<string, number[]>;
type Line = readonly [kind: string, typical: number, modules: Scopes];

/** What `"":[],` and the commas take. */
const SCOPE_BYTES = 6;

/** The table as text that fits into one value. */
export function bytesOf(table: DurationTable): Uint8Array {
  const encoder = new TextEncoder();
  const lines: Line[] = [];
  let left = LONGEST_VALUE;
  for (const [kind, { typical }] of [...table].sort(([, a], [, b]) => b.typical - a.typical)) {
    const line: Line = [kind, rounded(typical), {}];
    left -= encoder.encode(JSON.stringify(line)).length + 1;
    if (left < LONGEST_VALUE / 2) break;
    lines.push(line);
  }
  left = Math.max(left, LONGEST_VALUE / 2);
  for (const { line: [, , scopes], scope, id, ms } of untypical(lines, table)) {
    left -= `${id},${ms},`.length + (scopes[scope] === undefined ? scope.length + SCOPE_BYTES : 0);
    if (left < 0) break;
    (scopes[scope] ??= []).push(id, ms);
  }
  return encoder.encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

/** Those that differ, most first. */
function untypical(lines: readonly Line[], table: DurationTable): Untypical[] {
  const found: Untypical[] = [];
  for (const line of lines) {
    const { typical, modules } = table.get(line[0])!;
    for (const [scope, durations] of modules) {
      for (const [id, duration] of durations) {
        const ms = rounded(duration);
        found.push({ line, scope, id, ms, difference: Math.abs(ms - typical) });
      }
    }
  }
  return found.sort((a, b) => b.difference - a.difference);
}

/** So coarse that runs that took about as long give the same text. */
function rounded(ms: number): number {
  return Number(ms.toPrecision(2));
}

/** Reads what {@linkcode bytesOf} made. */
export function tableOf(bytes: Uint8Array): DurationTable {
  const table: DurationTable = new Map();
  for (const text of new TextDecoder().decode(bytes).split("\n")) {
    if (text === "") continue;
    const [kind, typical, scopes] = JSON.parse(text) as Line;
    const modules = new Map<string, Map<number, number>>();
    for (const [scope, flat] of Object.entries(scopes)) {
      const durations = new Map<number, number>();
      for (let i = 0; i < flat.length; i += 2) durations.set(flat[i], flat[i + 1]);
      modules.set(scope, durations);
    }
    table.set(kind, { typical, modules });
  }
  return table;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
