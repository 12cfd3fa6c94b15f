/** The order of a pipeline's modules, the depth of their loops, its sinks, and whom each module waits for. */
import type { Pipeline } from "../pipeline/pipeline.ts";
import { dictOrder } from "../python/dict_order.ts";
import {
  type Connectors,
  type Downstream,
  FROM_GROUP,
  MOST_LEVELS,
  type Plan,
  type Report,
  type Upstream,
} from "./plan.ts";
import type { PortTable } from "./port_table.ts";

/** Indexes, upstream first; `onCycle` hears of the modules of a cycle, which are then missing in the order. */
export function inTopologicalOrder(connectors: Connectors, onCycle: (indexes: number[]) => void): Int32Array {
  const size = connectors.start.length - 1;
  const waiting = new Int32Array(size);
  const downstream = downstreamOf(connectors);
  for (let i = 0; i < size; i++) waiting[i] = connectors.start[i + 1] - connectors.start[i];
  const order = new Int32Array(size);
  let known = 0;
  for (let i = 0; i < size; i++) if (waiting[i] === 0) order[known++] = i;
  for (let at = 0; at < known; at++) {
    for (let k = downstream.start[order[at]]; k < downstream.start[order[at] + 1]; k++) {
      if (--waiting[downstream.destination[k]] === 0) order[known++] = downstream.destination[k];
    }
  }
  if (known < size) onCycle(cycleAmong(connectors, waiting));
  return order.subarray(0, known);
}

function cycleAmong({ start, source }: Connectors, waiting: Int32Array): number[] {
  let at = waiting.findIndex((count) => count > 0);
  const seen = new Map<number, number>();
  const path: number[] = [];
  while (!seen.has(at)) {
    seen.set(at, path.length);
    path.push(at);
    for (let k = start[at]; k < start[at + 1]; k++) if (waiting[source[k]] > 0) at = source[k];
  }
  return path.slice(seen.get(at)).reverse();
}

/** Who waits for each module. */
export function downstreamOf({ start, source }: Upstream): Downstream {
  const size = start.length - 1;
  const first = new Int32Array(size + 1);
  for (const from of source) first[from + 1]++;
  for (let i = 0; i < size; i++) first[i + 1] += first[i];
  const destination = new Int32Array(source.length);
  const next = first.slice();
  for (let to = 0; to < size; to++) for (let k = start[to]; k < start[to + 1]; k++) destination[next[source[k]]++] = to;
  return { start: first, destination };
}

/** How many levels of lists each module loops over: what its wires bring beyond what its ports take. */
export function listDepths({ start, source, excess }: Connectors, order: Int32Array, report: Report): Uint8Array {
  const depths = new Uint8Array(start.length - 1);
  for (const i of order) {
    let deepest = 0;
    for (let k = start[i]; k < start[i + 1]; k++) {
      if (excess[k] !== FROM_GROUP) deepest = Math.max(deepest, depths[source[k]] + excess[k]);
    }
    if (deepest > MOST_LEVELS) report(i, `It loops over ${deepest} levels of lists, at most ${MOST_LEVELS} are run`);
    else depths[i] = deepest;
  }
  return depths;
}

/**
 * Whom each module waits for before it computes: all that feed it, but nobody behind a port that is updated lazily,
 * unless it brings lists to loop over, and behind a port of function modules those whom they wait for instead of them.
 */
export function upstreamToUpdate(
  { connectors, order, ports, listDepth }: Pick<Plan, "connectors" | "order" | "ports" | "listDepth">,
): Upstream {
  const { start, source, excess } = connectors;
  if (!ports.some(hasControlPort)) return { start, source };
  const waitsFor = new Map<number, number[]>();
  for (const i of order) {
    const all: number[] = [];
    for (let k = start[i]; k < start[i + 1]; k++) {
      const updated = ports[i].inputs.get(connectors.port[k])?.updated;
      const isLooped = updated === "lazily" && connectors.sourcePort[k] !== "self" && excess[k] !== FROM_GROUP &&
        listDepth[source[k]] + excess[k] > 0;
      if (updated === "before" || isLooped) all.push(source[k]);
      else if (updated === "upstream") all.push(...waitsFor.get(source[k]) ?? []);
    }
    waitsFor.set(i, all);
  }
  const first = new Int32Array(start.length);
  for (let i = 0; i + 1 < start.length; i++) first[i + 1] = first[i] + (waitsFor.get(i)?.length ?? 0);
  const flat = new Int32Array(first[start.length - 1]);
  for (const [i, all] of waitsFor) flat.set(all, first[i]);
  return { start: first, source: flat };
}

const controlTables = new WeakMap<PortTable, boolean>();

function hasControlPort(table: PortTable): boolean {
  let has = controlTables.get(table);
  if (has === undefined) {
    has = table.inputs.values().some((port) => port.updated !== "before");
    controlTables.set(table, has);
  }
  return has;
}

/** Modules whose outputs go nowhere, by their ids. */
export function sinksOf({ source, start }: Connectors, { modules }: Pipeline): Int32Array {
  const feeds = new Uint8Array(start.length - 1);
  for (const from of source) feeds[from] = 1;
  const sinks: number[] = [];
  for (let i = 0; i < feeds.length; i++) if (feeds[i] === 0) sinks.push(i);
  const place = new Map(dictOrder(modules.map(({ id }) => id)).map((id, i) => [id, i]));
  return Int32Array.from(sinks.sort((a, b) => place.get(modules[a].id)! - place.get(modules[b].id)!));
}
