/** What the peers of the parallel benchmarks take on this machine, each with all settings that were tried. */
import { printMachine, printTable } from "../table.ts";
import { busyInProcesses } from "./bare_processes.ts";
import { iterationsFor } from "./busy_loop.ts";
import { daskDistributedCalls, daskThreadedGraph } from "./dask.ts";
import { CALLS, type PeerTime } from "./peer_program.ts";
import { piscinaCalls } from "./piscina.ts";

const BUSY_CALLS = 20;

function printTimes(title: string, times: readonly PeerTime[] | undefined): void {
  const rows = times?.map(({ setting, ms }) => ({
    setting,
    time: `${ms.toFixed(1)} ms`,
    rate: `${Math.round(CALLS / ms * 1000).toLocaleString("en")}/s`,
  }));
  printTable(title, rows ?? [{ setting: "not on this machine" }]);
}

async function printSpeedUp(): Promise<void> {
  const iterations = iterationsFor(100);
  const one = await busyInProcesses(1, BUSY_CALLS, iterations);
  const two = await busyInProcesses(2, BUSY_CALLS, iterations);
  printTable(`${BUSY_CALLS} busy loops of 100 ms in bare processes`, [{
    "one process": `${one.toFixed(0)} ms`,
    "two processes": `${two.toFixed(0)} ms`,
    "speed-up": `${(one / two).toFixed(2)} times`,
  }]);
}

if (import.meta.main) {
  printMachine();
  printTimes(`piscina, ${CALLS} calls that do nothing`, await piscinaCalls());
  printTimes(`dask.distributed, ${CALLS} calls that do nothing`, await daskDistributedCalls());
  printTimes(`dask.threaded.get, ${CALLS} separate tasks that do nothing`, await daskThreadedGraph());
  await printSpeedUp();
}
