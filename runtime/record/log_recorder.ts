/**
 * Keeps what a run tells in the store. Events become text at once, and the text goes to the store ten times a second
 * while the event loop turns; a run that is killed leaves a true record up to then.
 */
import { commit, type Store } from "../store/store.ts";
import { type ExecutionEvent, type ModulePlace, type ModuleState, type Observe, placeKey } from "./execution_event.ts";
import { freeId } from "./execution_id.ts";
import { type ExecutionEntry, type Owner, removeLock } from "./execution_log.ts";
import { type Given, givenLine } from "./given.ts";
import { LateHashes } from "./late_hashes.ts";
import { LineBuffer } from "./line_buffer.ts";
import { MOST_ITERATIONS, type WorkflowExec, type WorkflowState } from "./log.ts";
import { type LineWriter, lineWriter } from "./log_line.ts";
import { ProgressTimer } from "./progress_timer.ts";
import { recordedText, recordedValues } from "./recorded_value.ts";
import { UsedMachines } from "./used_machines.ts";

const FLUSH_AFTER_MS = 100;
/** How often the record says that the run still goes on. */
const SIGN_OF_LIFE_MS = 5000;
const VALUES_PER_COMMIT = 12;
/** Characters of standard output, and of standard error, that one execution keeps. */
export const MOST_WRITTEN = 1_000_000;

/** What is known when an execution starts. */
export interface ExecutionHeader
  extends Omit<WorkflowExec, "id" | "state" | "finishedAt" | "counts" | "machines" | "written"> {
  /** How many modules will tell of their end, those inside groups included. */
  readonly total: number;
  /** Without secrets. */
  readonly given?: Given;
}

/** How a run may end. */
export type FinalState = Exclude<WorkflowState, "running">;

/** Records one execution. Disposed of without {@linkcode Recorder.finish}, it is recorded as interrupted. */
export interface Recorder extends AsyncDisposable {
  readonly id: string;
  /** As it was when it began. */
  readonly begun: WorkflowExec;
  /** Takes an event, with the outputs of a module that ended well; it neither blocks nor throws. */
  readonly observe: Observe;
  /** Resolves when all that was observed is on disk. To be awaited before a job is submitted. */
  flush(): Promise<void>;
  /** Writes the rest and how the execution ended. Throws when the record could not be written. */
  finish(state: FinalState, also?: AlsoCommit): Promise<WorkflowExec>;
}

/** Adds to the commit that changes the state of an execution. It may be called again, when the commit has to be. */
export type AlsoCommit = (operation: Deno.AtomicOperation, exec: WorkflowExec) => void | Promise<void>;

/** Opens the record of an execution that starts now. */
export async function recordExecution(
  store: Store,
  header: ExecutionHeader,
  also?: AlsoCommit,
): Promise<Recorder> {
  const { total, given, ...known } = fitting(header);
  const { owner, file } = takeLock(store);
  const exec = await commit(store, async (operation) => {
    const id = await freeId(store, header.startedAt);
    const machines = [{ id: 1, local: true, ...known.machine }];
    const made: WorkflowExec = { ...known, machines, id, state: "running", counts: { total } };
    const entry: ExecutionEntry = { exec: made, flushedAt: header.startedAt };
    operation.check({ key: ["execution", id], versionstamp: null })
      .set(["execution", id], entry).set(["running", id], owner);
    await also?.(operation, made);
    return made;
  });
  return new StoreRecorder({ store, exec, owner, file }, given);
}

/** The header with its texts cut so that it fits into one value. */
function fitting(header: ExecutionHeader): ExecutionHeader {
  const parameters = Object.entries(header.parameters);
  const longest = Math.floor(20_000 / Math.max(1, parameters.length));
  return {
    ...header,
    workflow: { ...header.workflow, name: header.workflow.name.slice(0, 1000) },
    reason: header.reason.slice(0, 1000),
    parameters: Object.fromEntries(parameters.map(([name, text]) => [name.slice(0, 200), text.slice(0, longest)])),
  };
}

