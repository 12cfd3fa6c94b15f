/** ipyparallel, as Debian packages it: calls that do nothing through its load-balanced view, on two engines. */
import { debianPython } from "./debian_python.ts";
import { CALLS, type PeerOptions, type PeerTime, programPath, runPeerProgram } from "./peer_program.ts";

/** Times of all calls, a task each and in chunks; undefined when ipyparallel cannot be had. */
export async function ipyparallelCalls(
  { calls = CALLS, rounds = 1, install = true }: PeerOptions = {},
): Promise<readonly PeerTime[] | undefined> {
  const python = await debianPython(["ipyparallel"], ["python3-ipyparallel"], install);
  if (python === undefined) return undefined;
  return await runPeerProgram(python, [programPath("ipyparallel_calls.py"), String(calls), String(rounds)]);
}
