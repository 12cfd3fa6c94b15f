/** What tests of a ShellJob share. */
import type { JobHandle } from "vt";
import { ShellJob } from "../../../modules/jobs/mod.ts";
import { FakeJobContext, stepsOf, temporaryFolder } from "./fake_job_context.ts";

/** The steps of a ShellJob. */
export const steps = stepsOf(ShellJob);

/** A test that starts commands in this process: they outlive it by intent, so the sanitizers would complain. */
export function shellTest(name: string, test: (folder: string) => Promise<void>): void {
  Deno.test({
    name,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      using folder = temporaryFolder();
      await test(folder.path);
    },
  });
}

/** A job that was submitted. */
export interface Started {
  readonly context: FakeJobContext;
  readonly parameters: unknown;
  readonly handle: JobHandle;
}

/** Submits one; its folder is `jobs/key`, and its handle is made from what JSON keeps. */
export async function start(folder: string, inputs: Record<string, unknown>): Promise<Started> {
  const context = new FakeJobContext(`${folder}/jobs/key`);
  const parameters = await steps.start(steps.readInputs({ expected_exit_code: 0, ...inputs }, context), context);
  return { context, parameters, handle: steps.handle(JSON.parse(JSON.stringify(parameters))) };
}

/** A pipe on which a command waits until the test opens it. */
export function gate(folder: string): { readonly wait: string; open(): Promise<void> } {
  const path = `${folder}/gate`;
  new Deno.Command("mkfifo", { args: [path] }).outputSync();
  return { wait: `read line <'${path}'`, open: () => Deno.writeTextFile(path, "\n", { create: false }) };
}