type Finished = Extract<ExecutionEvent, { kind: "moduleFinished" }>;

interface OpenRecord {
  readonly store: Store;
  readonly exec: WorkflowExec;
  readonly owner: Owner;
  readonly file: Deno.FsFile;
}

class StoreRecorder implements Recorder {
  readonly id: string;
  readonly #record: OpenRecord;
  readonly #lineOf: LineWriter;
  readonly #counts = { completed: 0, cached: 0, failed: 0, suspended: 0 };
  readonly #machines: UsedMachines;
  readonly #hashes = new LateHashes();
  /** Lines that wait for hashes. */
  readonly #late = new Set<Promise<void>>();
  /** How many iterations of a module that runs have been recorded, by its path. */
  readonly #iterations = new Map<string, number>();
  /** What modules that run said last of how far they are, and is not recorded. */
  readonly #progress = new ProgressTimer((event) => this.#add(this.#lineOf(event)));
  readonly #signs: ReturnType<typeof setInterval>;
  #written = { output: 0, error: 0 };
  readonly #lines = new LineBuffer();
  #values = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();
  #failure: unknown;
  #finished: WorkflowExec | undefined;

  constructor(record: OpenRecord, given: Given | undefined) {
    this.#record = record;
    this.id = record.exec.id;
    this.#machines = new UsedMachines(record.exec.machine);
    this.#lineOf = lineWriter(record.exec.startedAt, this.#machines.numberOf);
    if (given !== undefined) this.#lines.add(givenLine(given));
    this.#signs = setInterval(() => this.#giveSign(), SIGN_OF_LIFE_MS);
    Deno.unrefTimer(this.#signs);
  }

  readonly observe: Observe = (event, outputs) => {
    if (this.#failure !== undefined || this.#finished !== undefined) return;
    switch (event.kind) {
      case "moduleFinished":
        return this.#end(event, outputs);
      case "iterationFinished":
        if (this.#isOneTooMany(event)) return;
        break;
      case "progress":
      case "loopProgress":
        return this.#progress.note(event);
      case "printed":
        return this.#print(event);
      case "logged":
        this.#written.error += event.text.length;
        if (this.#written.error > MOST_WRITTEN) return;
    }
    this.#add(this.#lineOf(event));
  };

  #end(event: Finished, outputs: Parameters<Observe>[1]): void {
    this.#counts[event.state]++;
    this.#progress.end(event);
    if (event.iterations !== undefined || this.#iterations.size > 0) this.#iterations.delete(placeKey(event));
    const text = event.recorded === undefined && outputs !== undefined ? recordedText(outputs) : undefined;
    const values = event.recorded ??
      (outputs !== undefined && text === undefined ? recordedValues(outputs) : undefined);
    if (values === undefined) return this.#add(this.#lineOf(event, text));
    const completed = this.#isHere(event) ? this.#hashes.complete(values) : undefined;
    if (completed === undefined) return this.#add(this.#lineOf(event, JSON.stringify(values)));
    const late = completed.then((values) => {
      this.#late.delete(late);
      this.#add(this.#lineOf(event, JSON.stringify(values)));
    });
    this.#late.add(late);
  }

  /** Whether the files that it gave are on this machine. */
  #isHere({ remote = [] }: Finished): boolean {
    return remote.every(({ machine }) => this.#machines.numberOf(machine) === 1);
  }

  #isOneTooMany(event: ModulePlace): boolean {
    const key = placeKey(event);
    const count = (this.#iterations.get(key) ?? 0) + 1;
    this.#iterations.set(key, count);
    return count > MOST_ITERATIONS;
  }

  #print(event: Extract<ExecutionEvent, { kind: "printed" }>): void {
    const text = event.text.slice(0, Math.max(0, MOST_WRITTEN - this.#written.output));
    this.#written.output += event.text.length;
    if (text !== "") this.#add(this.#lineOf({ ...event, text }));
  }

  #giveSign(): void {
    if (this.#finished !== undefined || this.#failure !== undefined) return clearInterval(this.#signs);
    void this.#write(true);
  }

  #add(line: string): void {
    this.#lines.add(line);
    this.#timer ??= setTimeout(() => void this.#write(), FLUSH_AFTER_MS);
  }

  get begun(): WorkflowExec {
    return this.#record.exec;
  }

  async flush(): Promise<void> {
    await Promise.all(this.#late);
    this.#progress.flush();
    await this.#write();
    if (this.#failure !== undefined) throw this.#failure;
  }

  async finish(state: FinalState, also?: AlsoCommit): Promise<WorkflowExec> {
    if (this.#finished !== undefined) return this.#finished;
    const { store, owner, file } = this.#record;
    try {
      await this.flush();
      const finished = { ...this.#exec, state, finishedAt: Date.now(), counts: this.#allCounts() };
      this.#finished = finished;
      await commit(store, async (operation) => {
        this.#put(operation, finished).delete(["running", this.id]);
        await also?.(operation, finished);
      });
      removeLock(store, owner);
      return finished;
    } finally {
      clearTimeout(this.#timer);
      this.#progress[Symbol.dispose]();
      clearInterval(this.#signs);
      file.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#finished === undefined && this.#failure === undefined) await this.finish("interrupted");
  }

  /** Queues a write behind those under way; a failure is kept for those who wait. `isSign`: also where there is nothing new. */
  #write(isSign = false): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#writeText(isSign)).catch((error) => void (this.#failure ??= error));
    return this.#writing;
  }

  async #writeText(isSign: boolean): Promise<void> {
    if (this.#failure !== undefined) return;
    const all = this.#lines.take();
    const exec = this.#exec;
    if (isSign && all.length === 0) await commit(this.#record.store, (operation) => void this.#put(operation, exec));
    for (let from = 0; from < all.length; from += VALUES_PER_COMMIT) {
      const values = all.slice(from, from + VALUES_PER_COMMIT);
      await commit(this.#record.store, (operation) => {
        values.forEach((value, i) => operation.set(["events", this.id, this.#values + i], value));
        if (from + VALUES_PER_COMMIT >= all.length) this.#put(operation, exec);
      });
      this.#values += values.length;
    }
  }

  /** What is known of it now. */
  get #exec(): WorkflowExec {
    const { output, error } = this.#written;
    return {
      ...this.#record.exec,
      machines: this.#machines.all,
      counts: this.#endedCounts(),
      ...(output + error > 0 && { written: { output, error } }),
    };
  }

  #put(operation: Deno.AtomicOperation, exec: WorkflowExec): Deno.AtomicOperation {
    const entry: ExecutionEntry = { exec, flushedAt: Date.now() };
    return operation.set(["execution", this.id], entry);
  }

  #endedCounts(): WorkflowExec["counts"] {
    const states = Object.entries(this.#counts) as [ModuleState, number][];
    return { ...this.#record.exec.counts, ...Object.fromEntries(states.filter(([, count]) => count > 0)) };
  }

  #allCounts(): WorkflowExec["counts"] {
    const ended = Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
    const notRun = (this.#record.exec.counts.total ?? 0) - ended;
    return notRun > 0 ? { ...this.#endedCounts(), notRun } : this.#endedCounts();
  }
}

function takeLock({ directory }: Store): { owner: Owner; file: Deno.FsFile } {
  Deno.mkdirSync(`${directory}/running`, { recursive: true, mode: 0o700 });
  const path = Deno.makeTempFileSync({ dir: `${directory}/running`, suffix: ".lock" });
  const file = Deno.openSync(path, { read: true, write: true });
  file.lockSync(true);
  return { owner: { pid: Deno.pid, lock: path.slice(directory.length + 1) }, file };
}
