/**
 * Large pipelines of modules that do nothing, built by a script, each module with two wires to earlier ones: how long
 * it takes to build, plan and run them, and how much memory a pending module takes. The peer, in the same run: one
 * `Promise.all` over its upstream per module, as one would write it without a runner.
 */
import { defineModule, port, types as t, workflow } from "vt";
import { execute } from "../../runtime/interpreter/execution.ts";
import { Registry } from "../../runtime/pipeline/registry.ts";
import type { Plan } from "../../runtime/plan/plan.ts";
import { planPipeline } from "../../runtime/plan/plan_pipeline.ts";
import { BenchStore } from "./recorded.ts";
import { median, printTable, timed } from "./table.ts";

const SIZES = [100_000, 1_000_000];
const ROUNDS = 5;

const Nothing = defineModule({
  name: "Nothing",
  inputs: { left: port(t.Integer), right: port(t.Integer) },
  outputs: { value: port(t.Integer) },
  compute: ({ left }) => ({ value: left }),
});

/** The first of a chain: while it waits, all others are pending. */
const Waits = defineModule({
  name: "Waits",
  inputs: {},
  outputs: { value: port(t.Integer) },
  compute: async (_inputs, { signal }) => {
    await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    return { value: 0 };
  },
});

const registry = new Registry([]);
const collectGarbage = (globalThis as { gc?: () => void }).gc;

function usedMemory(): number {
  collectGarbage?.();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

function plan(size: number, first: typeof Nothing | typeof Waits = Nothing): Plan {
  const { pipeline } = workflow("bench", ({ add }) => {
    let last = first === Waits ? add(Waits, {}) : add(Nothing, { left: 0, right: 0 });
    let earlier = last;
    for (let i = 1; i < size; i++) {
      const module = add(Nothing, { left: last.value, right: earlier.value });
      if (i % 3 === 0) earlier = last;
      last = module;
    }
  }).build();
  return planPipeline(pipeline, registry).plan;
}

/** Bytes that each module takes, from the script's `add` on, while all of them wait. */
async function pendingMemory(size: number): Promise<number> {
  const before = usedMemory();
  const made = plan(size, Waits);
  const stop = new AbortController();
  const running = execute(made, { signal: stop.signal });
  await new Promise((turn) => setTimeout(turn, 1000));
  const bytes = (usedMemory() - before) / size;
  stop.abort();
  await running;
  return bytes;
}

async function withPromises({ connectors, definitions }: Plan): Promise<void> {
  const promises: Promise<number>[] = [];
  for (let i = 0; i < definitions.length; i++) {
    const upstream = Array.from(connectors.source.subarray(connectors.start[i], connectors.start[i + 1]));
    promises.push(Promise.all(upstream.map((from) => promises[from])).then(([value]) => value ?? 0));
  }
  await Promise.all(promises);
}

async function measure(size: number): Promise<Record<"plan" | "run" | "record" | "promises" | "bytes", number>> {
  const rounds = { plan: [] as number[], run: [] as number[], record: [] as number[], promises: [] as number[] };
  using store = new BenchStore();
  const bytes = await pendingMemory(size);
  for (let round = 0; round < ROUNDS; round++) {
    let made: Plan | undefined;
    rounds.plan.push(await timed(() => made = plan(size)));
    rounds.run.push(await timed(() => execute(made!)));
    rounds.record.push(await timed(() => store.run(made!)));
    rounds.promises.push(await timed(() => withPromises(made!)));
  }
  const medians = Object.entries(rounds).map(([name, values]) => [name, median(values)]);
  return { ...Object.fromEntries(medians), bytes };
}

/** Prints the table. */
export async function largePipelines(): Promise<void> {
  await measure(10_000);
  const found = [];
  for (const size of SIZES) found.push({ size, ...await measure(size) });
  const rate = (size: number, ms: number): string => `${(size / ms * 1000 / 1e6).toFixed(2)} M/s`;
  printTable(
    "Pipelines of modules that do nothing",
    found.map(({ size, plan, run, record, promises, bytes }) => ({
      modules: String(size),
      "build and plan": `${(plan / 1000).toFixed(2)} s`,
      "memory a pending module": collectGarbage ? `${bytes.toFixed(0)} bytes` : "with --v8-flags=--expose-gc",
      run: rate(size, run),
      "run, record kept": rate(size, record),
      "Promise.all a module": rate(size, promises),
      "run : Promise.all": `${(promises / run).toFixed(1)} times`,
    })),
  );
  const [small, large] = found;
  const exponent = Math.log(large.plan / small.plan) / Math.log(large.size / small.size);
  printTable("Growth", [{ what: "time to build and plan, by the number of modules", exponent: exponent.toFixed(2) }]);
}

if (import.meta.main) await largePipelines();
