/** Shapes that stand for states, so that colour is never all there is. */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { DrawnState, Mark } from "./drawn.ts";

/** Strokes in a square of 12 by 12. */
const STROKES: Readonly<Record<DrawnState, string>> = {
  completed: "M2.5 6.5 L5 9 L9.5 3.5",
  cached: "M9.8 6 A3.8 3.8 0 1 1 8.4 3 M8.6 0.8 V3.2 H6.2",
  failed: "M3 3 L9 9 M9 3 L3 9",
  suspended: "M4 2.5 V9.5 M8 2.5 V9.5",
  running: "M4 2.5 L9.5 6 L4 9.5 Z",
  interrupted: "M3 3 H9 V9 H3 Z",
  notRun: "M3 6 H9",
};

const MARKS: Readonly<Record<Mark, string>> = {
  added: "M6 2.5 V9.5 M2.5 6 H9.5",
  deleted: "M2.5 6 H9.5",
  changed: "M2.5 4.5 H9.5 M2.5 7.5 H9.5 M8 2 L4 10",
};

/** The sign of a state or of a difference, its upper left corner at a place. */
export function StateSign({ of, x, y }: { of: DrawnState | Mark; x: number; y: number }): JSX.Element {
  const strokes = of in STROKES ? STROKES[of as DrawnState] : MARKS[of as Mark];
  return <path class={`sign sign-${of}`} transform={`translate(${x} ${y})`} d={strokes} />;
}

/** The same as a picture in a line of text. */
export function InlineSign({ of }: { of: DrawnState | Mark }): JSX.Element {
  return (
    <svg class="inline-sign" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      <StateSign of={of} x={0} y={0} />
    </svg>
  );
}
