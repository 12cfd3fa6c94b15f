/**
 * What lists need of every execution, in memory: the store is read once, then only what has begun since and what ran. For
 * programs that stay, so that they find, count and page through ten thousand executions at each change.
 */
import { changes, list, read, type Store } from "../store/store.ts";
import { executionId } from "./execution_id.ts";
import { asItIs, type ExecutionEntry } from "./execution_log.ts";
import { FirstFailures } from "./first_failures.ts";
import type { WorkflowExec, WorkflowState } from "./log.ts";

/** An execution, in short. */
export interface ListedExecution
  extends Pick<WorkflowExec, "id" | "state" | "startedAt" | "finishedAt" | "counts" | "continues"> {
  /** Absolute path of the file or script. */
  readonly file: string;
  readonly version?: number;
  /** Tag of the version, or name of the script's workflow. */
  readonly name: string;
  readonly part?: string;
  /** The execution that went on with this one. */
  readonly continuedBy?: string;
}

/** Which executions are wanted; what is not said does not count. */
export interface WantedExecutions {
  /** `suspended` are those that no other has gone on with. */
  readonly state?: WorkflowState;
  /** Part of the workflow's name or of its file's path, in any case. */
  readonly text?: string;
  /** Only older ones than the one with this id. */
  readonly before?: string;
}

/** Two processes may record executions in another order than they begin; so many milliseconds are read again. */
const OVERLAP_MS = 60_000;
/** After so long all is read again, since clocks may be set back. */
const RENEW_AFTER_MS = 10 * 60_000;

/** See the head of the file. */
export class ExecutionIndex {
  /** What failed in them. */
  readonly failures: FirstFailures;
  readonly #store: Store;
  #byId = new Map<string, ListedExecution>();
  /** The newest first. */
  #sorted: readonly ListedExecution[] = [];
  #seen = -1n;
  #renewedAt = -Infinity;
  #refreshing: Promise<void> | undefined;

  constructor(store: Store) {
    this.#store = store;
    this.failures = new FirstFailures(store);
  }

  /** Brings it up to date; those who ask at the same time share the work. */
  refresh(): Promise<void> {
    return this.#refreshing ??= this.#refresh().finally(() => this.#refreshing = undefined);
  }

  /** The executions that are wanted, the newest first, and at most so many. */
  find(wanted: WantedExecutions, most: number): readonly ListedExecution[] {
    const found: ListedExecution[] = [];
    const isWanted = matcher(wanted);
    for (let at = this.#positionAfter(wanted.before); at < this.#sorted.length && found.length < most; at++) {
      if (isWanted(this.#sorted[at])) found.push(this.#sorted[at]);
    }
    return found;
  }

  /** How many there are, by state; those that were gone on with count as neither. */
  counts(wanted: Pick<WantedExecutions, "text"> = {}): Readonly<Record<WorkflowState | "all", number>> {
    const counts = { all: 0, running: 0, suspended: 0, failed: 0, completed: 0, interrupted: 0 };
    const isWanted = matcher(wanted);
    for (const execution of this.#sorted) {
      if (!isWanted(execution)) continue;
      counts.all++;
      if (!isSuperseded(execution)) counts[execution.state]++;
    }
    return counts;
  }

  /** An execution by its whole id. */
  get(id: string): ListedExecution | undefined {
    return this.#byId.get(id);
  }

  #positionAfter(id: string | undefined): number {
    if (id === undefined) return 0;
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle].id >= id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  async #refresh(): Promise<void> {
    const seen = await changes(this.#store);
    const isOld = Date.now() - this.#renewedAt > RENEW_AFTER_MS;
    // Even when nobody has written, the process of one that runs may have ended.
    const running = this.#sorted.filter(({ state }) => state === "running");
    if (!isOld && seen === this.#seen && running.length === 0) return;
    const known = isOld ? new Map<string, ListedExecution>() : new Map(this.#byId);
    for (const { id } of isOld ? [] : running) await this.#readAgain(id, known);
    if (isOld || seen !== this.#seen) await this.#readFrom(isOld ? "" : this.#overlapStart(), known);
    if (isOld) this.#renewedAt = Date.now();
    this.#seen = seen;
    this.#byId = withContinuations(known);
    this.#sorted = [...this.#byId.values()].sort((a, b) => a.id < b.id ? 1 : -1);
  }

  #overlapStart(): string {
    const newest = this.#sorted[0];
    return newest === undefined ? "" : executionId(newest.startedAt - OVERLAP_MS);
  }

  async #readAgain(id: string, known: Map<string, ListedExecution>): Promise<void> {
    const { value } = await read(this.#store, (kv) => kv.get<ExecutionEntry>(["execution", id]));
    if (value === null) known.delete(id);
    else known.set(id, listed(await asItIs(this.#store, value)));
  }

  async #readFrom(start: string, known: Map<string, ListedExecution>): Promise<void> {
    const selector = { start: ["execution", start], end: ["execution", "\uffff"] };
    for await (const { value } of list<ExecutionEntry>(this.#store, selector, { batch: 500 })) {
      if (known.get(value.exec.id)?.state === value.exec.state && value.exec.state !== "running") continue;
      known.set(value.exec.id, listed(await asItIs(this.#store, value)));
    }
  }
}

function listed({ workflow, id, state, startedAt, finishedAt, counts, continues }: WorkflowExec): ListedExecution {
  const { file, version, name, cell, mashup } = workflow;
  return { id, state, startedAt, finishedAt, counts, continues, file, version, name, part: cell ?? mashup };
}

function withContinuations(known: Map<string, ListedExecution>): Map<string, ListedExecution> {
  for (const { id, continues } of known.values()) {
    const before = continues === undefined ? undefined : known.get(continues);
    if (before !== undefined && before.continuedBy !== id) known.set(before.id, { ...before, continuedBy: id });
  }
  return known;
}

function isSuperseded({ state, continuedBy }: ListedExecution): boolean {
  return state === "suspended" && continuedBy !== undefined;
}

function matcher({ state, text = "" }: WantedExecutions): (execution: ListedExecution) => boolean {
  const sought = text.trim().toLowerCase();
  return (execution) => {
    if (state !== undefined && (execution.state !== state || isSuperseded(execution))) return false;
    return sought === "" || execution.name.toLowerCase().includes(sought) ||
      execution.file.toLowerCase().includes(sought) || execution.id.startsWith(sought);
  };
}
