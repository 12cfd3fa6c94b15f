/**
 * Calls to modules that do nothing, 10,000 of them on two far sides, one by one and all at once, and how long it takes
 * until a busy module that is cancelled has stopped. The peer, in the same run: as many messages to and fro between two
 * bare `node:worker_threads` that do nothing but answer.
 */
import { Worker } from "node:worker_threads";
import { FAR_SIDE } from "../../commands/run/far_side_url.ts";
import type { ComputeRequest } from "../../runtime/scheme/compute_request.ts";
import type { ExecutionScheme } from "../../runtime/scheme/execution_scheme.ts";
import { openProcessScheme, openWorkerScheme } from "../../schemes/mod.ts";
import { median, printTable, timed } from "./table.ts";

const CALLS = 10_000;
const CANCELLATIONS = 20;
const script = new URL("../../tests/schemes/fixtures/modules.ts", import.meta.url).href;

function request(name: string, value?: unknown): ComputeRequest {
  return { work: { definition: { source: { script }, namespace: "", name } }, inputs: { value } };
}

/** Milliseconds for all calls: each waits for the one before; all at once. */
interface Times {
  readonly oneByOne: number;
  readonly together: number;
}

async function timesOf(scheme: ExecutionScheme): Promise<Times> {
  const requests = Array.from({ length: CALLS }, (_, value) => request("Echo", value));
  const all = (some: readonly ComputeRequest[]): Promise<unknown> =>
    Promise.all(some.map((one) => scheme.compute(one)));
  await all(requests.slice(0, 1000));
  const oneByOne = await timed(async () => {
    for (const one of requests) await scheme.compute(one);
  });
  return { oneByOne, together: await timed(() => all(requests)) };
}

/** Milliseconds from the signal until the module has stopped. */
async function cancelLatency(scheme: ExecutionScheme): Promise<number> {
  const latencies: number[] = [];
  for (let i = 0; i < CANCELLATIONS; i++) {
    const controller = new AbortController();
    let start = 0;
    const observe = (): void => {
      start = performance.now();
      controller.abort();
    };
    await scheme.compute(request("Burns"), { signal: controller.signal, observe }).catch(() => {});
    latencies.push(performance.now() - start);
  }
  return median(latencies);
}

const ANSWER = `import { parentPort } from "node:worker_threads";
parentPort.on("message", (message) => parentPort.postMessage(message));`;

async function peerTimes(): Promise<Times> {
  const url = new URL(`data:text/javascript,${encodeURIComponent(ANSWER)}`);
  const workers = [new Worker(url), new Worker(url)];
  let answers = 0;
  let answered: (() => void) | undefined;
  for (const worker of workers) worker.on("message", () => (answers++, answered?.()));
  const ask = (i: number): void => workers[i % 2].postMessage({ id: i, inputs: { value: i } });
  const until = (count: number): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    answered = () => answers >= count && resolve();
    return promise;
  };
  const oneByOne = await timed(async () => {
    for (let i = 0; i < CALLS; i++) {
      ask(i);
      await until(i + 1);
    }
  });
  const together = await timed(async () => {
    for (let i = 0; i < CALLS; i++) ask(i);
    await until(2 * CALLS);
  });
  await Promise.all(workers.map((worker) => worker.terminate()));
  return { oneByOne, together };
}

function row(name: string, times: Times, peer: Times): Record<string, string> {
  const perSecond = (ms: number): string => Math.round(CALLS / ms * 1000).toLocaleString("en");
  const ratio = (ms: number, other: number): string => `${(other / ms).toFixed(2)} times`;
  return {
    scheme: name,
    "calls/s, one by one": perSecond(times.oneByOne),
    "of the peer's": ratio(times.oneByOne, peer.oneByOne),
    "calls/s, together": perSecond(times.together),
    "of the peer's, together": ratio(times.together, peer.together),
  };
}

/** Prints the table. */
export async function schemes(): Promise<void> {
  const peer = await peerTimes();
  const rows = [{ ...row("bare worker_threads", peer, peer), "cancelled after": "" }];
  for (const open of [openWorkerScheme, openProcessScheme]) {
    await using scheme = open({ farSide: FAR_SIDE, size: 2 });
    const times = await timesOf(scheme);
    rows.push({
      ...row(scheme.name, times, peer),
      "cancelled after": `${(await cancelLatency(scheme)).toFixed(1)} ms`,
    });
  }
  printTable("Schemes", rows);
}

if (import.meta.main) await schemes();
