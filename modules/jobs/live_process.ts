/** Processes that may have ended long ago: their numbers are given to others, their times of start are not. */
import { ifThere } from "../../runtime/if_there.ts";

/** What a process writes down of itself, to be found again. */
export interface ProcessRecord {
  /** It leads the process group of this number. */
  readonly pid: number;
  /** When it started, in the words of the system: clock ticks on Linux, else what `ps -o lstart` says. */
  readonly start: string;
  /** As {@linkcode thisBoot} has it. */
  readonly boot: string;
  /** Name of the machine. */
  readonly host: string;
}

/** Names this start of this machine; on Linux also the container, since each counts its processes by itself. */
export function thisBoot(): string {
  if (Deno.build.os !== "linux") return said("sysctl", ["-n", "kern.bootsessionuuid"]);
  return `${Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").trim()} ${Deno.readLinkSync("/proc/self/ns/pid")}`;
}

/** Whether the process itself, and no other of its number, is there. */
export function isAlive({ pid, start, boot }: ProcessRecord): boolean {
  if (boot !== thisBoot()) return false;
  const now = Deno.build.os === "linux" ? lookInProc(pid) : lookWithPs(pid);
  return now !== undefined && now.start === start && !/[ZX]/.test(now.state);
}

/** Why a process that is not alive cannot be asked, in the middle of a sentence. */
export function lossOf({ pid, boot, host }: ProcessRecord): string {
  if (boot === thisBoot()) return `process ${pid} is gone and left no exit code, it must have been killed`;
  if (host !== Deno.hostname()) return `it was started on ${host}, this is ${Deno.hostname()}`;
  return `${host} has been started anew since, and it left no exit code`;
}

interface Look {
  readonly state: string;
  readonly start: string;
}

/** A process as Linux shows it. */
export function lookInProc(pid: number): Look | undefined {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0], start: fields[19] };
  } catch {
    return undefined;
  }
}

/** A process as every Unix shows it. */
export function lookWithPs(pid: number): Look | undefined {
  const [, state, start] = /^(\S+)\s+(.*)$/.exec(said("ps", ["-o", "stat=", "-o", "lstart=", "-p", `${pid}`])) ?? [];
  return state === undefined ? undefined : { state, start };
}

function said(command: string, args: string[]): string {
  const { stdout } = new Deno.Command(command, { args, env: { LC_ALL: "C" }, stderr: "null" }).outputSync();
  return new TextDecoder().decode(stdout).trim();
}

/** Milliseconds between two looks at a group that is to end. */
const INTERVAL = 20;

/** Asks a process group to end, and kills after `patience` milliseconds what is left of it. */
export async function endGroup(leader: number, patience = 5000): Promise<void> {
  if (!signalled(leader, "SIGTERM") || await hasEnded(leader, patience)) return;
  signalled(leader, "SIGKILL");
  await hasEnded(leader, patience);
}

async function hasEnded(leader: number, patience: number): Promise<boolean> {
  for (let waited = 0; waited < patience; waited += INTERVAL) {
    if (!signalled(leader, 0)) return true;
    await new Promise((resolve) => setTimeout(resolve, INTERVAL));
  }
  return !signalled(leader, 0);
}

/** Sends a signal to the group; 0 only asks for it. False: there is no such group. */
function signalled(leader: number, signal: Deno.Signal | 0): boolean {
  return ifThere(() => {
    Deno.kill(-leader, signal);
    return true;
  }) ?? false;
}
