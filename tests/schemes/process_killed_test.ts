import assert from "node:assert/strict";
import { temporaryPlace } from "../support/recorded_run.ts";
import { assertNoneRuns, assertNoneSleeps, sleepers, uniqueSeconds, untilSleepers } from "../support/sleepers.ts";

const PROGRAM = new URL("fixtures/busy_program.ts", import.meta.url).href;

Deno.test("far sides of the process scheme end, with all they started, when this program is killed", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  const seconds = uniqueSeconds();
  const args = ["run", "-A", "--quiet", PROGRAM, seconds];
  using place = temporaryPlace();
  const env = { TMPDIR: place.directory }; // what it could not remove goes with it
  await using program = new Deno.Command(Deno.execPath(), { args, env, stdout: "piped" }).spawn();
  const output = program.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = await output.read();
  const pids = value!.trim().split(" ").map(Number);
  assert.equal(pids.length, 2);
  await untilSleepers(seconds, 3);
  assert.equal(sleepers(seconds).some((pid) => pids.includes(pid)), false);
  program.kill("SIGKILL");
  await program.status;
  await assertNoneRuns(() => pids);
  await assertNoneSleeps(seconds);
  await output.cancel();
});
