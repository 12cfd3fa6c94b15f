/** The agents that sshd has started for its hosts: they outlive their callers, and their files must not. */
import { isRunning } from "./sleepers.ts";

/** What an agent needs to end: its home. */
interface Host {
  readonly home: string;
}

/** Ends the agents of a host, if there are any; they are gone when this resolves. */
export async function endAgent({ home }: Host, signal: Deno.Signal = "SIGTERM"): Promise<void> {
  const pids = agentsOf(home).filter(isRunning);
  for (const pid of pids) kill(pid, signal);
  for (const end = performance.now() + 30_000; pids.some(isRunning);) {
    if (performance.now() > end) { for (const pid of pids) kill(pid, "SIGKILL"); }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The process of the agent of a home. */
export function agentProcess(home: string): number {
  return processIn(agentFolderIn(home));
}

/** What the agent of a home has for itself, on this machine. */
export function agentFolderIn(home: string, host = Deno.hostname()): string {
  return `${home}/.local/share/vt/agents/${host}`;
}

function processIn(folder: string): number {
  return Number(Deno.readTextFileSync(`${folder}/lock`));
}

/** There is one for each machine that has the home, and for each way in which modules are confined. */
function agentsOf(home: string): number[] {
  const agents = `${home}/.local/share/vt/agents`;
  try {
    return [...Deno.readDirSync(agents)].map(({ name }) => processIn(`${agents}/${name}`)).filter((pid) => pid > 1);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return []; // none was ever started there
    throw error;
  }
}

function kill(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}
