/** How the job monitors of a store look after jobs, under the key `["monitor"]`: the same for all of them. */
import { commit, read, type Store } from "../store/store.ts";

/** See the head of the file. */
export interface MonitorSettings {
  /** Milliseconds between two rounds of questions; undefined: none are asked unless a person wants it. */
  readonly intervalMs?: number;
  /** Whether workflows are continued when their jobs are ready. */
  readonly isAutomatic: boolean;
}

const DEFAULTS: MonitorSettings = { intervalMs: 60_000, isAutomatic: false };
const SHORTEST_MS = 1000;
const LONGEST_MS = 7 * 24 * 3600 * 1000;
const UNITS = { s: 1000, m: 60_000, h: 3_600_000 };

/** The settings; those of a store in which nobody has set any ask once a minute and continue nothing. */
export async function readMonitorSettings(store: Store): Promise<MonitorSettings> {
  return (await read(store, (kv) => kv.get<MonitorSettings>(["monitor"]))).value ?? DEFAULTS;
}

/** Sets them, for all monitors of the store. */
export async function writeMonitorSettings(store: Store, settings: MonitorSettings): Promise<void> {
  await commit(store, (operation) => void operation.set(["monitor"], settings));
}

/** Milliseconds of `10s`, `1m`, `1h` or a number of seconds, or `off`; undefined for what is no interval. */
export function intervalOf(text: string): number | "off" | undefined {
  if (/^(off|0)$/i.test(text)) return "off";
  const [, digits, unit = "s"] = /^(\d{1,6})([smh])?$/.exec(text) ?? [];
  const milliseconds = Number(digits) * UNITS[unit as keyof typeof UNITS];
  return milliseconds >= SHORTEST_MS && milliseconds <= LONGEST_MS ? milliseconds : undefined;
}

/** The interval as {@linkcode intervalOf} reads it. */
export function intervalText(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return "off";
  const [unit, length] = Object.entries(UNITS).findLast(([, length]) => milliseconds % length === 0) ?? ["s", 1000];
  return `${Math.round(milliseconds / length)}${unit}`;
}
