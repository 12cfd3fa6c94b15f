/**
 * Does to a ShellJob what a run does, in a process that a test kills: waits for a line, reads the inputs, records the
 * intent in the file `intent`, starts the command, prints a line.
 */
import { ShellJob } from "../../../modules/jobs/mod.ts";
import { FakeJobContext, stepsOf } from "./fake_job_context.ts";

if (import.meta.main) {
  const [folder, command] = Deno.args;
  const context = new FakeJobContext(`${folder}/jobs/key`);
  const steps = stepsOf(ShellJob);
  say("ready");
  await Deno.stdin.read(new Uint8Array(1));
  const parameters = steps.readInputs({ command, expected_exit_code: 0 }, context);
  Deno.writeTextFileSync(`${folder}/intent.new`, JSON.stringify(parameters));
  Deno.renameSync(`${folder}/intent.new`, `${folder}/intent`);
  await steps.start(parameters, context);
  say("started");
}

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
