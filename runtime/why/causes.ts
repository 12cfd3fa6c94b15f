/** Goes upstream from a module to where something was changed, or keeps results from being reused. */
import type { Comparison } from "./comparison.ts";
import { nameOf } from "./comparison.ts";
import type { ComponentGraph, Feed } from "./component_graph.ts";
import type { ModuleEnds } from "./known_execution.ts";
import type { Blocker, Cause, NeverCause, Step } from "./why.ts";

/** Causes that are told; the others are counted. */
const MOST_CAUSES = 20;

/** Modules in the order in which they are reached from one of them, nearest first, with the ways there. */
class Walk {
  readonly #from = new Map<number, { readonly number: number; readonly feed: Feed }>();
  readonly #reached: Set<number>;

  constructor(readonly graph: ComponentGraph, readonly start: number) {
    this.#reached = new Set([start]);
  }

  /** Goes through all that is reached; `feedsOf` says where to go on. */
  *go(feedsOf: (number: number) => readonly Feed[]): Generator<number> {
    for (const number of this.#reached) {
      yield number;
      for (const feed of feedsOf(number)) {
        if (this.#reached.has(feed.from)) continue;
        this.#reached.add(feed.from);
        this.#from.set(feed.from, { number, feed });
      }
    }
  }

  wayTo(number: number): readonly Step[] {
    const way: Step[] = [];
    for (let at: number | undefined = number; at !== undefined;) {
      const before = this.#from.get(at);
      way.push({ ...nameOf(this.graph, at), ...(before?.feed.port !== undefined && { feeds: before.feed.port }) });
      at = before?.number;
    }
    return way.reverse();
  }
}

/** What has changed of a module and its upstream; `more`: how many causes are not among them. */
export async function changesUpstream(
  graph: ComponentGraph,
  comparison: Comparison,
  start: number,
): Promise<{ causes: readonly Cause[]; more: number }> {
  const causes: Cause[] = [];
  let more = 0;
  const walk = new Walk(graph, start);
  for (const number of walk.go((each) => comparison.changedFeeds(each))) {
    if (causes.length >= MOST_CAUSES) {
      if (comparison.hasChanged(number)) more++;
      continue;
    }
    const changes = await comparison.ownChanges(number);
    if (changes.length > 0) causes.push({ changes, way: walk.wayTo(number) });
  }
  return { causes, more };
}

/** The same of one step: what has changed of the module itself, else the first that feeds it and is not what it was. */
export async function nearestChange(graph: ComponentGraph, comparison: Comparison, start: number): Promise<Cause> {
  const changes = await comparison.ownChanges(start);
  const [feed] = changes.length > 0 ? [] : comparison.changedFeeds(start);
  const way: Step[] = [nameOf(graph, start)];
  if (feed !== undefined) {
    way.push({ ...nameOf(graph, feed.from), ...(feed.port !== undefined && { feeds: feed.port }) });
  }
  return { changes, way };
}

/** Which modules are never reused, and why; `isReused`: whether a result of one was found nonetheless. */
export class NeverReused {
  readonly #graph: ComponentGraph;
  /** By number: the nearest module that is never reused by itself, -1 where there is none. */
  #nearest: Int32Array | undefined;

  constructor(graph: ComponentGraph) {
    this.#graph = graph;
  }

  /** What keeps the results of a module from being reused; `isBrief`: the nearest alone. */
  causesOf(start: number, isReused: (number: number) => boolean, isBrief: boolean): readonly NeverCause[] {
    const graph = this.#graph;
    const nearest = this.#nearest ??= this.#findNearest();
    if (nearest[start] < 0) return [];
    const causes: NeverCause[] = [];
    const walk = new Walk(graph, start);
    const feedsOf = (number: number): readonly Feed[] => graph.feedsOf(number).filter(({ from }) => nearest[from] >= 0);
    for (const number of isBrief ? [nearest[start]] : walk.go(feedsOf)) {
      const own = this.#ownCause(number);
      if (own === undefined || (own.because === "everyRun" && !isAround(graph, start, number))) continue;
      if (own.because === "notCacheable" && isReused(number)) continue;
      causes.push({ ...own, way: isBrief ? this.#shortWay(start, number) : walk.wayTo(number) });
      if (causes.length >= MOST_CAUSES) break;
    }
    return causes;
  }

  #ownCause(number: number): Omit<NeverCause, "way"> | undefined {
    const { kind: { never, values: ports }, values } = this.#graph.moduleAt(number);
    if (never !== undefined) return { because: never };
    const incomparable = values.findIndex(isIncomparable);
    return incomparable < 0 ? undefined : { because: "incomparable", port: ports[incomparable] };
  }

  /** What runs in every run gives the same each time: it is passed on to the groups around it alone. */
  #findNearest(): Int32Array {
    const graph = this.#graph;
    const nearest = new Int32Array(graph.paths.length).fill(-1);
    for (let number = 0; number < nearest.length; number++) {
      nearest[number] = this.#ownCause(number) === undefined ? -1 : number;
      for (const { from, port } of nearest[number] < 0 ? graph.feedsOf(number) : []) {
        const runsAlways = nearest[from] >= 0 && this.#ownCause(nearest[from])?.because === "everyRun";
        if (nearest[from] < 0 || (runsAlways && port !== undefined)) continue;
        nearest[number] = nearest[from];
        break;
      }
    }
    return nearest;
  }

  #shortWay(start: number, number: number): readonly Step[] {
    if (start === number) return [nameOf(this.#graph, start)];
    const port = this.#graph.feedsOf(start).find(({ from }) => from === number)?.port;
    return [nameOf(this.#graph, start), { ...nameOf(this.#graph, number), ...(port !== undefined && { feeds: port }) }];
  }
}

function isAround(graph: ComponentGraph, group: number, number: number): boolean {
  return group === number || graph.paths[number].startsWith(`${graph.paths[group]},`);
}

function isIncomparable(value: string): boolean {
  if (value.startsWith("!")) return true;
  if (!value.startsWith("@")) return false;
  const [_text, _hashes, states] = JSON.parse(value.slice(1)) as [string, unknown, readonly [string, string | null][]];
  return states.some(([_name, state]) => state === null);
}

const BADLY: readonly unknown[] = ["failed", "suspended", "running", "interrupted"];

/** What of a module's upstream did not end well. */
export function blockersOf(graph: ComponentGraph, start: number, ends: ModuleEnds): readonly Blocker[] {
  const blockers: Blocker[] = [];
  const walk = new Walk(graph, start);
  const isBad = (number: number): boolean => BADLY.includes(ends.get(graph.paths[number])?.state);
  for (const number of walk.go((each) => isBad(each) ? [] : graph.feedsOf(each))) {
    if (number === start || !isBad(number)) continue;
    const { state, error } = ends.get(graph.paths[number])!;
    blockers.push({ state, ...(error !== undefined && { error }), way: walk.wayTo(number) });
    if (blockers.length >= MOST_CAUSES) break;
  }
  return blockers;
}
