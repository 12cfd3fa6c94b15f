/** Curves of wires, as SVG writes paths. */
import type { Point } from "./drawn.ts";

/** A curve that leaves the first point downward and reaches the last from above. */
export function curve([first, ...others]: readonly Point[]): string {
  let path = `M${first.x} ${first.y}`;
  let last = first;
  for (const point of others) {
    path += ` ${bend(last, point)}`;
    last = point;
  }
  return path;
}

/** One that has to go upward swings out first. */
function bend(from: Point, to: Point): string {
  const reach = to.y - from.y > 24 ? (to.y - from.y) / 2 : Math.min(80, 24 + Math.abs(to.y - from.y) / 2);
  return `C${from.x} ${Math.round(from.y + reach)} ${to.x} ${Math.round(to.y - reach)} ${to.x} ${to.y}`;
}
