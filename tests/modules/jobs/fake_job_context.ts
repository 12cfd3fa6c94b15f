/** What a test of jobs needs: a context with a folder of its own, and patience. */
import type { AnyDefinition, HandleContext, JobContext, JobHandle, JobSteps } from "vt";
import { FakeContext } from "../fake_context.ts";

/** As the interpreter gives it to the steps of one job. */
export class FakeJobContext extends FakeContext implements JobContext {
  /** `directory`: the job's own; its last part is the key. */
  constructor(readonly directory: string, secrets: Readonly<Record<string, string>> = {}) {
    super({ secrets });
  }

  get key(): string {
    return this.directory.slice(this.directory.lastIndexOf("/") + 1);
  }
}

/** A new folder, removed in the end, in which jobs may have theirs. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = Deno.realPathSync(Deno.makeTempDirSync());
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

/** Steps whose handles need no context: where none is given there are no secrets. */
export interface TestedSteps extends JobSteps {
  handle(parameters: unknown, context?: HandleContext): JobHandle;
}

/** The steps of a job as the interpreter sees them. */
export function stepsOf(definition: object): TestedSteps {
  const steps = (definition as AnyDefinition).job!;
  return { ...steps, handle: (parameters, context = new FakeContext()) => steps.handle(parameters, context) };
}

/** Asks until the job is over. */
export async function untilOver(handle: JobHandle): Promise<void> {
  while (!await handle.finished()) await new Promise((resolve) => setTimeout(resolve, 2));
}
