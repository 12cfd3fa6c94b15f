/** The timer of the monitor: asks after jobs on their interval, and continues workflows that are ready, where that is set. */
import { messageOf } from "../../runtime/errors.ts";
import type { JobQuestions } from "../../runtime/jobs/job_questions.ts";
import type { JobWorkflow } from "../../runtime/jobs/job_workflow.ts";
import { type MonitorSettings, readMonitorSettings } from "../../runtime/jobs/monitor_settings.ts";
import { type Continued, type WatchEvent, watchJobs } from "../../runtime/jobs/watch.ts";
import type { ChangeFeed } from "../../runtime/store/change_feed.ts";
import type { Store } from "../../runtime/store/store.ts";
import type { TimerState } from "../../web/services.ts";
import { wait } from "../jobs/session.ts";
import type { EndedVt } from "./runs.ts";

/** What it needs. */
export interface TimerOptions {
  readonly store: Store;
  readonly questions: JobQuestions;
  readonly changes: ChangeFeed;
  readonly signal: AbortSignal;
  /** Continues a workflow in a process of its own. */
  readonly resume: (workflow: JobWorkflow) => Promise<EndedVt>;
  /** Done at the end of each round. */
  readonly afterRound: () => Promise<void>;
  readonly complain: (line: string) => void;
}

/** Between two looks at what others have asked, when nothing is asked here. */
const LOOK_MS = 10_000;

/** See the head of the file. The settings are those of the store: whoever changes them, it goes by them at once. */
export class JobTimer {
  readonly #options: TimerOptions;
  #settings: MonitorSettings = { isAutomatic: false };
  #isAsking = false;
  #lastRoundAt: number | undefined;
  readonly #continues = new Set<string>();

  constructor(options: TimerOptions) {
    this.#options = options;
  }

  /** What it does now. */
  state(): TimerState {
    const { intervalMs } = this.#settings;
    const nextRoundAt = this.#lastRoundAt === undefined || intervalMs === undefined
      ? undefined
      : this.#lastRoundAt + intervalMs;
    return {
      isOn: true,
      isAsking: this.#isAsking,
      lastRoundAt: this.#lastRoundAt,
      nextRoundAt,
      continues: [...this.#continues],
    };
  }

  /** Works until the signal is aborted; what goes wrong is told, and tried again in the next round. */
  async run(): Promise<void> {
    const { store, questions, signal, complain } = this.#options;
    const settings = (): MonitorSettings => this.#settings;
    const resume = (workflow: JobWorkflow): Promise<Pick<Continued, "code" | "output">> => this.#resume(workflow);
    while (!signal.aborted) {
      try {
        await this.#begin();
        await watchJobs({
          store,
          questions,
          signal,
          get asks() {
            return settings().intervalMs !== undefined;
          },
          get continueWorkflow() {
            return settings().isAutomatic ? resume : undefined;
          },
          nextRound: () => this.#pause(),
          observe: this.#observe,
        });
      } catch (error) {
        complain(`The jobs could not be asked after: ${messageOf(error)}`);
        await wait(LOOK_MS, signal);
      }
    }
  }

  async #begin(): Promise<void> {
    this.#settings = await readMonitorSettings(this.#options.store);
    this.#isAsking = this.#settings.intervalMs !== undefined;
  }

  async #pause(): Promise<boolean> {
    const { signal, afterRound } = this.#options;
    if (this.#isAsking) this.#lastRoundAt = Date.now();
    this.#isAsking = false;
    await afterRound();
    await this.#untilNext();
    if (signal.aborted) return false;
    await this.#begin();
    return true;
  }

  /** Until the interval is over, or others have changed the settings. */
  async #untilNext(): Promise<void> {
    const { store, changes, signal } = this.#options;
    const { intervalMs = LOOK_MS } = this.#settings;
    const changed = new AbortController();
    using _ = changes.listen(async () => {
      const now = await readMonitorSettings(store).catch(() => this.#settings);
      if (JSON.stringify(now) !== JSON.stringify(this.#settings)) changed.abort();
    });
    await wait(intervalMs, AbortSignal.any([signal, changed.signal]));
  }

  /** Waits for the run; it goes on when we end. */
  async #resume(workflow: JobWorkflow): Promise<EndedVt> {
    const { resume, signal } = this.#options;
    const stopped = Promise.withResolvers<EndedVt>();
    const stop = (): void => stopped.resolve({ code: 130, output: "" });
    signal.addEventListener("abort", stop, { once: true });
    this.#continues.add(workflow.id);
    try {
      return await Promise.race([resume(workflow), stopped.promise]);
    } finally {
      this.#continues.delete(workflow.id);
      signal.removeEventListener("abort", stop);
    }
  }

  readonly #observe = (event: WatchEvent): void => {
    if (event.kind !== "continued" || event.result.isTaken) return;
    const { workflow, result: { code, output } } = event;
    if (code !== 2) return;
    this.#options.complain(`Workflow ${workflow.id} could not be continued: ${output.trim().split("\n").at(-1)}`);
  };
}
