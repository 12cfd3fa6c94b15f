/**
 * How long a script takes to build a pipeline, and how much memory a module takes: every module has two wires to
 * earlier ones. Run with `deno run --v8-flags=--expose-gc scripts/bench/build_pipeline.ts`.
 */
import { defineModule, port, types as t, workflow } from "vt";

const SIZES = [100_000, 1_000_000];
const ROUNDS = 5;

const Nothing = defineModule({
  name: "Nothing",
  inputs: { left: port(t.Integer), right: port(t.Integer) },
  outputs: { value: port(t.Integer) },
  compute: () => ({ value: 0 }),
});

const collectGarbage = (globalThis as { gc?: () => void }).gc;

function usedHeap(): number {
  collectGarbage?.();
  return Deno.memoryUsage().heapUsed;
}

function measure(size: number): { milliseconds: number; bytes: number } {
  const chain = workflow("bench", ({ add }) => {
    let last = add(Nothing, { left: 0, right: 0 });
    let earlier = last;
    for (let i = 1; i < size; i++) {
      const module = add(Nothing, { left: last.value, right: earlier.value });
      if (i % 3 === 0) earlier = last;
      last = module;
    }
  });
  const before = usedHeap();
  const start = performance.now();
  const { pipeline } = chain.build();
  const milliseconds = performance.now() - start;
  const bytes = (usedHeap() - before) / pipeline.modules.length;
  return { milliseconds, bytes };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

measure(SIZES[0]); // the first round compiles the code
const rows = SIZES.map((size) => {
  const rounds = Array.from({ length: ROUNDS }, () => measure(size));
  return {
    modules: size,
    milliseconds: median(rounds.map((round) => round.milliseconds)),
    bytes: median(rounds.map((round) => round.bytes)),
  };
});
const [small, large] = [rows[0], rows[rows.length - 1]];
const exponent = Math.log(large.milliseconds / small.milliseconds) / Math.log(large.modules / small.modules);

console.log("| modules | time | per module | heap per module |\n|---|---|---|---|");
for (const { modules, milliseconds, bytes } of rows) {
  const each = `${(milliseconds / modules * 1e6).toFixed(0)} ns`;
  const heap = collectGarbage ? `${bytes.toFixed(0)} bytes` : "not measured: --v8-flags=--expose-gc";
  console.log(`| ${modules} | ${milliseconds.toFixed(0)} ms | ${each} | ${heap} |`);
}
console.log(`\nTime grows with the number of modules to the power of ${exponent.toFixed(2)}.`);
