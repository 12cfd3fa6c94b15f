import { deepEqual, equal, notEqual, ok, rejects, throws } from "node:assert/strict";
import { PathValue } from "vt";
import { exitRecord, processRecord } from "../../../modules/jobs/job_directory.ts";
import { FakeJobContext, untilOver } from "./fake_job_context.ts";
import { gate, shellTest, start, type Started, steps } from "./shell_stage.ts";

async function outputsOf({ context, parameters, handle }: Started): Promise<Record<string, unknown>> {
  await untilOver(handle);
  return steps.setResults(await steps.finish(parameters, context), context) as Record<string, unknown>;
}

/** The processes of a group that still run. */
function membersOf(group: number): number[] {
  const { stdout } = new Deno.Command("ps", { args: ["-A", "-o", "pid=", "-o", "pgid=", "-o", "stat="] }).outputSync();
  const rows = new TextDecoder().decode(stdout).trim().split("\n").map((line) => line.trim().split(/\s+/));
  return rows.filter(([, pgid, state]) => Number(pgid) === group && !state.startsWith("Z")).map(([pid]) => Number(pid));
}

shellTest("ShellJob gives what the command wrote and how it ended", async (folder) => {
  const job = await start(folder, { command: "echo out\necho err >&2\nexit 3", expected_exit_code: 3 });
  await untilOver(job.handle);
  const before = Math.floor(Deno.statSync(`${folder}/jobs/key/exit`).mtime!.getTime() / 1000) - 1;
  ok((await steps.finish(job.parameters, job.context) as { finished_at: number }).finished_at >= before);
  const outputs = await outputsOf(job);
  equal(outputs.exit_code, 3);
  equal(Deno.readTextFileSync((outputs.standard_output as PathValue).name), "out\n");
  equal(Deno.readTextFileSync((outputs.standard_error as PathValue).name), "err\n");
  equal(await job.handle.standardOutput!(), "out\n");
  equal(await job.handle.standardError!(), "err\n");
  equal(await job.handle.failed!(), false);
});

shellTest("ShellJob gives the command variables, copies of files and a place of its own", async (folder) => {
  const file = `${folder}/it's a.txt`;
  Deno.writeTextFileSync(file, "content");
  const job = await start(folder, {
    command: 'printf "%s|" "$WORD" "$NUMBER" "$#" "$1"; echo changed >"$1"; pwd; touch made',
    environment: new Map<string, unknown>([["WORD", `$HOME 'a' "b"\n`], ["NUMBER", 5]]),
    files: [new PathValue(file), new PathValue(file)],
  });
  const { directory } = await outputsOf(job);
  const place = `${folder}/jobs/key`;
  equal((directory as PathValue).name, `${place}/work`);
  ok(Deno.statSync(`${place}/work/made`).isFile);
  const expected = [`$HOME 'a' "b"\n`, "5", "2", `${place}/files/1/it's a.txt`, `${place}/work\n`];
  equal(await job.handle.standardOutput!(), expected.join("|"));
  equal(Deno.readTextFileSync(file), "content");
});

shellTest("ShellJob runs the command in the directory that it is given", async (folder) => {
  const job = await start(folder, { command: "pwd", directory: new PathValue(folder) });
  equal(((await outputsOf(job)).directory as PathValue).name, folder);
  equal(await job.handle.standardOutput!(), `${folder}\n`);
});

shellTest("ShellJob fails with the last lines of the standard error", async (folder) => {
  const job = await start(folder, { command: "seq 1 5000 >&2; exit 4" });
  await untilOver(job.handle);
  equal(await job.handle.failed!(), true);
  const lines = Array.from({ length: 10 }, (_, i) => 4991 + i).join("\n");
  const wanted = { name: "ModuleError", message: `Command failed: exit code 4, expected 0\n${lines}` };
  await rejects(async () => await steps.finish(job.parameters, job.context), wanted);
});

