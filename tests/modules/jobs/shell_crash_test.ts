/** vt is killed at any moment of starting a command; what follows must run the command, and run it once. */
import { deepEqual, equal } from "node:assert/strict";
import { ShellJob } from "../../../modules/jobs/mod.ts";
import { FakeJobContext, stepsOf, temporaryFolder, untilOver } from "./fake_job_context.ts";

const ROUNDS = 60;
/** Longer than a start takes, in milliseconds. */
const LONGEST_DELAY = 25;

const steps = stepsOf(ShellJob);

interface Round {
  readonly folder: string;
  readonly driver: Deno.ChildProcess;
  readonly output: ReadableStreamDefaultReader<Uint8Array>;
}

/** A driver that has said that it is ready. */
async function begin(folder: string): Promise<Round> {
  Deno.mkdirSync(folder);
  const config = new URL("../../../deno.json", import.meta.url).pathname;
  const script = new URL("./shell_driver.ts", import.meta.url).pathname;
  const driver = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--config", config, script, folder, commandOf(folder)],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const output = driver.stdout.getReader();
  equal(new TextDecoder().decode((await output.read()).value), "ready\n");
  return { folder, driver, output };
}

function commandOf(folder: string): string {
  return `echo ran >>'${folder}/ledger'`;
}

async function kill({ driver, output }: Round, delay: number): Promise<void> {
  const input = driver.stdin.getWriter();
  await input.write(new Uint8Array(1));
  for (const start = performance.now(); performance.now() - start < delay;);
  driver.kill("SIGKILL");
  await driver.status;
  await Promise.all([input.close(), output.cancel()].map((closed) => closed.catch(() => {})));
}

/** What the next run does: it knows the job if there is an intent. */
async function goOn(folder: string): Promise<void> {
  const context = new FakeJobContext(`${folder}/jobs/key`);
  const intent = textOf(`${folder}/intent`);
  const parameters = intent === undefined
    ? steps.readInputs({ command: commandOf(folder), expected_exit_code: 0 }, context)
    : JSON.parse(intent);
  const found = intent === undefined ? undefined : await steps.recover!(parameters, context);
  const started = found ?? await steps.start(parameters, context);
  await untilOver(steps.handle(started));
  equal(((await steps.finish(started, context)) as { exit_code: number }).exit_code, 0);
}

function textOf(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

Deno.test({
  name: `ShellJob runs its command once when vt is killed ${ROUNDS} times while it starts it`,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    using place = temporaryFolder();
    const folders = Array.from({ length: ROUNDS }, (_, i) => `${place.path}/${i}`);
    let next = begin(folders[0]);
    for (const [i, folder] of folders.entries()) {
      const round = await next;
      await kill(round, Math.random() * LONGEST_DELAY);
      await goOn(folder);
      if (i + 1 < ROUNDS) next = begin(folders[i + 1]);
    }
    deepEqual(folders.map((folder) => textOf(`${folder}/ledger`)), folders.map(() => "ran\n"));
  },
});
