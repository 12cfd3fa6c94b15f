/** `self`: the module as a source sees it, with VisTrails' names. */
import { type ComputeContext, ModuleError } from "vt";
import { FilePool } from "./file_pool.ts";

/** Values by port. */
export type PortValues = ReadonlyMap<string, unknown>;

/** See the head of the file. */
export class SourceModule {
  /** Has the file pool, which is what sources want of it. */
  readonly interpreter: { readonly filePool: FilePool };
  /** VisTrails' log, as far as sources write to it. */
  readonly logging = {
    update_progress: (_module: unknown, fraction: number): void => this.progress(fraction),
  };
  readonly #inputs: PortValues;
  readonly #outputs: Map<string, unknown>;
  readonly #context: ComputeContext;

  constructor(inputs: PortValues, outputs: readonly string[], context: ComputeContext) {
    this.#inputs = inputs;
    this.#outputs = new Map(outputs.map((name) => [name, null]));
    this.#context = context;
    this.interpreter = { filePool: new FilePool(context) };
  }

  /** Aborted when the run is cancelled. */
  get signal(): AbortSignal {
    return this.#context.signal;
  }

  /** The value of an input. */
  getInput(port: string): unknown {
    if (!this.#inputs.has(port)) throw new ModuleError(`Missing value from port ${port}`);
    return this.#inputs.get(port);
  }

  /** The values of all that is written on an input or connected to it. */
  getInputList(port: string): unknown[] {
    this.getInput(port);
    return [...this.#context.valuesOn(port)];
  }

  /** The value of an input, or another where it has none. */
  forceGetInput(port: string, other: unknown = null): unknown {
    return this.#inputs.has(port) ? this.#inputs.get(port) : other;
  }

  /** All values of an input; none where it has none. */
  forceGetInputList(port: string): unknown[] {
    return this.#inputs.has(port) ? this.getInputList(port) : [];
  }

  /** Whether an input has a value. */
  hasInput(port: string): boolean {
    return this.#inputs.has(port);
  }

  /** Fails the module where an input has no value. */
  checkInput(port: string): void {
    if (!this.#inputs.has(port)) throw new ModuleError(`'${port}' is a mandatory port`);
  }

  /** Sets an output. */
  setOutput(port: string, value: unknown): void {
    this.getOutput(port);
    this.#outputs.set(port, value);
  }

  /** What an output was set to; null before. */
  getOutput(port: string): unknown {
    if (!this.#outputs.has(port)) throw new ModuleError(`output port '${port}' not found`);
    return this.#outputs.get(port);
  }

  /** Adds notes to the execution record. */
  annotate(notes: Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown>): void {
    for (const [key, value] of notes instanceof Map ? notes : Object.entries(notes)) {
      this.#context.annotate(String(key), value);
    }
  }

  /** How far it is, from 0 to 1. */
  progress(fraction: number, message?: string): void {
    this.#context.progress(Number(fraction), message);
  }

  /** Lets the results of this run be reused. */
  cacheThis(): void {
    this.#context.cacheThis();
  }

  /** The outputs that have been set. */
  results(): Record<string, unknown> {
    return Object.fromEntries([...this.#outputs].filter(([, value]) => value !== null && value !== undefined));
  }
}

/** VisTrails' names and its older ones. */
const SPELLINGS = {
  getInput: ["get_input", "getInputFromPort"],
  getInputList: ["get_input_list", "getInputListFromPort"],
  forceGetInput: ["force_get_input", "forceGetInputFromPort"],
  forceGetInputList: ["force_get_input_list", "forceGetInputListFromPort"],
  hasInput: ["has_input", "hasInputFromPort"],
  checkInput: ["check_input", "checkInputPort"],
  setOutput: ["set_output", "setResult"],
  getOutput: ["get_output"],
  cacheThis: ["cache_this"],
} as const satisfies Partial<Record<keyof SourceModule, readonly string[]>>;

for (const [name, others] of Object.entries(SPELLINGS)) {
  const value = SourceModule.prototype[name as keyof typeof SPELLINGS];
  for (const other of others) Object.defineProperty(SourceModule.prototype, other, { value });
}
