/** Ways to arrange boxes: each gives the centres of boxes whose sizes are known. */
import type { Size } from "./box.ts";
import type { Point } from "./drawn.ts";

/** What is to be arranged: boxes, and wires between them by their indexes. */
export interface Arranged {
  readonly sizes: readonly Size[];
  readonly wires: readonly (readonly [from: number, to: number])[];
}

/** Centres of the boxes, and of each wire the points between its ends, from its source on. */
export interface Arrangement {
  readonly centres: readonly Point[];
  readonly bends: readonly (readonly Point[])[];
  /** Of an arrangement in rows: how tall the row of each box is, so that wires turn between rows alone. */
  readonly rowHeights?: readonly number[];
}

/** Pixels between boxes of a row. */
export const ACROSS = 28;
/** Pixels between rows. */
export const DOWN = 46;
