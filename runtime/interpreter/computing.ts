/** Which module computes now in this program: what is written meanwhile without saying by whom is its own. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { ModulePlace } from "../record/execution_event.ts";
import type { ModuleRun } from "./module_run.ts";

const ASYNC = (async () => {}).constructor;

/** See the head of the file. */
export class Computing {
  #now: ModuleRun | undefined;
  /** Of functions that go on later. To follow them costs more than most modules that do not. */
  readonly #later = new AsyncLocalStorage<ModuleRun>();

  /** Undefined where no module is known to compute. */
  get place(): ModulePlace | undefined {
    const run = this.#now ?? this.#later.getStore();
    return run?.frame.placeOf(run);
  }

  /** Computes as this module. */
  as(run: ModuleRun, compute: () => unknown): unknown {
    const before = this.#now;
    this.#now = run;
    try {
      return run.definition?.compute?.constructor === ASYNC ? this.#later.run(run, compute) : compute();
    } finally {
      this.#now = before;
    }
  }
}
