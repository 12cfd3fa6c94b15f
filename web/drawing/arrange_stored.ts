/** Arranges boxes as a file has them, spread so far that none lies on another. */
import type { Arranged, Arrangement } from "./arrangement.ts";
import type { Point } from "./drawn.ts";

/** Least space between boxes. */
const [BESIDE, BELOW] = [14, 20];
/** Boxes that lie on each other in the file stay so. */
const WIDEST_SPREAD = 3;
const STEP = 1.1;

/** `places`: the stored centres. */
export function arrangeStored({ sizes, wires }: Arranged, places: readonly Point[]): Arrangement {
  let [across, down] = [1, 1];
  while (hasOverlap(sizes, places, { across, down }) && across < WIDEST_SPREAD) {
    across *= STEP;
    down = Math.min(down * STEP, 1.6);
  }
  return {
    centres: places.map(({ x, y }) => ({ x: Math.round(x * across), y: Math.round(y * down) })),
    bends: wires.map(() => []),
  };
}

interface Spread {
  readonly across: number;
  readonly down: number;
}

/** Looks from top to bottom, so that only those near each other are compared. */
function hasOverlap(sizes: Arranged["sizes"], places: readonly Point[], { across, down }: Spread): boolean {
  const order = [...places.keys()].sort((a, b) => places[a].y - places[b].y);
  const tallest = sizes.reduce((most, { height }) => Math.max(most, height), 0);
  for (const [at, i] of order.entries()) {
    for (let k = at + 1; k < order.length; k++) {
      const j = order[k];
      const dy = (places[j].y - places[i].y) * down;
      if (dy > tallest + BELOW) break;
      const dx = Math.abs(places[j].x - places[i].x) * across;
      const areSame = places[i].x === places[j].x && places[i].y === places[j].y;
      const isBeside = dx >= (sizes[i].width + sizes[j].width) / 2 + BESIDE;
      const isBelow = dy >= (sizes[i].height + sizes[j].height) / 2 + BELOW;
      if (!areSame && !isBeside && !isBelow) return true;
    }
  }
  return false;
}
