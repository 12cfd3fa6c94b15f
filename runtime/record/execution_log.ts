/**
 * The executions in the store, for reading. The keys:
 *
 *     ["execution", id]     ExecutionEntry
 *     ["events", id, n]     at most 60,000 bytes of the lines of log_line.ts; a line may go on in the next value
 *     ["running", id]       Owner; there while nobody has said how the execution ended
 */
import { InputError } from "../errors.ts";
import { ifThere } from "../if_there.ts";
import { commit, list, read, type Store } from "../store/store.ts";
import { OUTSIDE } from "./execution_event.ts";
import { type Leftover, LineReader } from "./line_reader.ts";
import type { ModuleExec, WorkflowExec } from "./log.ts";
import { lineParts } from "./log_line.ts";

/** What the store holds under an execution's id. */
export interface ExecutionEntry {
  readonly exec: WorkflowExec;
  /** Until when the record is complete. Milliseconds since 1970. */
  readonly flushedAt: number;
}

/** Who runs an execution: a process that keeps a file of the store's directory locked as long as it lives. */
export interface Owner {
  readonly pid: number;
  /** Path of the file, inside the store's directory. */
  readonly lock: string;
}

/** Executions, newest first. One whose process is gone counts as interrupted, also before a start has closed it. */
export async function* executions(store: Store): AsyncGenerator<WorkflowExec> {
  for await (const { value } of list<ExecutionEntry>(store, { prefix: ["execution"] }, { reverse: true })) {
    yield await asItIs(store, value);
  }
}

/** How many executions the store holds. */
export async function executionCount(store: Store): Promise<number> {
  let count = 0;
  for await (const _ of list(store, { prefix: ["execution"] }, { batch: 500 })) count++;
  return count;
}

/** The execution whose id begins so, which no other's may; the newest when nothing is said. */
export async function findExecution(store: Store, beginning?: string): Promise<WorkflowExec> {
  if (beginning === "") throw new InputError("Cannot find an execution without an id: it is empty, vt log lists them");
  const prefix = (beginning ?? "").toLowerCase();
  const selector = { start: ["execution", prefix], end: ["execution", `${prefix}\uffff`] };
  const options = { limit: 2, reverse: true };
  const found = await read(store, (kv) => Array.fromAsync(kv.list<ExecutionEntry>(selector, options)));
  if (found.length === 0) {
    throw new InputError(
      beginning === undefined
        ? "Cannot show an execution: there is none yet"
        : `Cannot find execution ${beginning}: no id begins so, vt log lists them`,
    );
  }
  if (found.length > 1 && prefix !== "" && found[0].value.exec.id !== prefix) {
    const ids = found.map(({ value }) => value.exec.id).join(" and ");
    throw new InputError(`Cannot tell which execution ${beginning} is: ${ids} begin so`);
  }
  return await asItIs(store, found[0].value);
}

/** The execution with this id; undefined where there is none. */
export async function executionRecord(store: Store, id: string): Promise<WorkflowExec | undefined> {
  const { value } = await read(store, (kv) => kv.get<ExecutionEntry>(["execution", id]));
  return value === null ? undefined : await asItIs(store, value);
}

/** The modules of an execution in the order in which they ended, then those of whose end nothing is known. */
export async function* moduleExecs(
  store: Store,
  exec: Pick<WorkflowExec, "id" | "startedAt" | "state">,
): AsyncGenerator<ModuleExec, Leftover> {
  const reader = new LineReader(exec.startedAt);
  for await (const line of recordLines(store, exec)) {
    const module = reader.read(line);
    if (module !== undefined) yield module;
  }
  const isOver = exec.state !== "running";
  for (const module of reader.unfinished()) yield isOver ? { ...module, state: "interrupted" } : module;
  return reader.leftover;
}

/** What modules wrote, as it came; `path` is undefined where no module is known to have written it. */
export async function* writtenTexts(
  store: Store,
  exec: WorkflowExec,
): AsyncGenerator<{ readonly path: string | undefined; readonly text: string; readonly isError: boolean }> {
  for await (const line of recordLines(store, exec)) {
    if (!/^\["[pl]"/.test(line)) continue;
    const [kind, path, text] = lineParts(line) ?? [];
    if (typeof text !== "string") continue;
    yield { path: path === String(OUTSIDE) ? undefined : path, text, isError: kind === "l" };
  }
}

/** The lines of a record, as log_line.ts says. */
export async function* recordLines(store: Store, exec: Pick<WorkflowExec, "id">): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const { value } of list<Uint8Array>(store, { prefix: ["events", exec.id] }, { batch: 16 })) {
    const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

/** Who runs an execution now; undefined when it is over, or its process is gone. */
export async function ownerOf(store: Store, id: string): Promise<Owner | undefined> {
  const { value } = await read(store, (kv) => kv.get<Owner>(["running", id]));
  return value === null || isGone(store, value) ? undefined : value;
}

/** Closes the records of executions whose process is gone; gives how many. `also` adds to the commit of each. */
export async function closeInterrupted(
  store: Store,
  also?: (operation: Deno.AtomicOperation, exec: WorkflowExec) => Promise<void>,
): Promise<number> {
  let closed = 0;
  for await (const { key, value } of list<Owner>(store, { prefix: ["running"] })) {
    if (!isGone(store, value)) continue;
    await commit(store, async (operation) => {
      const entry = await store.kv.get<ExecutionEntry>(["execution", key[1]]);
      const running = await store.kv.get<Owner>(key);
      if (running.value === null || entry.value === null) return;
      const exec = interrupted(entry.value);
      operation.check(entry, running).set(entry.key, { ...entry.value, exec }).delete(key);
      await also?.(operation, exec);
    });
    removeLock(store, value);
    closed++;
  }
  return closed;
}

/** Removes the file that an owner had locked. */
export function removeLock({ directory }: Store, { lock }: Owner): void {
  ifThere(() => Deno.removeSync(`${directory}/${lock}`));
}

/** The execution of an entry; interrupted, where its process is gone before anyone has said so. */
export async function asItIs(store: Store, entry: ExecutionEntry): Promise<WorkflowExec> {
  const { exec } = entry;
  if (exec.state !== "running") return exec;
  const owner = await read(store, (kv) => kv.get<Owner>(["running", exec.id]));
  if (owner.value !== null && !isGone(store, owner.value)) return exec;
  // It may have ended since the entry was read, as its owner does just before it goes.
  const { value: now } = await read(store, (kv) => kv.get<ExecutionEntry>(["execution", exec.id]));
  if (now !== null && now.exec.state !== "running") return now.exec;
  return owner.value === null ? exec : interrupted(now ?? entry);
}

function interrupted({ exec, flushedAt }: ExecutionEntry): WorkflowExec {
  return { ...exec, state: "interrupted", finishedAt: flushedAt };
}

/** Whether the owner has provably ended: the system has taken its lock off. */
function isGone({ directory }: Store, { lock }: Owner): boolean {
  try {
    using file = Deno.openSync(`${directory}/${lock}`);
    return file.tryLockSync(false);
  } catch (error) {
    return error instanceof Deno.errors.NotFound;
  }
}
