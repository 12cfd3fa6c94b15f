/** When modules ran, and where: rows of bars. Of very many only the longest are bars; how many ran is shown for all. */
import type { DrawnState } from "./drawn.ts";

/** One module that ran. Times are milliseconds since 1970. */
export interface TimedModule {
  readonly path: string;
  readonly name: string;
  readonly state: DrawnState;
  readonly startedAt: number;
  readonly finishedAt: number;
  /** Where it ran: modules of one place stand in one row. */
  readonly place: string;
}

/** See the head of the file. */
export interface Timeline {
  readonly from: number;
  readonly to: number;
  /** Those of here come first, then in the order in which they began. */
  readonly rows: readonly TimelineRow[];
  readonly ticks: readonly Tick[];
}

/** A place, with its bars in lanes in which none overlaps another. */
export interface TimelineRow {
  readonly place: string;
  readonly count: number;
  readonly lanes: readonly (readonly Bar[])[];
  /** Of a row that does not show all its modules: how many ran at a time, in slices of equal length. */
  readonly busy?: readonly number[];
}

/** A module as a bar. */
export interface Bar {
  readonly module: TimedModule;
  /** Whether the execution would have ended sooner without it. */
  readonly isCritical: boolean;
}

/** A time on the axis. */
export interface Tick {
  readonly at: number;
  /** Milliseconds since the start. */
  readonly sinceMs: number;
}

/** Modules that are all shown as bars, and of more those that still are. */
const MOST_BARS = 400;
const LONGEST_SHOWN = 120;
const MOST_LANES = 24;
const SLICES = 240;
/** What is shorter does not share a lane with what follows at once. */
const LEAST_SHARE = 0.002;

/** `critical`: paths of modules on the critical path. */
export function timelineOf(
  modules: readonly TimedModule[],
  { from, to, critical }: { readonly from: number; readonly to: number; readonly critical: ReadonlySet<string> },
): Timeline {
  const end = Math.max(to, from + 1);
  const shown = modules.length <= MOST_BARS ? undefined : chosen(modules, critical);
  const least = (end - from) * LEAST_SHARE;
  const rows = [...Map.groupBy(modules, ({ place }) => place)].map(([place, all]): TimelineRow => {
    const some = shown === undefined ? all : all.filter((module) => shown.has(module));
    const bars = some.map((module) => ({ module, isCritical: critical.has(module.path) }));
    const { lanes, isWhole } = inLanes(bars, least);
    const hidesSome = shown !== undefined || !isWhole;
    return { place, count: all.length, lanes, ...(hidesSome && { busy: busyOf(all, from, end) }) };
  });
  return { from, to: end, rows, ticks: ticksOf(from, end) };
}

function chosen(modules: readonly TimedModule[], critical: ReadonlySet<string>): ReadonlySet<TimedModule> {
  const took = (module: TimedModule): number => module.finishedAt - module.startedAt;
  const longest = modules.toSorted((a, b) => took(b) - took(a)).slice(0, LONGEST_SHOWN);
  const onPath = longest.length === 0 ? [] : modules.filter(({ path }) => critical.has(path));
  const most = onPath.toSorted((a, b) => took(b) - took(a)).slice(0, LONGEST_SHOWN);
  return new Set([...longest, ...most]);
}

/** Each bar goes to the first lane that is free while it lasts; those on the critical path go first. */
function inLanes(bars: readonly Bar[], least: number): { lanes: Bar[][]; isWhole: boolean } {
  const lanes: Bar[][] = [];
  let isWhole = true;
  const endOf = ({ startedAt, finishedAt }: TimedModule): number => Math.max(finishedAt, startedAt + least);
  const rank = ({ isCritical }: Bar): number => isCritical ? 0 : 1;
  for (const bar of bars.toSorted((a, b) => rank(a) - rank(b) || a.module.startedAt - b.module.startedAt)) {
    const { startedAt } = bar.module;
    const end = endOf(bar.module);
    const isFree = (lane: readonly Bar[]): boolean =>
      lane.every(({ module }) => endOf(module) <= startedAt || module.startedAt >= end);
    const lane = lanes.find(isFree);
    if (lane !== undefined) lane.push(bar);
    else if (lanes.length < MOST_LANES) lanes.push([bar]);
    else isWhole = false;
  }
  return { lanes, isWhole };
}

/** The most that ran at once in each slice. */
function busyOf(modules: readonly TimedModule[], from: number, to: number): number[] {
  const change = new Int32Array(SLICES + 1);
  const sliceOf = (time: number): number =>
    Math.min(SLICES - 1, Math.max(0, Math.floor((time - from) / (to - from) * SLICES)));
  for (const { startedAt, finishedAt } of modules) {
    change[sliceOf(startedAt)]++;
    change[sliceOf(finishedAt) + 1]--;
  }
  let running = 0;
  return Array.from({ length: SLICES }, (_, i) => running += change[i]);
}

/** About six, at round times. */
function ticksOf(from: number, to: number): Tick[] {
  const rough = (to - from) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough)!;
  const ticks: Tick[] = [];
  for (let sinceMs = 0; sinceMs <= to - from; sinceMs += step) ticks.push({ at: from + sinceMs, sinceMs });
  return ticks;
}
