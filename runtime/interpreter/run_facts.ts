/** What is known of one module of a run: what it is, where it stands, what it is fed with, how it has gone so far. */
import type { AnyDefinition } from "../authoring/module.ts";
import type { PipelineModule } from "../pipeline/pipeline.ts";
import type { Plan } from "../plan/plan.ts";
import type { ComputedElsewhere, Iterations, ModuleState } from "../record/execution_event.ts";
import type { Failure } from "./failure.ts";
import type { Frame } from "./frame.ts";
import type { ModuleRun, OutputValues, Procedure } from "./module_run.ts";
import type { Stream } from "./stream.ts";
import { Task } from "./task_runner.ts";
import type { Told } from "./told.ts";

/** How a copy differs from the module that it copies. */
export interface CopyOptions {
  readonly overrides: ReadonlyMap<string, unknown>;
  readonly depth: number;
  /** False: the module itself, fed by the group around it. */
  readonly isCopy: boolean;
  /** The copy is one round of a `while`: it does not loop again. */
  readonly isRound?: boolean;
  readonly iteration?: Iteration;
}

/** Of which module's loop something is an iteration. */
export interface Iteration {
  readonly of: ModuleRun;
  /** Counted from 0. */
  readonly number: number;
  /** False: not of a loop, though it has a number. */
  readonly isLoop?: false;
}

/** What few modules of a run have: kept apart, so that a million others stay small. */
export interface Special {
  failure?: Failure;
  copied?: CopyOptions & { readonly ports?: readonly string[] };
  computedMs?: number;
  iterations?: { -readonly [K in keyof Iterations]: number };
  content?: Frame;
  procedure?: Procedure;
  /** The procedure computes the module itself: it runs no others. */
  isComputing?: boolean;
  settled?: Settled;
  attempts?: AttemptCounts;
  stream?: Stream;
  told?: Told;
  isCacheable?: boolean;
  cachedFrom?: string;
  remote?: readonly ComputedElsewhere[];
}

/** Of all that a module computed, its iterations together. */
export interface AttemptCounts {
  /** How many attempts there were. */
  begun: number;
  /** Whether some of them failed and were followed by another. */
  isRepeated: boolean;
  /** Milliseconds that it waited for its share of what modules share, iterations left out. */
  waitedMs: number;
}

/** How work in the background ended. */
export type Settled = { readonly value: unknown } | { readonly error: unknown };
const NOTHING_SPECIAL: Readonly<Special> = {};

/** See the head of the file. */
export abstract class RunFacts extends Task {
  /** `visited`: a sweep is on its way back to it from upstream; `waiting`: for its upstream, or in the queue. */
  state: ModuleState | "idle" | "visited" | "waiting" | "running" = "idle";
  outputs: OutputValues | undefined = undefined;
  /** True when something upstream did not end well: this module will not run. */
  isBlocked = false;
  startedAt = 0;
  protected special: Readonly<Special> = NOTHING_SPECIAL;

  constructor(readonly frame: Frame, readonly index: number) {
    super();
  }

  get plan(): Plan {
    return this.frame.plan;
  }

  get definition(): AnyDefinition | undefined {
    return this.frame.plan.definitions[this.index];
  }

  get module(): PipelineModule {
    return this.frame.plan.pipeline.modules[this.index];
  }

  get failure(): Failure | undefined {
    return this.special.failure;
  }

  /** How its iterations went, of a module that loops. */
  get iterations(): Special["iterations"] {
    return this.special.iterations;
  }

  /** How often it was computed, where some of that failed and was tried again. */
  get attempts(): number | undefined {
    const { attempts } = this.special;
    return attempts?.isRepeated ? attempts.begun : undefined;
  }

  /** Milliseconds that it waited for its share of what modules share. */
  get waitedMs(): number {
    return this.special.attempts?.waitedMs ?? 0;
  }

  /** Milliseconds that it computed, where the far side said so or only its last attempt counts. */
  get computedMs(): number | undefined {
    return this.special.computedMs;
  }

  /** The frame of its content, of a group that has run. */
  get content(): Frame | undefined {
    return this.special.content;
  }

  /** Whether it said, while it computed, that its outputs may be used again. */
  get isCacheable(): boolean {
    return this.special.isCacheable ?? false;
  }

  /** The execution that computed its result, where it was not run. */
  get cachedFrom(): string | undefined {
    return this.special.cachedFrom;
  }

  /** Where it was computed, as a whole, if not in this program. */
  get remote(): Special["remote"] {
    return this.special.remote;
  }

  /** Values in place of what its ports are connected to. */
  get overrides(): ReadonlyMap<string, unknown> | undefined {
    return this.special.copied?.overrides;
  }

  get isCopy(): boolean {
    return this.special.copied?.isCopy ?? false;
  }

  get isRound(): boolean {
    return this.special.copied?.isRound ?? false;
  }

  /**
   * The identity under which jobs are kept: what the module is and all that feeds it; in a loop, the iteration too. A
   * function module without inputs of its own counts as itself, not as what calls it: VisTrails' rule.
   */
  get jobId(): string {
    const { iteration, ports = [] } = this.special.copied ?? {};
    if (iteration === undefined) return this.frame.jobIds.of(this.index);
    const { of, number } = iteration;
    const isItself = ports.length === 0 && of.index !== this.index && !of.isCopy;
    return this.frame.jobIds.ofIteration(isItself ? this.frame.jobIds.of(this.index) : of.jobId, ports, number);
  }

  /** Which iteration it is. */
  get iteration(): Iteration | undefined {
    return this.special.copied?.iteration;
  }

  /** The module whose loop it is an iteration of. */
  get loop(): ModuleRun | undefined {
    return this.special.copied?.iteration?.of;
  }

  /** Where it stands: `3,4`, and `3,4/0/2` in iterations. */
  get path(): string {
    const iteration = this.special.copied?.iteration;
    return iteration === undefined ? this.frame.pathOf(this.index) : `${iteration.of.path}/${iteration.number}`;
  }

  /** Levels of implicit loops still to do. */
  get depth(): number {
    return this.special.copied?.depth ?? this.frame.plan.listDepth[this.index];
  }

  /** How it ended elsewhere, of a member of a chain. */
  get told(): Told | undefined {
    return this.special.told;
  }

  /** Changes what few modules have. */
  set(change: Special): void {
    this.special = { ...this.special, ...change };
  }

  /** Starts to count attempts, or goes on; those of copies are counted with the module that they copy. */
  countAttempts(): AttemptCounts {
    const run: RunFacts = this.isCopy ? this.frame.runAt(this.index) : this;
    if (run.special.attempts === undefined) run.set({ attempts: { begun: 0, isRepeated: false, waitedMs: 0 } });
    return run.special.attempts!;
  }

  /** Starts to count iterations, or goes on. */
  tally(): NonNullable<Special["iterations"]> {
    if (this.iterations === undefined) this.set({ iterations: { done: 0, failed: 0, suspended: 0 } });
    return this.iterations!;
  }
}
