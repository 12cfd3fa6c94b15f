/** Runs plans with their records, as `vt run` does, in one store. */
import { execute, type ExecuteOptions, type ExecutionOutcome } from "../../runtime/interpreter/execution.ts";
import type { Plan } from "../../runtime/plan/plan.ts";
import { recordExecution } from "../../runtime/record/log_recorder.ts";
import { thisMachine } from "../../runtime/record/machine.ts";
import { openStore, type Store } from "../../runtime/store/store.ts";
import { storePlace } from "../../runtime/store/store_path.ts";

/** A store that goes when it is disposed of. */
export class BenchStore implements Disposable {
  readonly #directory = Deno.makeTempDirSync({ prefix: "vt_bench_" });
  #store: Store | undefined;

  /** Runs a plan; its record is in the store when this returns. */
  async run(plan: Plan, options: ExecuteOptions = {}): Promise<ExecutionOutcome> {
    this.#store ??= await openStore(storePlace(this.#directory));
    const recorder = await recordExecution(this.#store, {
      workflow: { file: "bench", name: "bench" },
      user: "bench",
      reason: "benchmark",
      vtVersion: "0",
      denoVersion: Deno.version.deno,
      machine: thisMachine(),
      parameters: {},
      startedAt: Date.now(),
      total: plan.definitions.length,
    });
    const outcome = await execute(plan, {
      ...options,
      id: recorder.id,
      observe: (event, outputs) => {
        recorder.observe(event, outputs);
        options.observe?.(event, outputs);
      },
    });
    await recorder.finish(outcome.state);
    return outcome;
  }

  [Symbol.dispose](): void {
    this.#store?.[Symbol.dispose]();
    Deno.removeSync(this.#directory, { recursive: true });
  }
}
