/** Arranges boxes in layers so that few wires cross. What it takes grows faster than the number of boxes. */
import dagre from "@dagrejs/dagre";
import { ACROSS, type Arranged, type Arrangement, DOWN } from "./arrangement.ts";
import type { Point } from "./drawn.ts";

/** Boxes up to which the slower and better way takes less than a quarter of a second. */
const MOST_CAREFULLY = 120;
/** Of a row of which nothing is known. */
const LEAST_HEIGHT = 44;

/** See the head of the file. */
export function arrangeDagre({ sizes, wires }: Arranged): Arrangement {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  const ranker = sizes.length > MOST_CAREFULLY ? "tight-tree" : "network-simplex";
  graph.setGraph({ rankdir: "TB", nodesep: ACROSS, ranksep: DOWN, ranker });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const [i, { width, height }] of sizes.entries()) graph.setNode(String(i), { width, height });
  const known = new Set<string>();
  for (const [from, to] of wires) {
    if (from === to || known.has(`${from} ${to}`)) continue;
    known.add(`${from} ${to}`);
    graph.setEdge(String(from), String(to));
  }
  dagre.layout(graph);
  const centres = sizes.map((_, i) => pointOf(graph.node(String(i))));
  const heightAt = rowHeights(sizes, centres);
  return {
    centres,
    rowHeights: centres.map(({ y }) => heightAt(y)),
    bends: wires.map(([from, to]) =>
      from === to ? [] : bendsOf((graph.edge(String(from), String(to)).points ?? []).map(pointOf), heightAt)
    ),
  };
}

/** Of the points of a wire those beside boxes of other rows: it passes them straight down. */
function bendsOf(points: readonly Point[], heightAt: (y: number) => number): Point[] {
  return points.slice(1, -1).filter((_, i) => i % 2 === 1).flatMap(({ x, y }) => {
    const half = heightAt(y) / 2;
    return [{ x, y: Math.round(y - half) }, { x, y: Math.round(y + half) }];
  });
}

/** How tall the tallest box is whose centre lies in a row. */
function rowHeights(sizes: Arranged["sizes"], centres: readonly Point[]): (y: number) => number {
  const heights = new Map<number, number>();
  for (const [i, { y }] of centres.entries()) heights.set(y, Math.max(heights.get(y) ?? 0, sizes[i].height));
  return (y) => heights.get(y) ?? LEAST_HEIGHT;
}

function pointOf({ x, y }: { x?: number; y?: number }): Point {
  return { x: Math.round(x ?? 0), y: Math.round(y ?? 0) };
}