shellTest("ShellJob runs the command in a session of its own, where signals act as usual", async (folder) => {
  const command = 'ps -o pgid= -o sid= -p $$; sh -c "kill -INT \\$\\$; echo ignored"; echo $?';
  const job = await start(folder, { command });
  await untilOver(job.handle);
  const [group, session, code] = (await job.handle.standardOutput!()).trim().split(/\s+/).map(Number);
  const { pid } = processRecord(`${folder}/jobs/key`)!;
  deepEqual({ group, session, code }, { group: pid, session: pid, code: 130 });
});

shellTest("ShellJob keeps little in its parameters, however long the command", async (folder) => {
  const job = await start(folder, { command: `# long\n: ${"x".repeat(300_000)}\necho done` });
  await untilOver(job.handle);
  equal(await job.handle.standardOutput!(), "done\n");
  ok(JSON.stringify(job.parameters).length < 1000);
  equal((job.parameters as { __desc__: string }).__desc__, "# long");
});

shellTest("recover() finds a command that runs and one that has ended", async (folder) => {
  const { wait, open } = gate(folder);
  const context = new FakeJobContext(`${folder}/jobs/key`);
  const parameters = steps.readInputs({ command: wait, expected_exit_code: 0 }, context);
  equal(await steps.recover!(parameters, context), undefined);
  await steps.start(parameters, context);
  equal(await steps.handle(parameters).finished(), false);
  deepEqual(await steps.recover!(parameters, context), parameters);
  await open();
  await untilOver(steps.handle(parameters));
  deepEqual(await steps.recover!(parameters, context), parameters);
});

shellTest("setResults() does not give files that are gone", async (folder) => {
  const { context, parameters, handle } = await start(folder, { command: ":" });
  await untilOver(handle);
  const finished = await steps.finish(parameters, context);
  Deno.removeSync(context.directory, { recursive: true });
  throws(() => steps.setResults(finished, context), /^ModuleError: Cannot find the job: its folder .* is gone$/);
});

shellTest("recover() does not know of a command whose folder is gone", async (folder) => {
  const { context, parameters } = await start(folder, { command: ":" });
  await untilOver(steps.handle(parameters));
  Deno.removeSync(context.directory, { recursive: true });
  throws(() => steps.recover!(parameters, context), /^ModuleError: Cannot find the job: its folder .* is gone$/);
  throws(
    () => steps.handle(parameters).finished(),
    /^JobUnknownError: Cannot tell what became of the job: nothing has begun/,
  );
});

shellTest("finished() does not know how a command ended whose process was killed", async (folder) => {
  const { wait } = gate(folder);
  const { context, parameters, handle } = await start(folder, { command: wait });
  const { pid } = processRecord(context.directory)!;
  Deno.kill(-pid, "SIGKILL");
  while (membersOf(pid).length > 0);
  const message =
    /^JobUnknownError: Cannot tell how the job ended: process \d+ is gone and left no exit code, it must have been/;
  throws(() => handle.finished(), message);
  throws(() => steps.recover!(parameters, context), message);
  equal(await handle.failed!(), false);
  await rejects(async () => await steps.finish(parameters, context), /it is not over/);
});

for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
  shellTest(`ShellJob knows how a command ended that was sent ${signal} by others`, async (folder) => {
    const { wait } = gate(folder);
    const { context, handle } = await start(folder, { command: `echo runs; ${wait}` });
    while (await handle.standardOutput!() === "");
    Deno.kill(-processRecord(context.directory)!.pid, signal);
    await untilOver(handle);
    equal(await handle.failed!(), true);
    const code = { SIGTERM: 143, SIGINT: 130, SIGHUP: 129 }[signal];
    equal(exitRecord(context.directory)?.code, code);
  });
}

