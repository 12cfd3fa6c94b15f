/** Dask, as Debian packages it: calls and tasks that do nothing. */
import { debianPython } from "./debian_python.ts";
import { CALLS, type PeerOptions, type PeerTime, programPath, runPeerProgram } from "./peer_program.ts";

/** The interpreter that has dask, or dask.distributed too; undefined when they cannot be, or may not be, installed. */
async function daskPython(part: "dask" | "distributed", install: boolean): Promise<string | undefined> {
  const modules = part === "dask" ? ["dask"] : ["dask", "distributed"];
  return await debianPython(modules, modules.map((module) => `python3-${module}`), install);
}

/** Time of all calls on two worker processes of a LocalCluster; undefined when dask.distributed cannot be had. */
export async function daskDistributedCalls(options: PeerOptions = {}): Promise<readonly PeerTime[] | undefined> {
  return await runWith("distributed", "dask_distributed_calls.py", { rounds: 3, ...options });
}

/** Times of a graph of separate tasks in threads, the fastest setting first; undefined when dask cannot be had. */
export async function daskThreadedGraph(options: PeerOptions = {}): Promise<readonly PeerTime[] | undefined> {
  return await runWith("dask", "dask_threaded_graph.py", options);
}

async function runWith(
  part: "dask" | "distributed",
  program: string,
  { calls = CALLS, rounds = 5, install = true }: PeerOptions,
): Promise<readonly PeerTime[] | undefined> {
  const python = await daskPython(part, install);
  if (python === undefined) return undefined;
  return await runPeerProgram(python, [programPath(program), String(calls), String(rounds)]);
}
