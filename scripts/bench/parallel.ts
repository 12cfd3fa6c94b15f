/**
 * Modules that compute in workers and processes, two of each: calls that do nothing, modules that compute, arrays that
 * pass through many modules. Peers, in the same run: piscina, dask, and bare processes of the same loop.
 */
import { workflow } from "vt";
import { Range } from "vt/basic";
import { FAR_SIDE } from "../../commands/run/far_side_url.ts";
import { packages } from "../../modules/mod.ts";
import { Registry } from "../../runtime/pipeline/registry.ts";
import { ModuleDurations } from "../../runtime/plan/module_durations.ts";
import type { Plan } from "../../runtime/plan/plan.ts";
import { planPipeline } from "../../runtime/plan/plan_pipeline.ts";
import { bytesOf, type DurationTable, tableOf } from "../../runtime/record/duration_table.ts";
import type { ExecutionScheme } from "../../runtime/scheme/execution_scheme.ts";
import { openProcessScheme, openWorkerScheme } from "../../schemes/mod.ts";
import { Busy, BusyHere, NoOp, NoOpHere, Touch } from "./parallel_modules.ts";
import { busyInProcesses } from "./peers/bare_processes.ts";
import { busyLoop, iterationsFor } from "./peers/busy_loop.ts";
import { daskDistributedCalls, daskThreadedGraph } from "./peers/dask.ts";
import { CALLS, type PeerTime } from "./peers/peer_program.ts";
import { piscinaCalls } from "./peers/piscina.ts";
import { BenchStore } from "./recorded.ts";
import { median, printTable, timed } from "./table.ts";

const ROUNDS = 5;
/** Of what is short; peers warm up as long. */
const WARM_UPS = 10;
const FAR_SIDES = 2;
const BUSY_CALLS = 20;
const NUMBERS = 12_500_000;
const registry = new Registry(packages);
const store = new BenchStore();

type Build = Parameters<typeof workflow>[1];

function planOf(build: Build): Plan {
  const { plan, problems } = planPipeline(workflow("bench", build).build().pipeline, registry);
  if (problems.length > 0) throw new Error(problems[0].message);
  return plan;
}

/** Runs a plan, its record kept, the modules of these names by a scheme; `hear` is told how long each module took. */
async function run(
  plan: Plan,
  { scheme, names, hear }: {
    scheme: ExecutionScheme;
    names: readonly string[];
    hear?: (name: string, ms: number) => void;
  },
): Promise<void> {
  const elsewhere = new Set(
    plan.pipeline.modules.filter(({ name }) => names.includes(name)).map(({ id }) => String(id)),
  );
  const { state } = await store.run(plan, {
    schemeOf: (path) => elsewhere.has(path) ? scheme : undefined,
    observe: (event) => {
      if (event.kind === "moduleFinished") hear?.(event.name, event.finishedAt - event.startedAt);
    },
  });
  if (state !== "completed") throw new Error(`The benchmark ${state}`);
}

/** The median of several rounds, after some in which the code is compiled. */
async function medianOf(work: () => Promise<unknown>, warmUps = 2): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS + warmUps; round++) times.push(await timed(work));
  return median(times.slice(warmUps));
}

