import { deepEqual, equal, match, ok } from "node:assert/strict";
import { endGroup, isAlive, lookInProc, lookWithPs, lossOf, thisBoot } from "../../../modules/jobs/live_process.ts";

const onLinux = Deno.build.os === "linux";

Deno.test("isAlive() knows a process by the time of its start", () => {
  const now = onLinux ? lookInProc(Deno.pid)! : lookWithPs(Deno.pid)!;
  const record = { pid: Deno.pid, start: now.start, boot: thisBoot(), host: Deno.hostname() };
  equal(isAlive(record), true);
  equal(isAlive({ ...record, start: "1" }), false);
  equal(isAlive({ ...record, boot: "another" }), false);
});

Deno.test("lossOf() tells a killed process, a machine that was started anew, and another machine apart", () => {
  const record = { pid: 5, start: "1", boot: thisBoot(), host: Deno.hostname() };
  equal(lossOf(record), "process 5 is gone and left no exit code, it must have been killed");
  const host = Deno.hostname();
  equal(lossOf({ ...record, boot: "b" }), `${host} has been started anew since, and it left no exit code`);
  equal(lossOf({ ...record, boot: "b", host: "elsewhere" }), `it was started on elsewhere, this is ${host}`);
});

Deno.test({
  name: "lookInProc() sees a process whatever its name, and nothing where there is none",
  ignore: !onLinux,
  fn: async () => {
    const folder = Deno.makeTempDirSync();
    const program = `${folder}/a) R 1 (b`;
    Deno.copyFileSync("/bin/sleep", program);
    const child = new Deno.Command(program, { args: ["600"] }).spawn();
    match(lookInProc(child.pid)!.state, /^[RSD]$/);
    ok(Number(lookInProc(child.pid)!.start) >= Number(lookInProc(Deno.pid)!.start));
    child.kill("SIGKILL");
    await child.status;
    equal(lookInProc(child.pid), undefined);
    Deno.removeSync(folder, { recursive: true });
  },
});

Deno.test("lookWithPs() sees what every Unix shows, and nothing where there is no process", async () => {
  const child = new Deno.Command("sleep", { args: ["600"] }).spawn();
  const seen = lookWithPs(child.pid)!;
  match(seen.state, /^[RSDI]/);
  equal(Number.isNaN(Date.parse(seen.start)), false);
  child.kill("SIGKILL");
  await child.status;
  equal(lookWithPs(child.pid), undefined);
});

Deno.test("endGroup() kills what does not end when it is asked to", async () => {
  const stubborn = new Deno.Command("sh", {
    args: ["-c", "trap '' TERM; sh -c 'echo ready; sleep 600; sleep 600'; sleep 600"],
    stdout: "piped",
    detached: true,
  }).spawn();
  const output = stubborn.stdout.getReader();
  await output.read();
  await endGroup(stubborn.pid, 40);
  deepEqual((await stubborn.status).signal, "SIGKILL");
  equal((await output.read()).done, true); // all that held the pipe are gone
});

Deno.test("endGroup() of a group that is gone does nothing", async () => {
  const child = new Deno.Command("true", { detached: true }).spawn();
  await child.status;
  await endGroup(child.pid);
});
