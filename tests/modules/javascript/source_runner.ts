/** Runs sources of JavaScript and TypeScript in tests. */
import type { Language } from "../../../modules/javascript/compile_source.ts";
import { runSource } from "../../../modules/javascript/run_source.ts";
import { FakeContext } from "../fake_context.ts";

/** A context that keeps log, progress and wishes too, and has all the values that a test gives a port. */
export class SourceContext extends FakeContext {
  readonly logged: string[] = [];
  readonly fractions: number[] = [];
  isCacheable = false;

  constructor(readonly several: Readonly<Record<string, readonly unknown[]>> = {}) {
    super();
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

  override valuesOn(port: string): readonly unknown[] {
    return this.several[port] ?? [];
  }
}

/** What goes with a source. */
export interface SourceOptions {
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** `o` unless others are named. */
  readonly outputs?: readonly string[];
  readonly language?: Language;
  readonly context?: SourceContext;
}

/** The outputs of a source. */
export async function run(text: string, options: SourceOptions = {}): Promise<Record<string, unknown>> {
  const { inputs = {}, outputs = ["o"], language = "javascript", context } = options;
  using own = new SourceContext();
  return await runSource({ language, text, inputs: new Map(Object.entries(inputs)), outputs }, context ?? own);
}
