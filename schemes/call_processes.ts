/**
 * The processes that modules have started on a far side, and their end. What a module left running when it completed
 * stays, like what a shell has started in the background; of a worker only what is detached, because Deno ends its other
 * children with it. What one has started that is cancelled, takes too much time or memory, or breaks down, goes with it.
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

/** Looks at the processes of this machine of which nothing new comes, until that is taken for the end. */
const CLEAR_LOOKS = 2;
const MOST_LOOKS = 50;
/** Others on this machine start and end all the time. */
const MOST_BLURRED_LOOKS = 8;

/** Ends what a call has started; the far side goes on. */
export function endCall({ mark }: Origin, call: number): void {
  if (SEES_MARKS) endAll((all) => all.filter((one) => isOfCall(one, mark, call)));
}

/** Ends a far side that is a process, and what the call that runs on it has started. One that was a thread has ended. */
export function endFarSide(origin: Origin, call: number): void {
  if (Deno.build.os === "windows") return endTree(origin);
  if (SEES_MARKS || origin.leader !== undefined) endAll((all, ended) => belonging(all, origin, call, ended));
}

/** Ends what the call that runs in a thread has started so far: it may go on, and start more. */
export function endChildren(origin: Origin, call: number): void {
  if (SEES_MARKS) { for (const one of belonging(processTable().processes, origin, call, new Set())) end(one); }
}

/** `ended`: those that have been ended before. */
function belonging(
  all: readonly ProcessState[],
  origin: Origin,
  call: number,
  ended: ReadonlySet<number>,
): ProcessState[] {
  const { mark } = origin;
  const members = membersOf(origin, all, ended);
  return all.filter((one) => {
    if (isOfCall(one, mark, call)) return true;
    const isOfOther = !one.isShared && one.mark.startsWith(`${mark}/`);
    return !isOfOther && (members.has(one.pid) || one.mark.split("/")[0] === mark);
  });
}

function isOfCall(one: ProcessState, mark: string, call: number): boolean {
  return one.mark === `${mark}/${call}` && !one.isShared;
}

/** The far side if it is a process, what descends from it, and what is in a group that one of these leads. */
function membersOf(
  { leader, thread }: Origin,
  all: readonly ProcessState[],
  ended: ReadonlySet<number>,
): ReadonlySet<number> {
  const members = new Set(leader === undefined ? ended : [...ended, leader]);
  for (const pid of thread === undefined ? [] : childrenOfThread(thread)) members.add(pid);
  const [children, groups] = [Map.groupBy(all, ({ parent }) => parent), Map.groupBy(all, ({ group }) => group)];
  for (const member of members) {
    for (const { pid } of [...children.get(member) ?? [], ...groups.get(member) ?? []]) members.add(pid);
  }
  return members;
}

/** Looks again and again: what is about to end may still start something. */
function endAll(find: (all: readonly ProcessState[], ended: ReadonlySet<number>) => readonly ProcessState[]): void {
  const ended = new Set<number>();
  for (let [looks, blurred, clear] = [0, 0, 0]; clear < CLEAR_LOOKS && looks < MOST_LOOKS; looks++) {
    const { processes, isBlurred } = processTable();
    const fresh = find(processes, ended).filter(({ pid }) => !ended.has(pid));
    for (const one of fresh) {
      ended.add(one.pid);
      end(one);
    }
    if (isBlurred) blurred++;
    clear = fresh.length > 0 || isBlurred && blurred <= MOST_BLURRED_LOOKS ? 0 : clear + 1;
  }
}

function end({ pid }: ProcessState): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch {
    // It has ended already, or become somebody else.
  }
}

function endTree({ leader }: Origin): void {
  if (leader === undefined) return;
  new Deno.Command("taskkill", { args: ["/T", "/F", "/PID", String(leader)], stdout: "null", stderr: "null" })
    .outputSync();
}
