/** An agent of a pool: what it has, and what it has been given. */
import type { Machine } from "../../../runtime/record/log.ts";
import type { ComputeManyRequest } from "../../../runtime/scheme/compute_request.ts";
import type { ExecutionScheme } from "../../../runtime/scheme/execution_scheme.ts";

/** What is known of an agent. */
export interface AgentState {
  /** There is a connection. */
  readonly isOpen: boolean;
  /** How many compute at a time there; 1 before it is reached. */
  readonly slots: number;
  /** Undefined before it is reached. */
  readonly machine: Machine | undefined;
}

/** The scheme of one agent. */
export interface AgentOfPool extends ExecutionScheme {
  readonly state: AgentState;
  /** Bytes of the values of a request that the agent has. */
  bytesThere(request: ComputeManyRequest): number;
  /** Called each time that it is reached. */
  onReached: () => void;
}

/** What one computation takes of an agent. */
export interface AgentNeeds {
  readonly cpus: number;
  /** MB. */
  readonly memory: number;
  readonly labels: readonly string[];
}

/** A computation that takes longer is given to an agent only when there is room for it, so that it waits for no other. */
const LONG_MS = 250;
/** How long an agent that could not be reached is left alone. */
const OUT_MS = 30_000;
const MB = 2 ** 20;

/** See the head of the file. */
export class Member {
  /** Cores that its computations take, MB that they take. */
  #cpus = 0;
  #memory = 0;
  #outUntil = 0;

  /** `target`: what it is called. */
  constructor(readonly target: string, readonly scheme: AgentOfPool, readonly labels: ReadonlySet<string>) {}

  /** Of what it has the part that is taken. */
  get load(): number {
    return this.#cpus / this.scheme.state.slots;
  }

  /** Whether it may be asked at all. */
  isIn(now: number): boolean {
    return now >= this.#outUntil;
  }

  /** It could not be reached. */
  leaveAlone(now: number): void {
    this.#outUntil = now + OUT_MS;
  }

  /** Why it can never compute something that takes so much; undefined where it may. */
  whyNever({ cpus, memory, labels }: AgentNeeds): string | undefined {
    const { slots, machine } = this.scheme.state;
    const missing = labels.find((label) => !this.labels.has(label));
    if (missing !== undefined) return `it has no label ${missing}`;
    if (machine === undefined) return undefined; // it will turn out
    if (cpus > slots) return `it computes ${slots} at a time, ${cpus} cores are wanted`;
    const ram = Math.floor(machine.ram / MB);
    return memory > ram ? `it has ${ram} MB of memory, ${memory} are wanted` : undefined;
  }

  /** How many of such it can be given now. `ms`: what one takes, where that is known. */
  room({ cpus, memory }: AgentNeeds, ms: number | undefined): number {
    const { slots, machine } = this.scheme.state;
    const ahead = ms === undefined || ms >= LONG_MS ? 1 : 1 + LONG_MS / Math.max(ms, 0.01);
    const byCpus = Math.floor((slots * ahead - this.#cpus) / cpus);
    if (memory === 0 || machine === undefined) return Math.max(0, byCpus);
    return Math.max(0, Math.min(byCpus, Math.floor((machine.ram / MB - this.#memory) / memory)));
  }

  take({ cpus, memory }: AgentNeeds, count: number): void {
    this.#cpus += cpus * count;
    this.#memory += memory * count;
  }

  giveBack({ cpus, memory }: AgentNeeds, count: number): void {
    this.#cpus -= cpus * count;
    this.#memory -= memory * count;
  }
}

/** What a request takes. */
export function needsOf({ cpus = 1, memoryMb = 0, labels = [] }: ComputeManyRequest): AgentNeeds {
  return { cpus: Math.max(1, cpus), memory: memoryMb, labels };
}
