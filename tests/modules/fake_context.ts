/** A context that keeps what a module says, and lets a test be the upstream of a control module. */
import type { ComputeContext, ControlContext, FunctionModule, OutputReader, RemoteWork, Wait } from "vt";

type Values = Readonly<Record<string, unknown>>;

/** What a test gives. */
export interface FakeOptions {
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
  /** Values of lazily updated ports. */
  readonly values?: Values;
  /** Outputs of the modules connected by their `self`, by port. */
  readonly upstream?: Readonly<Record<string, Values>>;
  /** What the modules on FunctionPort compute. */
  readonly functions?: readonly ((inputs: Values) => Values)[];
  readonly identity?: string;
  readonly dataDirectory?: string;
  readonly secrets?: Readonly<Record<string, string>>;
}

/** Keeps prints, notes, files, and the order of all that a control module asked for. */
export class FakeContext implements ControlContext {
  readonly signal = new AbortController().signal;
  readonly printed: string[] = [];
  readonly notes: [string, unknown][] = [];
  readonly asked: string[] = [];
  readonly files: string[] = [];
  readonly dynamicPorts: ComputeContext["dynamicPorts"];
  readonly identity: string | undefined;
  readonly dataDirectory: string;

  constructor(private readonly options: FakeOptions = {}) {
    this.identity = options.identity;
    this.dataDirectory = options.dataDirectory ?? "/dev/null";
    this.dynamicPorts = { inputs: options.inputs ?? [], outputs: options.outputs ?? [] };
  }

  progress(): void {}

  log(): void {}

  cacheThis(): void {}

  annotate(key: string, value: unknown): void {
    this.notes.push([key, value]);
  }

  print(text: string): void {
    this.printed.push(text);
  }

  temporaryPath(kind: "file" | "directory", suffix?: string): string {
    const path = kind === "file" ? Deno.makeTempFileSync({ suffix }) : Deno.makeTempDirSync({ suffix });
    this.files.push(path);
    return path;
  }

  readonly streamed: ReadonlyMap<string, number> = new Map();

  secret(name: string): string {
    const value = this.options.secrets?.[name];
    if (value === undefined) throw new Error(`secret ${name} is not set`);
    return value;
  }

  valuesOn(port: string): readonly unknown[] {
    const value = this.value(port);
    return value === undefined ? [] : [value];
  }

  remoteExecution(): RemoteWork {
    return { task: () => {} };
  }

  stream(): Record<string, unknown> {
    throw new Error("Cannot stream: there is no pipeline");
  }

  *update(...ports: string[]): Generator<Wait, void> {
    this.asked.push(...ports.map((port) => `update ${port}`));
    yield { wait: ports };
  }

  *sleep(seconds: number): Generator<Wait, void> {
    this.asked.push(`sleep ${seconds}`);
    yield { wait: seconds };
  }

  until<T>(): Generator<Wait, T> {
    throw new Error("Cannot wait for a promise: there is no task runner");
  }

  has(port: string): boolean {
    return Object.hasOwn({ ...this.options.values, ...this.options.upstream }, port);
  }

  value(port: string): unknown {
    return this.options.values?.[port];
  }

  outputsOf(port: string): OutputReader {
    return (name) => read(this.options.upstream![port], name);
  }

  functionModules(): readonly FunctionModule[] {
    const { asked, options } = this;
    return (options.functions ?? []).map((compute) => ({
      *run(inputs: Values, iteration: number): Generator<Wait, OutputReader> {
        asked.push(`run ${iteration} ${JSON.stringify(inputs)}`);
        yield { wait: iteration };
        const outputs = compute(inputs);
        return (name) => read(outputs, name);
      },
    }));
  }

  [Symbol.dispose](): void {
    for (const path of this.files) Deno.removeSync(path, { recursive: true });
  }
}

function read(outputs: Values, name: string): unknown {
  if (!Object.hasOwn(outputs, name)) throw new Error(`Invalid output port: ${name}`);
  return outputs[name];
}

/** Runs a control module to its end. */
export function runControl<T>(control: Generator<Wait, T>): T {
  for (;;) {
    const next = control.next();
    if (next.done) return next.value;
  }
}

/** What a module that computes at once has computed. */
export function computed<T>(outputs: T | Promise<T>): T {
  if (outputs instanceof Promise) throw new Error("Cannot read outputs: the module computes in the background");
  return outputs;
}
