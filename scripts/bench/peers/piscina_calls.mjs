// deno-lint-ignore-file explicit-function-return-type -- JavaScript, since Node runs it too
/**
 * Calls of piscina that do nothing, on two workers, with each setting that was the fastest on some machine, and as
 * piscina is without settings. Arguments: how many calls, how many rounds. Prints the median of each as JSON.
 * Piscina is taken from the working directory.
 */
import { createRequire } from "node:module";
import process from "node:process";
import { fileURLToPath } from "node:url";

const { FixedQueue, Piscina } = createRequire(`${process.cwd()}/`)("piscina");
const [calls, rounds] = process.argv.slice(2).map(Number);
const WARM_UPS = 10;

const common = {
  filename: fileURLToPath(new URL("no_op.mjs", import.meta.url)),
  minThreads: 2,
  maxThreads: 2,
  idleTimeout: Infinity,
};
const fast = { recordTiming: false, concurrentTasksPerWorker: calls };
const settings = ["sync", "async", "disabled"].flatMap((atomics) =>
  [32, 128, calls].map((inFlight) => ({
    setting: `atomics ${atomics}, concurrentTasksPerWorker ${calls}, ${inFlight} in flight`,
    options: { atomics, ...fast },
    inFlight,
  }))
);
settings.push({ setting: "defaults, all in flight", options: {}, inFlight: calls });

async function callAll(pool, inFlight) {
  if (inFlight >= calls) return await Promise.all(Array.from({ length: calls }, (_, i) => pool.run(i)));
  let next = 0;
  const lane = async () => {
    while (next < calls) await pool.run(next++);
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
}

async function measure({ setting, options, inFlight }) {
  const pool = new Piscina({ ...common, taskQueue: new FixedQueue(), ...options });
  const times = [];
  for (let round = -WARM_UPS; round < rounds; round++) {
    const start = performance.now();
    await callAll(pool, inFlight);
    if (round >= 0) times.push(performance.now() - start);
  }
  await pool.destroy();
  return { setting, ms: times.sort((a, b) => a - b)[rounds >> 1] };
}

const found = [];
for (const one of settings) found.push(await measure(one));
process.stdout.write(JSON.stringify(found));
