/** How a module is computed, where its author says so: how often it is tried, for how long, and what it takes meanwhile. */
import { InputError } from "../errors.ts";

/** How long to wait before a failed module is tried again. */
export interface Backoff {
  /** Seconds before the first retry. */
  readonly seconds: number;
  /** By how much each later wait is longer than the one before it; 2 if nothing is said. */
  readonly factor?: number;
  /** The longest wait in seconds; 300, or `seconds` where that is more, if nothing is said. */
  readonly most?: number;
}

/**
 * What one computation takes of this machine while it goes on, in whole numbers. Only modules that say something of it are
 * counted; of all others a target computes as many at a time as it may.
 */
export interface Resources {
  /** Cores that it occupies; if only its memory is said 1 elsewhere, 0 where it computes in this program. */
  readonly cpus?: number;
  /** MB. Elsewhere it is also a limit: the module fails whose objects take more. */
  readonly memory?: number;
  /** What the machine that it goes to must have, as its target says with `labels`: `["gpu"]`. */
  readonly labels?: readonly string[];
}

/** A share of a pool. */
export interface PoolUse {
  /** As the workflow or `--pool` limits it. */
  readonly name: string;
  /** How many of its slots one computation takes; 1 if nothing is said, 0: none. */
  readonly slots?: number;
}

/**
 * How a module is computed. In a definition it holds for all its modules; what `add` is told counts before that. It
 * holds for modules that compute: each iteration of a loop by itself, but neither for groups and control modules, whose
 * modules inside may have it, nor for jobs.
 *
 * What modules give is known again whatever `add` is told here, and cached as ever.
 *
 * @example
 * ```ts
 * import { defineModule, port, types as t, workflow } from "vt";
 * const Fetch = defineModule({
 *   name: "Fetch",
 *   retries: 3,
 *   backoff: 2,
 *   inputs: { url: port(t.String) },
 *   outputs: { text: port(t.String) },
 *   compute: async ({ url }, { signal }) => ({ text: await (await fetch(url, { signal })).text() }),
 * });
 * const built = workflow("polite", ({ add }) => {
 *   add(Fetch, { url: "https://example.org" }, { timeout: 10, pool: "example.org" });
 * }, { pools: { "example.org": 4 } }).build();
 * if (built.pools.get("example.org") !== 4) throw new Error("at most four at a time");
 * ```
 */
export interface PolicyOptions {
  /**
   * How many more times it is tried when it fails: by an exception (a `ModuleError` too, for a server that does not
   * answer is told by one), by its timeout, or because what computed it broke down or ran out of memory. Not tried again
   * are modules that suspend, that want the whole run to stop, or that cannot be sent; nor any when the run is
   * cancelled. Effects are no hindrance: whoever gives retries to a module with `cacheable: false` wants it repeated.
   * Inside a group that goes elsewhere as a whole, a breakdown there fails the group.
   */
  readonly retries?: number;
  /**
   * Seconds that one attempt may take, the time that it waits for room not counted; `Infinity`: any. Then its `signal` is
   * aborted and, after a moment to clean up, it fails. A loop that never waits cannot be stopped in this program:
   * give it `parallelizable`, and it is ended where it goes. What streams has this time to set its streams up.
   */
  readonly timeout?: number;
  /** Seconds before the first retry, doubled each time up to 300, or all of it in detail; 0 if nothing is said. */
  readonly backoff?: number | Backoff;
  /**
   * What it takes of this machine: it waits until there is room. `--pool cpus=N` and `--pool memory=MB` say how much there
   * is for the run, which is all of the machine if nothing is said.
   */
  readonly resources?: Resources;
  /**
   * A pool that it takes from, shared by all modules of the run that name it: it waits until there is room. All that a
   * module needs is taken in one step, by priority and the longest path ahead; those that fit may pass one that needs
   * more, but not for ever.
   */
  readonly pool?: string | PoolUse;
}

/** The same, checked and in full, as plain data; what nobody said is absent. */
export interface ComputePolicy {
  readonly retries?: number;
  /** Seconds. */
  readonly timeout?: number;
  readonly backoff?: Required<Backoff>;
  readonly resources?: Resources;
  readonly pool?: Required<PoolUse>;
}

/** Whether a text may be a label of machines. */
export function isLabel(text: string): boolean {
  return /^[\p{L}\p{N}._-]{1,64}$/u.test(text);
}

/** The names of the options. */
export const POLICY_OPTIONS = ["retries", "timeout", "backoff", "resources", "pool"] as const;

/** The pools that every machine has: their names are taken. */
export const MACHINE_POOLS: readonly string[] = ["cpus", "memory"];

