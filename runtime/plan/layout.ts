/** Where the modules of a pipeline are drawn: in rows, each module below all that feed it. */

/** A place as VisTrails has it: y points up. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Distances between modules of a row, and between rows. */
const [ACROSS, DOWN] = [180, 110];

/** Places for `count` modules, of which the first of each wire feeds the second; there must be no cycle. */
export function layOut(count: number, wires: readonly (readonly [from: number, to: number])[]): Place[] {
  const fed = Map.groupBy(wires, ([from]) => from);
  const waitsFor = new Uint32Array(count);
  for (const [, to] of wires) waitsFor[to]++;
  /** Sum of the columns of those that feed a module, and how many they are. */
  const pull = Array.from({ length: count }, () => ({ sum: 0, wires: 0 }));
  let current = Array.from({ length: count }, (_, index) => index).filter((index) => waitsFor[index] === 0);
  const places = new Array<Place>(count).fill({ x: 0, y: 0 });
  for (let level = 0; current.length > 0; level++) {
    const wanted = (index: number) => pull[index].wires === 0 ? 0 : pull[index].sum / pull[index].wires;
    current.sort((a, b) => wanted(a) - wanted(b) || a - b);
    const next: number[] = [];
    for (const [column, index] of current.entries()) {
      const x = (column - (current.length - 1) / 2) * ACROSS;
      places[index] = { x, y: 0 - level * DOWN };
      for (const [, to] of fed.get(index) ?? []) {
        pull[to].sum += x;
        pull[to].wires++;
        if (--waitsFor[to] === 0) next.push(to);
      }
    }
    current = next;
  }
  return places;
}
