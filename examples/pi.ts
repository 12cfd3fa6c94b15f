/** Throws darts at a circle: a loop of the script adds as many modules as a parameter says, and merges their outputs. */
import { allValues, defineModule, port, types as t, workflow } from "vt";

export const Darts = defineModule({
  name: "Darts",
  doc: "How many of so many random points in a square hit the circle inside.",
  inputs: { seed: port(t.Integer), count: port(t.Integer) },
  outputs: { hits: port(t.Integer) },
  parallelizable: { worker: true, process: true, remote: true },
  compute: ({ seed, count }) => {
    const random = generator(seed);
    let hits = 0;
    for (let i = 0; i < count; i++) if (random() ** 2 + random() ** 2 < 1) hits++;
    return { hits };
  },
});

export const Estimate = defineModule({
  name: "Estimate",
  inputs: { hits: allValues(port(t.Integer)), count: port(t.Integer) },
  outputs: { pi: port(t.Float) },
  compute: ({ hits, count }) => ({ pi: 4 * hits.reduce((sum, one) => sum + one, 0) / (hits.length * count) }),
});

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export default workflow("pi", ({ add, input, merge, output, parameter }) => {
  const count = input("count", t.Integer, 100_000);
  const throwers = Array.from(
    { length: parameter("throwers", t.Integer, 8) },
    (_, seed) => add(Darts, { seed, count }),
  );
  output("pi", add(Estimate, { hits: merge(throwers.map(({ hits }) => hits)), count }).pi);
});