/** The longest that a timer can wait, in seconds. */
const LONGEST = 2_147_483;
const LONGEST_BACKOFF = 300;

/** What is said; undefined where nothing is. Throws `InputError` for what cannot be meant. */
export function readPolicy(options: PolicyOptions): ComputePolicy | undefined {
  if (POLICY_OPTIONS.every((name) => options[name] === undefined)) return undefined;
  const { retries, timeout, backoff, resources, pool } = options;
  return {
    ...(retries !== undefined && { retries: wholeNumber("retries", retries) }),
    ...(timeout !== undefined && { timeout: readTimeout(timeout) }),
    ...(backoff !== undefined && { backoff: readBackoff(backoff) }),
    ...(resources !== undefined && { resources: readResources(resources) }),
    ...(pool !== undefined && { pool: readPool(pool) }),
  };
}

/** Of a definition and of one of its modules together, whose word counts first; undefined where nothing remains of both. */
export function mergedPolicy(general: ComputePolicy = {}, own: ComputePolicy = {}): ComputePolicy | undefined {
  const { retries = 0, timeout = Infinity, backoff, pool } = { ...general, ...own };
  const resources = { ...general.resources, ...own.resources };
  const policy: ComputePolicy = {
    ...(retries > 0 && { retries }),
    ...(retries > 0 && backoff !== undefined && backoff.seconds > 0 && { backoff }),
    ...(timeout < Infinity && { timeout }),
    ...(Object.keys(resources).length > 0 && { resources }),
    ...(pool !== undefined && pool.slots > 0 && { pool }),
  };
  return Object.keys(policy).length === 0 ? undefined : policy;
}

function readTimeout(timeout: number): number {
  if (typeof timeout === "number" && timeout > 0 && (timeout <= LONGEST || timeout === Infinity)) return timeout;
  throw new InputError(`timeout is ${shown(timeout)}, more than 0 and at most ${LONGEST} seconds wanted, or Infinity`);
}

function readBackoff(given: number | Backoff): Required<Backoff> {
  const { seconds, factor = 2, ...rest } = typeof given === "number" ? { seconds: given } : given;
  const { most = Math.max(LONGEST_BACKOFF, seconds) } = rest as Partial<Backoff>;
  for (const [name, value] of Object.entries({ seconds, most })) {
    if (typeof value === "number" && value >= 0 && value <= LONGEST) continue;
    throw new InputError(`backoff: ${name} is ${shown(value)}, 0 to ${LONGEST} seconds wanted`);
  }
  if (typeof factor === "number" && factor >= 1 && factor < Infinity) return { seconds, factor, most };
  throw new InputError(`backoff: factor is ${shown(factor)}, a number of at least 1 wanted`);
}

function readResources({ cpus, memory, labels }: Resources): Resources {
  return {
    ...(labels !== undefined && labels.length > 0 && { labels: labels.map(readLabel) }),
    ...(cpus !== undefined && { cpus: wholeNumber("resources: cpus", cpus) }),
    ...(memory !== undefined && { memory: wholeNumber("resources: memory", memory, 1) }),
  };
}

function readLabel(label: unknown): string {
  if (typeof label === "string" && isLabel(label)) return label;
  throw new InputError(`resources: label is ${shown(label)}, letters, digits and . _ - wanted`);
}

function readPool(given: string | PoolUse): Required<PoolUse> {
  const { name, slots = 1 } = typeof given === "string" ? { name: given } : given;
  return { name: poolName(name), slots: wholeNumber("pool: slots", slots) };
}

/** A name that a pool of a script may have. */
function poolName(name: unknown): string {
  if (typeof name !== "string" || name === "" || name.includes("=")) {
    throw new InputError(`pool: name is ${shown(name)}, a text without = wanted`);
  }
  if (!MACHINE_POOLS.includes(name)) return name;
  throw new InputError(`pool: ${name} belongs to the machine; write resources: { ${name}: … }`);
}

/** How much there is of each pool, as a script or a person says; those of the machine too. Throws `InputError`. */
export function readPoolSizes(sizes: Iterable<readonly [name: string, size: unknown]>): ReadonlyMap<string, number> {
  return new Map(Array.from(sizes, ([name, size]) => {
    const known = MACHINE_POOLS.includes(name) ? name : poolName(name);
    return [known, wholeNumber(`pool ${name}`, size, 1)] as const;
  }));
}

function wholeNumber(name: string, value: unknown, least = 0): number {
  if (Number.isSafeInteger(value) && Number(value) >= least) return Number(value);
  throw new InputError(`${name} is ${shown(value)}, a whole number of at least ${least} wanted`);
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : String(value);
}