const perSecond = (ms: number): string => `${Math.round(CALLS / ms * 1000).toLocaleString("en")}/s`;
const milliseconds = (ms: number): string => `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;

function printPeers(title: string, own: readonly PeerTime[], peers: readonly (readonly [string, PeerTime[]?])[]): void {
  const rows = own.map(({ setting, ms }) => ({
    what: setting,
    time: milliseconds(ms),
    rate: perSecond(ms),
    ratio: "",
  }));
  for (const [name, times] of peers) {
    const best = times?.[0];
    rows.push({
      what: best === undefined ? `${name}: not on this machine` : `${name}, ${best.setting}`,
      time: best === undefined ? "" : milliseconds(best.ms),
      rate: best === undefined ? "" : perSecond(best.ms),
      ratio: best === undefined ? "" : own.map(({ ms }) => `${(best.ms / ms).toFixed(1)} times`).join(", "),
    });
  }
  printTable(title, rows);
}

async function calls(schemes: readonly ExecutionScheme[]): Promise<void> {
  const plan = planOf(({ add }) => void add(NoOp, { value: add(Range, { stop: CALLS }).value }));
  const own: PeerTime[] = [];
  for (const scheme of schemes) {
    const ms = await medianOf(() => run(plan, { scheme, names: ["NoOp"] }), WARM_UPS);
    own.push({ setting: `vt, ${FAR_SIDES} of scheme ${scheme.name}`, ms });
  }
  const peers = [["piscina", await piscinaCalls()], ["dask.distributed", await daskDistributedCalls()]] as const;
  printPeers(
    `${CALLS} calls that do nothing, by a loop over a list`,
    own,
    peers.map(([name, times]) => [name, times?.slice()]),
  );
}

async function separateModules(): Promise<void> {
  const plan = planOf(({ add }) => {
    for (let i = 0; i < CALLS; i++) add(NoOpHere, { value: i });
  });
  const own = [{ setting: "vt, here", ms: await medianOf(() => store.run(plan), WARM_UPS) }];
  const times = await daskThreadedGraph();
  const plain = times?.filter(({ setting }) => setting.includes("default"));
  printPeers(`${CALLS} separate modules that do nothing`, own, [
    ["dask.threaded.get", plain?.slice()],
    ["dask.threaded.get at its best", times?.slice()],
  ]);
}

async function busyModules(schemes: readonly ExecutionScheme[]): Promise<void> {
  const iterations = iterationsFor(100);
  const plan = planOf(({ add }) => {
    for (let number = 0; number < BUSY_CALLS; number++) add(Busy, { iterations, number });
  });
  const times = new Map<string, number[]>();
  const note = (name: string, ms: number): void => void times.set(name, [...times.get(name) ?? [], ms]);
  for (const scheme of schemes) await run(plan, { scheme, names: ["Busy"] });
  for (let round = 0; round < ROUNDS; round++) {
    note("one bare process", await busyInProcesses(1, BUSY_CALLS, iterations));
    note("two bare processes", await busyInProcesses(2, BUSY_CALLS, iterations));
    for (const scheme of schemes) {
      note(
        `vt, scheme ${scheme.name}`,
        await timed(() => run(plan, { scheme, names: ["Busy"] })),
      );
    }
  }
  const [one, two] = ["one", "two"].map((count) =>
    median(times.get(`${count} bare process${count === "two" ? "es" : ""}`)!)
  );
  printTable(
    `${BUSY_CALLS} modules that compute 100 ms, two at a time`,
    [...times].map(([name, all]) => ({
      what: name,
      time: milliseconds(median(all)),
      "speed-up": (one / median(all)).toFixed(2),
      "of two bare processes": (two / median(all)).toFixed(2),
    })),
  );
}

/** How much longer a module here takes while a worker computes. */
async function foreground(scheme: ExecutionScheme): Promise<void> {
  const iterations = iterationsFor(100);
  const here = (count: number) => ({ add }: Parameters<Build>[0]): void => {
    for (let number = 0; number < 10; number++) add(BusyHere, { iterations, number });
    for (let number = 0; number < count; number++) add(Busy, { iterations: iterations * 12, number });
  };
  const timeHere = async (plan: Plan): Promise<number> => {
    const spent: number[] = [];
    const hear = (name: string, ms: number): void => void (name === "BusyHere" && spent.push(ms));
    await run(plan, { scheme, names: ["Busy"], hear });
    return median(spent);
  };
  const alone: number[] = [];
  const beside: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    alone.push(await timeHere(planOf(here(0))));
    beside.push(await timeHere(planOf(here(1))));
  }
  printTable("A module here that computes 100 ms", [{
    alone: milliseconds(median(alone)),
    "while a worker computes": milliseconds(median(beside)),
    ratio: (median(beside) / median(alone)).toFixed(2),
  }]);
}

/** One long branch that a script names last: nothing is known of it in the first run, its length in the second. */
async function branches(scheme: ExecutionScheme): Promise<void> {
  const iterations = iterationsFor(100);
  const plan = planOf(({ add }) => {
    for (let number = 0; number < 8; number++) add(Busy, { iterations, number });
    let last = add(Busy, { iterations, number: 8 });
    for (let i = 1; i < 10; i++) last = add(Busy, { iterations, number: last.value });
  });
  const times: number[] = [];
  let known: DurationTable = new Map();
  for (let round = 0; round < 2; round++) {
    const durations = new ModuleDurations(plan, known);
    const schemeOf = (): ExecutionScheme => scheme;
    const options = { schemeOf, pathLengths: durations.pathLengths(), observe: durations.observe.bind(durations) };
    times.push(await timed(() => store.run(plan, options)));
    known = tableOf(bytesOf(durations.table()));
  }
  const critical = await timed(() => busyLoop(iterations * 10));
  printTable("Ten modules of 100 ms in a row, and eight beside them, in two workers", [{
    "the row alone": milliseconds(critical),
    "first run": milliseconds(times[0]),
    "second run": milliseconds(times[1]),
    "second run : the row": (times[1] / critical).toFixed(2),
  }]);
}

/** 100 MB through ten modules that go to a worker as one. */
async function longArrays(worker: ExecutionScheme): Promise<void> {
  const numbers = new Float64Array(NUMBERS);
  const chainOf = (count: number): Plan =>
    planOf(({ add }) => {
      let last = add(Touch, { numbers });
      for (let i = 1; i < count; i++) last = add(Touch, { numbers: last.numbers });
    });
  const [one, ten] = [chainOf(1), chainOf(10)];
  const copy = await medianOf(() => Promise.resolve(structuredClone(numbers)));
  const through = await medianOf(() => run(one, { scheme: worker, names: ["Touch"] }));
  const throughTen = await medianOf(() => run(ten, { scheme: worker, names: ["Touch"] }));
  printTable("100 MB of numbers through modules in a worker and back", [
    { what: "one copy, by structuredClone", time: milliseconds(copy), "of one copy": "1.0" },
    { what: "vt, one module", time: milliseconds(through), "of one copy": (through / copy).toFixed(1) },
    { what: "vt, ten modules", time: milliseconds(throughTen), "of one copy": (throughTen / copy).toFixed(1) },
  ]);
}

/** Prints the tables. */
export async function parallel(): Promise<void> {
  using _ = store;
  await using worker = openWorkerScheme({ farSide: FAR_SIDE, size: FAR_SIDES });
  await using process = openProcessScheme({ farSide: FAR_SIDE, size: FAR_SIDES });
  await calls([worker, process]);
  await separateModules();
  await busyModules([worker, process]);
  await foreground(worker);
  await branches(worker);
  await longArrays(worker);
}

if (import.meta.main) await parallel();
