import { deepEqual, equal, rejects } from "node:assert/strict";
import { testNotice } from "../../../commands/run/notices.ts";
import { NotTakenError } from "../../../runtime/notify/not_taken_error.ts";
import type { Delivery } from "../../../runtime/notify/outbox.ts";
import { runCommand } from "../../../runtime/notify/run_command.ts";
import { temporaryPlace } from "../../support/recorded_run.ts";

const notice = testNotice("ada");
const delivery: Delivery = { key: "vt-key", receiver: "r", notice, attempts: 0, dueAt: 0 };

async function run(script: string, signal = new AbortController().signal): Promise<string> {
  using place = temporaryPlace();
  const argv = ["sh", "-c", script];
  await runCommand({ kind: "command", argv }, delivery, { directory: place.directory, secret: () => "", signal });
  return Deno.readTextFileSync(`${place.directory}/out`);
}

Deno.test("runCommand() hands over the notice, and VT_ variables, but no secret", async () => {
  Deno.env.set("VT_SECRET_CANARY", "canary");
  try {
    const out = await run('{ cat; echo "$VT_EVENT $VT_KEY $VT_EXECUTION"; env; } >"$VT_STORE/out"');
    const [json, line] = out.split("\n");
    deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(notice)));
    equal(line, "test vt-key test");
    equal(out.includes("canary"), false);
  } finally {
    Deno.env.delete("VT_SECRET_CANARY");
  }
});

Deno.test("runCommand() says how a command failed, also one that leaves something behind", async () => {
  const failing = [
    ["echo 'no mail' >&2; exit 3", "sh ended with exit code 3: no mail", true],
    ["sleep 5 & echo left >&2; exit 1", "sh ended with exit code 1: left", true],
    ["kill -TERM $$", "sh ended with SIGTERM", true],
  ] as const;
  for (const [script, message, hasAnswered] of failing) {
    await rejects(run(script), (error) => {
      deepEqual([(error as Error).message, (error as NotTakenError).hasAnswered], [message, hasAnswered]);
      return true;
    });
  }
  const none = { kind: "command", argv: ["/no/such"] } as const;
  const options = { directory: "/", secret: () => "", signal: new AbortController().signal };
  await rejects(runCommand(none, delivery, options), /^NotTakenError: Cannot start \/no\/such: /);
});

Deno.test("runCommand() ends a command with all that it has started", async () => {
  using place = temporaryPlace();
  const abort = new AbortController();
  const fifo = `${place.directory}/fifo`;
  new Deno.Command("mkfifo", { args: [fifo] }).outputSync();
  const running = run(`sh -c 'echo up >"${fifo}"; sleep 600' & wait`, abort.signal);
  equal(Deno.readTextFileSync(fifo), "up\n");
  abort.abort();
  await rejects(running, { message: "sh took too long" });
});
