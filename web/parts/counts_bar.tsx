/** How modules stand, as a bar: so much of each state. */
import { type DrawnState, STATES } from "../drawing/drawn.ts";
import type { Html } from "../layout.tsx";

/** What it needs; `total`: of all modules, those that have not begun included. */
export interface CountsBarProps {
  readonly counts: ReadonlyMap<DrawnState, number>;
  readonly total: number;
}

/** Thousandths of the bar: one that failed of ten thousand is seen. */
const LEAST = 6;

/** It only repeats what words beside it say. */
export function CountsBar({ counts, total }: CountsBarProps): Html {
  let x = 0;
  return (
    <svg class="counts-bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
      {STATES.filter((state) => counts.has(state)).map((state) => {
        const width = Math.max(LEAST, counts.get(state)! / Math.max(1, total) * 1000);
        const rect = <rect class={`share state-${state}`} x={x} y="0" width={width} height="10" />;
        x += width;
        return rect;
      })}
    </svg>
  );
}
