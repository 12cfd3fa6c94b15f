/** `vt agent --serve`: the agent of this user on this machine. */
import { UsageError } from "../runtime/errors.ts";
import { thisMachine } from "../runtime/record/machine.ts";
import { Agent } from "../schemes/agent/agent.ts";
import { listenOnSocket } from "../schemes/agent/socket.ts";
import { openProcessScheme, openWorkerScheme } from "../schemes/mod.ts";
import type { AgentArguments } from "./agent.ts";
import { FAR_SIDE } from "./far_side_url.ts";
import { Interruption } from "./interruption.ts";
import { readInterval } from "./jobs_watch.ts";

/** Serves until it has been idle for long, or is told to end. */
export async function serve(folder: string, options: AgentArguments["options"]): Promise<number> {
  const idleMs = readInterval(options.idle ?? "10m") ?? 600_000;
  using interruption = new Interruption();
  await using agent = openAgent(folder, readJobs(options.jobs));
  await listenOnSocket(agent, folder, { idleMs, signal: interruption.signal });
  return 0;
}

/** The agent of a folder, which computes in processes or in threads. */
export function openAgent(folder: string, jobs: number): Agent {
  return new Agent({
    folder,
    jobs,
    machine: thisMachine(),
    openPool: ({ scheme, jobs, memoryMb }) => {
      const open = scheme === "worker" ? openWorkerScheme : openProcessScheme;
      return open({ farSide: FAR_SIDE, size: jobs, memoryMb });
    },
  });
}

function readJobs(text: string | undefined): number {
  if (text === undefined) return navigator.hardwareConcurrency;
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new UsageError(`Option --jobs is ${JSON.stringify(text)}, a whole number of at least 1 wanted`);
}
