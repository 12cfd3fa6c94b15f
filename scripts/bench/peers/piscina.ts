/** Piscina, the pool of worker threads that is most used: calls that do nothing, on two workers. */
import { npmFolder } from "./npm_folder.ts";
import { CALLS, type PeerOptions, type PeerTime, programPath, runPeerProgram } from "./peer_program.ts";

const VERSION = "5.3.2";

/** A folder that has piscina; undefined when it cannot be, or may not be, installed. */
async function piscinaFolder(install: boolean): Promise<string | undefined> {
  return await npmFolder("piscina", VERSION, install);
}

/** Times of all calls under Node and under Deno, the fastest setting first; undefined when piscina cannot be had. */
export async function piscinaCalls(options: PeerOptions = {}): Promise<readonly PeerTime[] | undefined> {
  const { calls = CALLS, rounds = 5, install = true } = options;
  const folder = await piscinaFolder(install);
  if (folder === undefined) return undefined;
  const program = [programPath("piscina_calls.mjs"), String(calls), String(rounds)];
  const runtimes = {
    Node: ["node", ...program],
    Deno: [Deno.execPath(), "run", "-A", "--no-config", "--node-modules-dir=manual", ...program],
  };
  const found: PeerTime[] = [];
  for (const [runtime, [command, ...args]] of Object.entries(runtimes)) {
    const times = await runPeerProgram(command, args, folder);
    for (const { setting, ms } of times ?? []) found.push({ setting: `${runtime}, ${setting}`, ms });
  }
  return found.toSorted((a, b) => a.ms - b.ms);
}
