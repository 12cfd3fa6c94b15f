/**
 * The Job Monitor over 10,000 executions, a workflow of 1,000 jobs, and a job that has written 1 GB: a real `vt monitor`, and
 * how long its pages take, from the request to the last byte. The peer of the output is `tail -c`, of the list reading
 * every record.
 */
import { executions } from "../../runtime/record/execution_log.ts";
import { commit, openStore, type Store } from "../../runtime/store/store.ts";
import { storePlace } from "../../runtime/store/store_path.ts";
import { keepExecutions } from "../../tests/support/execution_records.ts";
import { jobRecord, keep, workflowRecord } from "../../tests/support/job_records.ts";
import { type MonitorProcess, startMonitor } from "../../tests/support/monitor_process.ts";
import { median, printTable, timed } from "./table.ts";

const EXECUTIONS = 10_000;
const JOBS = 1000;
const LOG_BYTES = 1e9;
const ROUNDS = 15;

async function fill(store: Store): Promise<void> {
  await keepExecutions(store, EXECUTIONS);
  const definition = { package: "org.vt.jobs", namespace: "", name: "ShellJob" };
  const parameters = { job_directory: `${store.directory}/log`, directory: "/", expected_exit_code: 0 };
  const jobs = Array.from({ length: JOBS }, (_, i) =>
    jobRecord({
      id: String(i).padStart(40, "0"),
      name: `simulate ${i}`,
      definition,
      parameters,
      reason: i % 10 === 0 ? "asking failed: no answer within 60 s" : undefined,
      state: i % 50 === 0 ? "failed" : "running",
    }));
  await keep(store, workflowRecord({ isPaused: true }), jobs);
  writeLog(`${store.directory}/log`);
}

function writeLog(folder: string): void {
  Deno.mkdirSync(folder);
  const line = "step 00000000 residual 1.2345e-06 energy -123.456789 drift 0.000\n";
  const block = new TextEncoder().encode(line.repeat(16_000));
  using file = Deno.openSync(`${folder}/stdout`, { write: true, create: true });
  for (let written = 0; written < LOG_BYTES;) written += file.writeSync(block);
}

/** Milliseconds of each round, the first by itself. */
async function page({ origin }: MonitorProcess, path: string, cookie: string): Promise<readonly number[]> {
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    times.push(
      await timed(async () => {
        const answer = await fetch(origin + path, { headers: { cookie, accept: "text/html" } });
        if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
        await answer.bytes();
      }),
    );
  }
  return times;
}

async function memoryOf({ origin }: MonitorProcess, cookie: string): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`, { headers: { cookie } })).text();
  return Number(/^process_resident_memory_bytes (\d+)$/m.exec(text)![1]);
}

/** From a commit of another process until the page is told that there is one; milliseconds. */
async function lags({ origin }: MonitorProcess, cookie: string, store: Store): Promise<readonly number[]> {
  const stopped = new AbortController();
  const events = await fetch(`${origin}/events`, { headers: { cookie }, signal: stopped.signal });
  const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
  await reader.read();
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    await new Promise((wake) => setTimeout(wake, 300 + 250 * Math.random()));
    const start = performance.now();
    await commit(store, (operation) => void operation.set(["bench"], round));
    while (!(await reader.read()).value!.includes("event: change"));
    times.push(performance.now() - start);
  }
  stopped.abort();
  await reader.closed.catch(() => {});
  return times.slice(1);
}

async function measure(directory: string, older: string): Promise<void> {
  await using monitor = await startMonitor(directory);
  const entered = await fetch(monitor.link);
  await entered.body?.cancel();
  const cookie = entered.headers.get("set-cookie")!.split(";")[0];
  const job = `/jobs/1aaaaaaa/${"1".padStart(40, "0")}`;
  const pages: Record<string, string> = {
    "list of 10,000 executions": "/",
    "its hundredth page": `/?before=${older}`,
    "search by name": "/?search=simulation_7",
    "page of 1,000 jobs": "/workflows/1aaaaaaa",
    "all jobs": "/jobs",
    "end of a log of 1 GB": job,
    "the middle of it": `${job}?before=500000000`,
  };
  const rows: Record<string, string>[] = [];
  for (const [name, path] of Object.entries(pages)) {
    const [first, ...others] = await page(monitor, path, cookie);
    const memory = `${(await memoryOf(monitor, cookie) / 1e6).toFixed(0)} MB`;
    rows.push({
      page: name,
      first: `${first.toFixed(0)} ms`,
      "then, median": `${median(others).toFixed(1)} ms`,
      memory,
    });
  }
  printTable(`The Job Monitor, median of ${ROUNDS}`, rows);
  using store = await openStore(storePlace(directory));
  const told = await lags(monitor, cookie, store);
  const [middle, longest] = [median(told), Math.max(...told)].map((ms) => `${ms.toFixed(0)} ms`);
  printTable("From a commit until the page is told", [{ median: middle, longest }]);
}

/** Prints the tables. */
export async function monitor(): Promise<void> {
  const directory = Deno.makeTempDirSync({ prefix: "vt_bench_" });
  const store = await openStore(storePlace(directory));
  await fill(store);
  const ids: string[] = [];
  const all = await timed(async () => {
    for await (const { id } of executions(store)) ids.push(id);
  });
  const tail = await timed(() =>
    new Deno.Command("tail", { args: ["-c", "65536", `${directory}/log/stdout`], stdout: "null" }).output()
  );
  store[Symbol.dispose]();
  await measure(directory, ids[4950]);
  printTable("The peers", [{
    "reading every record": `${all.toFixed(0)} ms`,
    "tail -c 65536": `${tail.toFixed(1)} ms`,
  }]);
  Deno.removeSync(directory, { recursive: true });
}

if (import.meta.main) await monitor();
