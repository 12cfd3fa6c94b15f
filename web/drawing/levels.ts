/** How deep modules lie in a pipeline: how many others, one feeding the next, come before each. */

/** The level of each of `count` modules, 0 for those that nothing feeds; what lies on a circle comes last. */
export function levelsOf(count: number, wires: readonly (readonly [from: number, to: number])[]): Int32Array {
  const waitsFor = new Int32Array(count);
  const start = new Int32Array(count + 1);
  for (const [from, to] of wires) {
    waitsFor[to]++;
    start[from + 1]++;
  }
  for (let i = 0; i < count; i++) start[i + 1] += start[i];
  const fed = new Int32Array(wires.length);
  const next = start.slice();
  for (const [from, to] of wires) fed[next[from]++] = to;
  return walked(waitsFor, start, fed);
}

function walked(waitsFor: Int32Array, start: Int32Array, fed: Int32Array): Int32Array {
  const count = waitsFor.length;
  const levels = new Int32Array(count).fill(-1);
  const order = new Int32Array(count);
  let end = 0;
  for (let i = 0; i < count; i++) {
    if (waitsFor[i] > 0) continue;
    levels[i] = 0;
    order[end++] = i;
  }
  let deepest = 0;
  for (let at = 0; at < end; at++) {
    const from = order[at];
    deepest = Math.max(deepest, levels[from]);
    for (let k = start[from]; k < start[from + 1]; k++) {
      const to = fed[k];
      levels[to] = Math.max(levels[to], levels[from] + 1);
      if (--waitsFor[to] === 0) order[end++] = to;
    }
  }
  for (let i = 0; i < count; i++) if (waitsFor[i] > 0) levels[i] = deepest + 1;
  return levels;
}
