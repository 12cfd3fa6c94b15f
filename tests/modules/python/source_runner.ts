/** Runs sources of Python in tests. */
import { PythonHost } from "../../../modules/python/python_host.ts";
import type { StreamOptions } from "../../../runtime/authoring/module.ts";
import { FakeContext } from "../fake_context.ts";

/** Whether there is a Python to test with. */
export const HAS_PYTHON = ((): boolean => {
  try {
    return new Deno.Command(Deno.env.get("VT_PYTHON") || "python3", { args: ["--version"] }).outputSync().success;
  } catch {
    return false;
  }
})();

/** A context that can be cancelled, that tells at once what it hears, and that lets a test go through a stream. */
export class HostContext extends FakeContext {
  readonly controller = new AbortController();
  override readonly signal = this.controller.signal;
  readonly logged: string[] = [];
  readonly fractions: number[] = [];
  onPrint: (text: string) => void = () => {};
  override streamed: ReadonlyMap<string, number> = new Map();
  streaming: StreamOptions | undefined;
  isCacheable = false;

  override stream(options?: StreamOptions): Record<string, unknown> {
    this.streaming = options;
    return Object.fromEntries(options!.ports.map((port) => [port, "streamed"]));
  }

  /** Goes one step on in the stream of the last source. */
  next(items: Values = {}): ReturnType<StreamOptions["next"]> {
    return this.streaming!.next(items);
  }

  override print(text: string): void {
    super.print(text);
    this.onPrint(text);
  }

  override log(message?: string): void {
    this.logged.push(String(message));
  }

  override cacheThis(): void {
    this.isCacheable = true;
  }

  override progress(fraction?: number): void {
    this.fractions.push(Number(fraction));
  }
}

type Values = Readonly<Record<string, unknown>>;

/** What a test may do with the host of its own. */
export interface Runner {
  readonly host: PythonHost;
  /** The outputs of a source; `o` unless others are named. */
  run(source: string, inputs?: Values, options?: RunOptions): Promise<Record<string, unknown>>;
  /** All that was printed. */
  printed(): string;
  readonly context: HostContext;
}

interface RunOptions {
  readonly outputs?: readonly string[];
  readonly several?: Readonly<Record<string, readonly unknown[]>>;
  readonly context?: HostContext;
}

/** A test with a host of its own, ignored where there is no Python. */
export function pythonTest(name: string, test: (runner: Runner) => Promise<void>): void {
  Deno.test(HAS_PYTHON ? name : `${name} (ignored: no python3)`, { ignore: !HAS_PYTHON }, async () => {
    await using host = new PythonHost({ graceMs: 50 });
    using own = new HostContext();
    await test({
      host,
      context: own,
      printed: () => own.printed.join(""),
      run: (source, inputs = {}, { outputs = ["o"], several = {}, context = own } = {}) =>
        host.run({ source, inputs: Object.entries(inputs), several: Object.entries(several), outputs }, context),
    });
  });
}
