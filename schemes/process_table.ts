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

/** All of them; none on Windows. */
export function processTable(): readonly ProcessState[] {
  if (Deno.build.os === "windows") return [];
  return Deno.build.os === "linux" ? lookInProc() : lookWithPs();
}

function lookInProc(): ProcessState[] {
  const all: ProcessState[] = [];
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = textOf(`/proc/${name}/stat`);
    const [, parent, group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ").map(Number);
    if (group === undefined) continue; // it has ended
    all.push({ pid: Number(name), parent, group, ...marksOf(textOf(`/proc/${name}/environ`)) });
  }
  return all;
}

function marksOf(environment: string): Pick<ProcessState, "mark" | "isShared"> {
  if (!environment.includes(CALL_VARIABLE)) return { mark: "", isShared: false };
  const entries = environment.split("\0");
  const mark = entries.find((entry) => entry.startsWith(`${CALL_VARIABLE}=`))?.slice(CALL_VARIABLE.length + 1) ?? "";
  return { mark, isShared: entries.some((entry) => entry.startsWith(`${SHARED_VARIABLE}=`)) };
}

/** Empty for what has ended or belongs to somebody else. */
function textOf(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
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
  return textOf(`/proc/self/task/${thread}/children`).split(" ").filter(Boolean).map(Number);
}

/** Whether a thread of this program is there. */
export function isThreadAlive(thread: number): boolean {
  return textOf(`/proc/self/task/${thread}/stat`) !== "";
}
