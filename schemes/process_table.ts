/** The processes of this machine, as far as this program may look at them. */
import { CALL_VARIABLE, SHARED_VARIABLE } from "./call_mark.ts";

/** One process. */
export interface ProcessState {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** What its environment says about who has started it; empty where that is not to be seen. */
  readonly mark: string;
  readonly isShared: boolean;
}

/** What was seen at one look. */
export interface ProcessTable {
  readonly processes: readonly ProcessState[];
  /** Some were about to end, and may have left others, or to become another program, and showed no mark. */
  readonly isBlurred: boolean;
}

/** All of them; none on Windows. */
export function processTable(): ProcessTable {
  if (Deno.build.os === "linux") return lookInProc();
  return { processes: Deno.build.os === "windows" ? [] : lookWithPs(), isBlurred: false };
}

function lookInProc(): ProcessTable {
  const processes: ProcessState[] = [];
  let isBlurred = false;
  for (const name of namesIn("/proc")) {
    const stat = textOf(`/proc/${name}/stat`);
    if (stat === undefined) {
      isBlurred = true;
      continue;
    }
    const [state, parent, group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const environment = textOf(`/proc/${name}/environ`);
    // A program that has hardly begun shows an empty environment; one that ends and threads of the kernel show none.
    if (!environment && /[RD]/.test(state) && parent !== KERNEL) isBlurred = true;
    processes.push({ pid: Number(name), parent: Number(parent), group: Number(group), ...marksOf(environment ?? "") });
  }
  return { processes, isBlurred };
}

/** The numbers of processes; none where the system shows none. */
function namesIn(folder: string): string[] {
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => name).filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** What starts the threads of the kernel. */
const KERNEL = "2";

function marksOf(environment: string): Pick<ProcessState, "mark" | "isShared"> {
  if (!environment.includes(CALL_VARIABLE)) return { mark: "", isShared: false };
  const entries = environment.split("\0");
  const mark = entries.find((entry) => entry.startsWith(`${CALL_VARIABLE}=`))?.slice(CALL_VARIABLE.length + 1) ?? "";
  return { mark, isShared: entries.some((entry) => entry.startsWith(`${SHARED_VARIABLE}=`)) };
}

/** Undefined for what has ended or belongs to somebody else. */
function textOf(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}

/** `ps` shows no environment of those that the system protects. */
function lookWithPs(): ProcessState[] {
  const { stdout } = new Deno.Command("ps", { args: ["-axo", "pid=,ppid=,pgid="], stderr: "null" }).outputSync();
  return new TextDecoder().decode(stdout).trim().split("\n").map((line) => {
    const [pid, parent, group] = line.trim().split(/\s+/).map(Number);
    return { pid, parent, group, mark: "", isShared: false };
  });
}

/** Children of a thread of this program, by the number that Linux knows it by. */
export function childrenOfThread(thread: number): readonly number[] {
  return (textOf(`/proc/self/task/${thread}/children`) ?? "").split(" ").filter(Boolean).map(Number);
}

/** Whether a thread of this program is there. */
export function isThreadAlive(thread: number): boolean {
  return textOf(`/proc/self/task/${thread}/stat`) !== undefined;
}
