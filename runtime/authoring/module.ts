/** What authors write: a module, its ports, its `compute`. */
import type { PolicyOptions } from "./compute_policy.ts";
import { enterDefinition } from "./definition_table.ts";
import type { JobSteps } from "./job_steps.ts";
import type { Inputs, Outputs, Ports } from "./port.ts";
import type { PortType } from "./port_type.ts";

/** Where a module may run besides in this program. Nothing said: here. */
export interface Parallelizable {
  /** In a thread of this program: it shares no state with others. */
  readonly worker?: boolean;
  /** In another process of this machine: its inputs and outputs can be sent. */
  readonly process?: boolean;
  /** On another machine: it needs no file of this one but those that come in. */
  readonly remote?: boolean;
  /** By the name of a scheme, whatever is said above of its kind: `{ slurm: false }`. */
  readonly systems?: Readonly<Record<string, boolean>>;
  /** False: it runs here unless a person gave it a target; true if nothing is said. */
  readonly autoselect?: boolean;
}

/** How outputs come one item at a time; see {@linkcode ComputeContext.stream}. */
export interface StreamOptions {
  /** The outputs that come so. */
  readonly ports: readonly string[];
  /** How many items there will be; 0 or nothing where nobody knows. */
  readonly size?: number;
  /**
   * Gives the next item of each port, nothing for a port that has no more, and undefined when all is over. `items`: the
   * next one of each streamed input. It is not called before it has answered.
   */
  next(items: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>> | undefined>;
}

/** Machines that a module uses by itself, by one way of getting there; see {@linkcode ComputeContext.remoteExecution}. */
export interface RemoteWork {
  /** Records some of the work: `count` calls of `function` on a machine, of which all but the name may be left out. */
  task(task: {
    readonly machine: {
      readonly name: string;
      readonly os?: string;
      readonly architecture?: string;
      readonly processor?: string;
      /** Bytes. */
      readonly ram?: number;
    };
    readonly function: string;
    /** 1 if nothing is said. */
    readonly count?: number;
    readonly description?: string;
  }): void;
}

/** What a module may do while it computes. It may be taken apart: `compute: (inputs, { print }) => …`. */
export interface ComputeContext {
  /** Aborted when the run is cancelled or the module's time is over. */
  readonly signal: AbortSignal;
  /** How far it is, from 0 to 1. */
  progress(fraction: number, message?: string): void;
  /** Adds a note to the execution record. */
  annotate(key: string, value: unknown): void;
  /** Writes to the standard output of the run, as it is: no line break is added. */
  print(text: string): void;
  /** A line of the module's standard error: shown, and kept in the record. */
  log(message: string): void;
  /**
   * Records that the module has some of its work done on other machines, by its own doing. `scheme`: by which library or
   * service. `annotations`: what belongs to that, such as the name of the cluster.
   *
   * @example
   * ```ts
   * import { defineModule, port, types as t } from "vt";
   * export const Invert = defineModule({
   *   name: "Invert",
   *   inputs: { count: port(t.Integer) },
   *   outputs: {},
   *   compute: ({ count }, context) => {
   *     const cluster = context.remoteExecution("mpi", { hostfile: "lab.txt" });
   *     for (const name of ["lab1", "lab2"]) cluster.task({ machine: { name }, function: "invert", count });
   *     return {};
   *   },
   * });
   * ```
   */
  remoteExecution(scheme: string, annotations?: Readonly<Record<string, string>>): RemoteWork;
  /** The instance's ports that its definition does not have, in display order. */
  readonly dynamicPorts: { readonly inputs: readonly string[]; readonly outputs: readonly string[] };
  /** A new, empty file or directory of this run; it is removed when the program ends. */
  temporaryPath(kind: "file" | "directory", suffix?: string): string;
  /** The values of all that is written on the port or connected to it, in this order. */
  valuesOn(port: string): readonly unknown[];
  /** The value of a secret that the definition names in `secrets`. Whatever the run tells or keeps has `***` instead. */
  secret(name: string): string;
  /** The inputs of a module that `streams` whose items come one at a time, and how many there will be or 0. */
  readonly streamed: ReadonlyMap<string, number>;
  /**
   * Says that the outputs of this module may be used again although its definition says `cacheable: false`: they, and
   * those of what depends on it, are kept. It holds for this computation alone, and not in a loop.
   */
  cacheThis(): void;
  /** Gives what to return for the ports: their items are computed when all that depends on the module is set up. */
  stream(options: StreamOptions): Record<string, unknown>;
}

/** What a control module waits for; only its context makes them. */
export type Wait = { readonly wait: unknown };

/** A module that a control module runs by itself, once per call, with inputs of its choice. */
export interface FunctionModule {
  /** Runs a copy of it and gives its outputs by port. Throws when the copy fails; that failure is recorded already. */
  run(inputs: Readonly<Record<string, unknown>>, iteration: number): Generator<Wait, OutputReader>;
}

/** Reads an output of a module that has run; throws VisTrails' `Invalid output port: x`, said of that module. */
export type OutputReader = (port: string) => unknown;

/** What a control module may do: decide which of its upstream runs, and how often. */
export interface ControlContext extends ComputeContext {
  /** Names the module with all that feeds it, the same in later runs; undefined where the run keeps no identities. */
  readonly identity: string | undefined;
  /** The directory in which vt keeps its data. Throws where the run has none. */
  readonly dataDirectory: string;
  /** Brings the modules connected to the ports up to date. Throws when one fails; that failure is recorded already. */
  update(...ports: string[]): Generator<Wait, void>;
  /** Waits. */
  sleep(seconds: number): Generator<Wait, void>;
  /** Waits for work that goes on by itself, and gives what comes of it. Throws what it rejects with. */
  until<T>(work: PromiseLike<T>): Generator<Wait, T>;
  /** Whether something is connected to or written on the port. */
  has(port: string): boolean;
  /** The value now on the port: for ports that are updated lazily. */
  value(port: string): unknown;
  /** Reads outputs of the first module connected to the port by its `self`. */
  outputsOf(port: string): OutputReader;
  /** The modules connected to the port by their `self`, in connection order. */
  functionModules(port: string): readonly FunctionModule[];
}

/** What is known of a module's input ports before anything runs. */
export interface PortsBeforeRun {
  /** The values written on ports. */
  readonly written: Readonly<Record<string, unknown>>;
  /** The ports to which something is connected. */
  readonly connected: ReadonlySet<string>;
}

/** @internal What every definition has. */
export interface DefinitionBase<I extends Ports, O extends Ports> {
  readonly name: string;
  /** Path inside its package, parts separated by `|`. */
  readonly namespace?: string;
  /** One sentence, shown by `vt modules`. */
  readonly doc?: string;
  readonly inputs: I;
  readonly outputs: O;
  /**
   * Where it may run besides in this program. `"portable"`: anywhere, but it is so cheap that it need not be sent by
   * itself; it never keeps the group that it stands in from being sent.
   */
  readonly parallelizable?: Parallelizable | "portable";
  /** False: the results must not be reused (it has effects, or reads what may change). */
  readonly cacheable?: boolean;
  /** It runs in every run, because it does more than give outputs; what depends on it may be reused all the same. */
  readonly everyRun?: true;
  /** What its outputs depend on beside its inputs, as a text that is part of its signatures; asked before the run. */
  outside?(ports: PortsBeforeRun, dataDirectory: string): string | undefined;
  /** Instances may have ports of their own, told by their port specs. */
  readonly dynamicPorts?: true;
  /**
   * Names of the secrets that it may ask for: without one of them the run does not begin. `"named"`: those that texts on
   * its ports name as `${secret:NAME}`.
   */
  readonly secrets?: readonly string[] | "named";
  /** The type that ports name to carry this module's values. */
  readonly type?: PortType;
  /** Only a base of others: it cannot run. */
  readonly abstract?: true;
  /** Left out of `vt modules` unless asked for. */
  readonly hidden?: true;
  /** Integral floats arrive as boxed Numbers, so that 5.0 stays apart from 5; otherwise every number is plain. */
  readonly exactNumbers?: true;
}

/** A module as its author gives it to {@linkcode defineModule}. */
export interface ModuleDefinition<I extends Ports, O extends Ports> extends DefinitionBase<I, O>, PolicyOptions {
  /** Whether it takes streams item by item, by {@linkcode ComputeContext.stream}; else it computes once they are over. */
  streams?(inputs: Inputs<I>): boolean;
  /** Whether it may give streams where it takes none: then it runs here. */
  givesStreams?(inputs: Inputs<I>): boolean;
  /** Computes the outputs; it may be called more than once, and for several modules at a time. */
  compute(inputs: Inputs<I>, context: ComputeContext): NoInfer<Outputs<O>> | Promise<NoInfer<Outputs<O>>>;
}

/** A control module as its author gives it to {@linkcode defineControlModule}. */
export interface ControlDefinition<I extends Ports, O extends Ports> extends DefinitionBase<I, O> {
  /** A generator: what it yields is what it waits for, so that nothing blocks; it returns the outputs. */
  control(inputs: Inputs<I>, context: ControlContext): Generator<Wait, Partial<Outputs<O>>>;
}

/** Any definition, as the interpreter sees it. */
export interface AnyDefinition extends DefinitionBase<Ports, Ports>, PolicyOptions {
  /** See {@linkcode ModuleDefinition}. */
  streams?(inputs: Readonly<Record<string, unknown>>): boolean;
  /** See {@linkcode ModuleDefinition}. */
  givesStreams?(inputs: Readonly<Record<string, unknown>>): boolean;
  /** Of a module that computes. */
  compute?(inputs: Readonly<Record<string, unknown>>, context: ComputeContext): unknown;
  /** Of a control module. */
  control?(inputs: Readonly<Record<string, unknown>>, context: ControlContext): Generator<Wait, object>;
  /** Of a job. */
  readonly job?: JobSteps;
}

/**
 * Defines a module. Do it at the top level of a file: a definition is known by that file and its name.
 *
 * @example
 * ```ts
 * import { defineModule, port, types as t } from "vt";
 * export const Square = defineModule({
 *   name: "Square",
 *   doc: "The square of an integer.",
 *   inputs: { value: port(t.Integer) },
 *   outputs: { value: port(t.Integer) },
 *   compute: ({ value }) => ({ value: value ** 2 }),
 * });
 * ```
 */
export function defineModule<const I extends Ports, const O extends Ports>(
  definition: ModuleDefinition<I, O>,
): ModuleDefinition<I, O> {
  enterDefinition(definition as unknown as AnyDefinition, defineModule);
  return definition;
}

/**
 * Defines a module that decides which of its upstream runs and how often, such as If and Map. Its ports that are
 * `updated: "lazily"` are brought up to date by itself.
 *
 * @example
 * ```ts
 * import { defineControlModule, port, types as t } from "vt";
 * export const FirstThere = defineControlModule({
 *   name: "FirstThere",
 *   doc: "The value on first or, where nothing is connected to it, the one on second; the other is not computed.",
 *   inputs: {
 *     first: port(t.Variant, { updated: "lazily", optional: true }),
 *     second: port(t.Variant, { updated: "lazily", optional: true }),
 *   },
 *   outputs: { value: port(t.Variant) },
 *   *control(_inputs, context) {
 *     const chosen = context.has("first") ? "first" : "second";
 *     yield* context.update(chosen);
 *     return { value: context.value(chosen) };
 *   },
 * });
 * ```
 */
export function defineControlModule<const I extends Ports, const O extends Ports>(
  definition: ControlDefinition<I, O>,
): ControlDefinition<I, O> {
  enterDefinition(definition as unknown as AnyDefinition, defineControlModule);
  return definition;
}
