/** What a test of jobs needs: a context with a folder of its own, and patience. */
import type { AnyDefinition, JobContext, JobHandle, JobSteps } from "vt";
import { FakeContext } from "../fake_context.ts";

/** As the interpreter gives it to the steps of one job. */
export class FakeJobContext extends FakeContext implements JobContext {
  /** `directory`: the job's own; its last part is the key. */
  constructor(readonly directory: string) {
    super();
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

/** The steps of a job as the interpreter sees them. */
export function stepsOf(definition: object): JobSteps {
  return (definition as AnyDefinition).job!;
}

/** Asks until the job is over. */
export async function untilOver(handle: JobHandle): Promise<void> {
  while (!await handle.finished()) await new Promise((resolve) => setTimeout(resolve, 2));
}
