/**
 * The Job Monitor's page of an execution of 10,000 modules of which 1,000 end each second: how soon it is there, how far
 * behind it is, how much memory the server takes. In a real browser, with the monitor and the run in processes of their own.
 */
import { chromium } from "playwright-core";
import { keepComponents } from "../../runtime/record/component_store.ts";
import type { ModuleComponents, ModuleKind } from "../../runtime/record/components.ts";
import { recordExecution } from "../../runtime/record/log_recorder.ts";
import { openStore, type Store } from "../../runtime/store/store.ts";
import { finished, header, temporaryPlace } from "../../tests/support/recorded_run.ts";
import { median, printMachine, printTable } from "./table.ts";

const MODULES = 10_000;
const PER_SECOND = 1000;
const ROOT = new URL("../../", import.meta.url);

/** What feeds a module, by the shape of the pipeline. */
const SHAPES: Readonly<Record<string, (id: number) => readonly number[]>> = {
  "one level": () => [],
  "100 levels of 100": (id) => id < 100 ? [] : [id - 100, id - 100 + (id % 100 === 99 ? -1 : 1)],
  "one chain": (id) => id === 0 ? [] : [id - 1],
};

const NAMES = ["Load", "Resample", "Fit", "Score", "Plot"];

function* components(feeds: (id: number) => readonly number[]): Generator<ModuleComponents> {
  const kinds = new Map<string, ModuleKind>();
  for (let id = 0; id < MODULES; id++) {
    const name = NAMES[id % NAMES.length];
    const sources = feeds(id);
    const key = `${name} ${sources.length}`;
    const kind = kinds.get(key) ??
      { name, values: ["seed"], wires: sources.map((_, i) => [`in${i}`, "value"] as const) };
    kinds.set(key, kind);
    yield { path: String(id), kind, label: "", sources, values: [String(id)] };
  }
}

interface Sample {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly completed: number;
}

/** Notes in the page when the number that is shown changes. */
const WATCH = `{
  globalThis.seen = [];
  const facts = document.getElementById("facts");
  const note = () => {
    const completed = Number(/(\\d+) completed/.exec(facts.textContent)?.[1] ?? 0);
    if (seen.at(-1)?.completed !== completed) seen.push({ at: Date.now(), completed });
  };
  new MutationObserver(note).observe(facts, { subtree: true, childList: true, characterData: true });
}`;
/** Milliseconds since the page was asked for. */
const FIRST_PAINT = `new Promise((tell) => {
  const look = ({ name, startTime }) => name === "first-contentful-paint" && tell(startTime);
  new PerformanceObserver((list) => list.getEntries().forEach(look)).observe({ type: "paint", buffered: true });
})`;

/** Ends modules at an even pace; gives when each of them ended. */
async function run(
  store: Store,
  feeds: (id: number) => readonly number[],
  opened: (id: string) => Promise<void>,
): Promise<number[]> {
  const { total: _, ...known } = header(0, Date.now());
  await using recorder = await recordExecution(store, { ...known, total: MODULES });
  await keepComponents(store, { id: recorder.id, workflow: known.workflow }, {
    modules: components(feeds),
    definitions: new Map(),
  });
  const ends: number[] = [];
  const end = (id: number): void => {
    const now = Date.now();
    recorder.observe(finished(String(id), { name: NAMES[id % NAMES.length], startedAt: now - 5, finishedAt: now }), {
      value: id,
    });
    ends.push(now);
  };
  for (let id = 0; id < MODULES / 10; id++) end(id);
  await recorder.flush();
  await opened(recorder.id);
  const start = performance.now();
  while (ends.length < MODULES) {
    const due = Math.min(MODULES, MODULES / 10 + Math.floor((performance.now() - start) * PER_SECOND / 1000));
    while (ends.length < due) end(ends.length);
    await new Promise((wake) => setTimeout(wake, 5));
  }
  await recorder.finish("completed");
  return ends;
}

async function measure(shape: string): Promise<Record<string, string>> {
  using place = temporaryPlace();
  using store = await openStore(place);
  const monitor = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--quiet",
      new URL("main.ts", ROOT).pathname,
      "monitor",
      "--port",
      "0",
      "--store",
      place.directory,
    ],
    stdout: "piped",
  }).spawn();
  const link = (await monitor.stdout.pipeThrough(new TextDecoderStream()).values().next()).value!.trim();
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    await page.goto(link);
    await page.waitForURL((url) => url.pathname === "/");
    let firstPaint = 0;
    const ends = await run(store, SHAPES[shape], async (id) => {
      await page.goto(new URL(`/executions/${id}`, link).href);
      firstPaint = await page.evaluate(FIRST_PAINT) as number;
      await page.evaluate(WATCH);
    });
    await page.getByText(`${MODULES} completed`).first().waitFor();
    const seen = await page.evaluate("seen") as Sample[];
    return row(shape, { firstPaint, lags: lagsOf(seen, ends), memory: peakOf(monitor.pid) });
  } finally {
    await browser.close();
    monitor.kill();
    await monitor.status;
  }
}

/** At each change of the page: how long ago the first module ended that it did not show until then. */
function lagsOf(seen: readonly Sample[], ends: readonly number[]): number[] {
  return seen.slice(1).map(({ at }, i) => at - ends[Math.min(seen[i].completed, ends.length - 1)]);
}

/** Bytes. */
function peakOf(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1] ?? NaN) * 1024;
}

interface Measured {
  readonly firstPaint: number;
  readonly lags: readonly number[];
  readonly memory: number;
}

function row(shape: string, { firstPaint, lags, memory }: Measured): Record<string, string> {
  const ms = (time: number): string => `${time.toFixed(0)} ms`;
  return {
    shape,
    "first paint": ms(firstPaint),
    "lag p50": ms(median([...lags])),
    "lag max": ms(Math.max(...lags)),
    updates: String(lags.length),
    "server's memory": `${(memory / 1e6).toFixed(0)} MB`,
  };
}

/** Prints the table. */
async function monitorExecution(): Promise<void> {
  const rows: Record<string, string>[] = [];
  for (const shape of Object.keys(SHAPES)) rows.push(await measure(shape));
  printTable(`The monitor's page of ${MODULES} modules, ${PER_SECOND} of which end each second`, rows);
}

if (import.meta.main) {
  printMachine();
  await monitorExecution();
}