/** Changes a line of the record that a process wrote of itself: 0 pid, 1 start, 2 boot, 3 machine. */
function forge(directory: string, line: number, text: string): void {
  const lines = Deno.readTextFileSync(`${directory}/process`).split("\n");
  notEqual(lines[line], text);
  Deno.writeTextFileSync(`${directory}/process`, lines.with(line, text).join("\n"));
}

shellTest("ShellJob leaves a process alone that has the number of the command's by chance", async (folder) => {
  const { wait, open } = gate(folder);
  const { context, handle } = await start(folder, { command: wait });
  const { start: started } = processRecord(context.directory)!;
  forge(context.directory, 1, "1");
  throws(() => handle.finished(), /process \d+ is gone/);
  await rejects(async () => await handle.cancel!(), /process \d+ is gone/);
  forge(context.directory, 1, started);
  equal(await handle.finished(), false);
  await open();
  await untilOver(handle);
  equal(await handle.failed!(), false);
});

shellTest("finished() does not know of a command from before the machine was started anew", async (folder) => {
  const { wait } = gate(folder);
  const { context, handle } = await start(folder, { command: wait });
  const { pid, boot } = processRecord(context.directory)!;
  forge(context.directory, 2, "another boot");
  throws(() => handle.finished(), /has been started anew since, and it left no exit code/);
  forge(context.directory, 3, "elsewhere");
  throws(() => handle.finished(), /it was started on elsewhere, this is /);
  await rejects(async () => await handle.cancel!(), /it was started on elsewhere/);
  ok(membersOf(pid).includes(pid));
  forge(context.directory, 2, boot);
  await handle.cancel!();
});

shellTest("processRecord() refuses numbers whose groups are no command's", async (folder) => {
  const { context, handle } = await start(folder, { command: ":" });
  await untilOver(handle);
  Deno.removeSync(`${context.directory}/exit`);
  for (const pid of ["0", "1", "-5", "", "1e3"]) {
    forge(context.directory, 0, pid);
    throws(() => handle.finished(), /process is damaged$/);
    await rejects(async () => await handle.cancel!(), /process is damaged$/);
  }
});

shellTest("cancel() ends the command with all that it started", async (folder) => {
  const { wait } = gate(folder);
  const { context, parameters, handle } = await start(folder, {
    command: `sleep 600 & sleep 600 | sleep 600 & ${wait}`,
  });
  const { pid } = processRecord(context.directory)!;
  await handle.cancel!();
  deepEqual(membersOf(pid), []);
  equal(await handle.finished(), true);
  equal(await handle.failed!(), true);
  await rejects(async () => await steps.finish(parameters, context), {
    name: "ModuleError",
    message: "The command was cancelled",
  });
  await handle.cancel!();
});

shellTest("cancel() reaches a command that has hardly begun", async (folder) => {
  const context = new FakeJobContext(`${folder}/jobs/key`);
  const ledger = `${folder}/ledger`;
  const parameters = steps.readInputs({ command: `echo ran >'${ledger}'`, expected_exit_code: 0 }, context);
  Deno.writeTextFileSync(`${context.directory}/cancelled`, ""); // the signal itself came too early
  const handle = steps.handle(await steps.start(parameters, context));
  await untilOver(handle);
  equal(exitRecord(context.directory)?.code, 143);
  throws(() => Deno.statSync(ledger), Deno.errors.NotFound);
});

shellTest("cancel() of a command that is over changes nothing", async (folder) => {
  const job = await start(folder, { command: ":" });
  await untilOver(job.handle);
  await job.handle.cancel!();
  equal((await outputsOf(job)).exit_code, 0);
});

shellTest("standardOutput() gives the end of a long output alone", async (folder) => {
  const line = "0123456789abcdef".repeat(4);
  const job = await start(folder, { command: `yes ${line} | head -c 200000000` });
  await untilOver(job.handle);
  equal(Deno.statSync(`${folder}/jobs/key/stdout`).size, 200_000_000);
  equal((await job.handle.standardOutput!()).length, 64 * 1024);
});
