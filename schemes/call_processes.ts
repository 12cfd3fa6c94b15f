/**
 * The processes that modules have started on a far side, and their end. What a module left running when it completed
 * stays, like what a shell has started in the background. What one has started that is cancelled, takes too much time or
 * memory, or breaks down, goes with it.
 *
 * On Linux they are known by their marks (`mark_children.ts`), their parents and their group: those are found, too, that
 * left their group or whose parents have ended. Other systems show no marks: there goes with a process all that descends
 * from it, whichever module has started it, and with a worker what Deno ends itself, its children that are not detached.
 */
import { childrenOfThread, type ProcessState, processTable } from "./process_table.ts";

/** A far side that processes come from. */
export interface Origin {
  /** Its unique name. */
  readonly mark: string;
  /** The process, which leads a group, if it is one. */
  readonly leader?: number;
  /** The thread of this program, by the number that Linux knows it by, if it is one. */
  readonly thread?: number;
}

const SEES_MARKS = Deno.build.os === "linux";

/** Ends what a call has started; the far side goes on. */
export function endCall({ mark }: Origin, call: number): void {
  if (SEES_MARKS) untilNothingIsNew((ended) => end(processTable().filter((one) => isOfCall(one, mark, call)), ended));
}

/** Ends a far side that is a process, and what the call that runs on it has started. One that was a thread has ended. */
export function endFarSide(origin: Origin, call: number): void {
  if (Deno.build.os === "windows" && origin.leader !== undefined) return endTree(origin.leader);
  untilNothingIsNew((ended) => end(belonging(origin, call), ended));
}

/** Ends what the call that runs on a far side has started so far: a thread may go on, and start more. */
export function endChildren(origin: Origin, call: number): void {
  end(belonging(origin, call), new Set());
}

function belonging(origin: Origin, call: number): ProcessState[] {
  if (!SEES_MARKS && origin.leader === undefined) return [];
  const { mark } = origin;
  const all = processTable();
  const members = membersOf(origin, all);
  return all.filter((one) => {
    if (isOfCall(one, mark, call)) return true;
    const isOfOther = !one.isShared && one.mark.startsWith(`${mark}/`);
    return !isOfOther && (members.has(one.pid) || one.mark.split("/")[0] === mark);
  });
}

function isOfCall(one: ProcessState, mark: string, call: number): boolean {
  return one.mark === `${mark}/${call}` && !one.isShared;
}

/** The far side if it is a process, what descends from it, and what is in its group. */
function membersOf({ leader, thread }: Origin, all: readonly ProcessState[]): ReadonlySet<number> {
  const members = new Set(leader === undefined ? [] : [leader]);
  for (const pid of thread === undefined ? [] : childrenOfThread(thread)) members.add(pid);
  const children = Map.groupBy(all, ({ parent }) => parent);
  for (const member of members) for (const { pid } of children.get(member) ?? []) members.add(pid);
  for (const { pid, group } of all) if (group === leader) members.add(pid);
  return members;
}

/** While one looks, what is about to end may still start something. */
function untilNothingIsNew(endMore: (ended: Set<number>) => boolean): void {
  for (const ended = new Set<number>(); endMore(ended););
}

/** Whether there was something that has not been ended before. */
function end(processes: readonly ProcessState[], ended: Set<number>): boolean {
  const fresh = processes.filter(({ pid }) => !ended.has(pid));
  for (const { pid } of fresh) {
    ended.add(pid);
    try {
      Deno.kill(pid, "SIGKILL");
    } catch {
      // It has ended already, or become somebody else.
    }
  }
  return fresh.length > 0;
}

function endTree(leader: number): void {
  new Deno.Command("taskkill", { args: ["/T", "/F", "/PID", String(leader)], stdout: "null", stderr: "null" })
    .outputSync();
}
