/** Work for the processor alone, the same in every process that is compared. */

const SAMPLE = 2_000_000;
const SAMPLES = 20;

/** Computes for as long as `iterations` take; the result depends on each of them, so that none is left out. */
export function busyLoop(iterations: number): number {
  let state = 1;
  for (let i = 0; i < iterations; i++) state = (Math.imul(state, 1664525) + 1013904223) | 0;
  return state;
}

/**
 * How many iterations take so long when nothing disturbs them: after the fastest of short samples, since other
 * programs only make them slower.
 */
export function iterationsFor(milliseconds: number): number {
  let fastest = Infinity;
  for (let i = 0; i < SAMPLES; i++) {
    const start = performance.now();
    busyLoop(SAMPLE);
    fastest = Math.min(fastest, performance.now() - start);
  }
  return Math.round(SAMPLE * milliseconds / fastest);
}
