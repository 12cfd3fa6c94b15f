/** The modules of an execution for who looks again and again while it goes on: each time only what has come is read. */
import { list, type Store } from "../store/store.ts";
import { LineReader } from "./line_reader.ts";
import type { ModuleExec, WorkflowExec } from "./log.ts";

/** What is recorded of modules until now. */
export interface RecordedModules {
  /** By path: several of one inside a group that loops; those that have ended, in that order, then those that run. */
  readonly modules: ReadonlyMap<string, readonly ModuleExec[]>;
  /** What was written while no module was known to write it. */
  readonly printed: readonly string[];
}

/** See the head of the file. */
export class RecordTail {
  readonly #store: Store;
  readonly #id: string;
  readonly #reader: LineReader;
  readonly #decoder = new TextDecoder();
  readonly #ended = new Map<string, ModuleExec[]>();
  /** Of the next value that is read. */
  #number = 0;
  #rest = "";
  #reading: Promise<void> = Promise.resolve();

  constructor(store: Store, { id, startedAt }: Pick<WorkflowExec, "id" | "startedAt">) {
    this.#store = store;
    this.#id = id;
    this.#reader = new LineReader(startedAt);
  }

  /** `isOver`: what has not ended was interrupted. */
  async read(isOver: boolean): Promise<RecordedModules> {
    const reading = this.#reading.then(() => this.#readOn());
    this.#reading = reading.catch(() => {});
    await reading;
    const modules = new Map<string, readonly ModuleExec[]>(this.#ended);
    for (const module of this.#reader.unfinished()) {
      const known = modules.get(module.path) ?? [];
      modules.set(module.path, [...known, isOver ? { ...module, state: "interrupted" } : module]);
    }
    return { modules, printed: this.#reader.printedOutside };
  }

  async #readOn(): Promise<void> {
    const selector = { prefix: ["events", this.#id], start: ["events", this.#id, this.#number] };
    for await (const { key, value } of list<Uint8Array>(this.#store, selector, { batch: 16 })) {
      const lines = (this.#rest + this.#decoder.decode(value, { stream: true })).split("\n");
      this.#rest = lines.pop() ?? "";
      this.#number = Number(key[2]) + 1;
      for (const line of lines) this.#keep(line);
    }
  }

  #keep(line: string): void {
    const module = this.#reader.read(line);
    if (module === undefined) return;
    const known = this.#ended.get(module.path);
    if (known === undefined) this.#ended.set(module.path, [module]);
    else known.push(module);
  }
}
