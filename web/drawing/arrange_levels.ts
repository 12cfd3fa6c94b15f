/** Arranges boxes in rows by their levels, each near what feeds it. What it takes grows with the number of boxes. */
import { ACROSS, type Arranged, type Arrangement, DOWN } from "./arrangement.ts";
import type { Size } from "./box.ts";
import type { Point } from "./drawn.ts";
import { levelsOf } from "./levels.ts";

/** Pixels after which a row goes on below. */
const LONGEST_ROW = 3000;

/** See the head of the file. */
export function arrangeLevels({ sizes, wires }: Arranged): Arrangement {
  const levels = levelsOf(sizes.length, wires);
  const rows = Map.groupBy(sizes.keys(), (i) => levels[i]);
  const pull = sizes.map(() => ({ sum: 0, count: 0 }));
  const feeds = Map.groupBy(wires, ([from]) => from);
  const centres: Point[] = new Array(sizes.length);
  let y = 0;
  for (const level of [...rows.keys()].sort((a, b) => a - b)) {
    const wanted = (i: number): number => pull[i].count === 0 ? 0 : pull[i].sum / pull[i].count;
    const row = rows.get(level)!.sort((a, b) => wanted(a) - wanted(b) || a - b);
    for (const part of broken(row, sizes)) y = place(part, y, { sizes, centres });
    for (const from of row) {
      for (const [, to] of feeds.get(from) ?? []) {
        pull[to].sum += centres[from].x;
        pull[to].count++;
      }
    }
  }
  return { centres, bends: wires.map(() => []) };
}

/** Gives the upper edge of the next row. */
function place(
  row: readonly number[],
  top: number,
  { sizes, centres }: { readonly sizes: readonly Size[]; readonly centres: Point[] },
): number {
  const height = row.reduce((most, i) => Math.max(most, sizes[i].height), 0);
  const width = row.reduce((sum, i) => sum + sizes[i].width + ACROSS, -ACROSS);
  let x = -width / 2;
  for (const i of row) {
    centres[i] = { x: Math.round(x + sizes[i].width / 2), y: Math.round(top + height / 2) };
    x += sizes[i].width + ACROSS;
  }
  return top + height + DOWN;
}

function* broken(row: readonly number[], sizes: readonly Size[]): Generator<readonly number[]> {
  let part: number[] = [];
  let width = 0;
  for (const i of row) {
    if (width + sizes[i].width > LONGEST_ROW && part.length > 0) {
      yield part;
      [part, width] = [[], 0];
    }
    part.push(i);
    width += sizes[i].width + ACROSS;
  }
  yield part;
}
