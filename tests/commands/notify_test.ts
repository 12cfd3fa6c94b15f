import assert from "node:assert/strict";
import type { Notice } from "../../runtime/notify/notice.ts";
import { NoticeReceiver } from "../support/notice_receiver.ts";
import { temporaryPlace } from "../support/recorded_run.ts";
import { type Finished, vt } from "../support/vt_process.ts";

const SCRIPT = `
import { defineJob, defineModule, ModuleError, port, types as t, workflow } from "vt";
export const Fails = defineModule({
  name: "Fails", inputs: { n: port(t.Integer) }, outputs: {},
  compute: ({ n }) => { throw new ModuleError("broken " + n); },
});
export const Waits = defineJob({
  name: "Waits", inputs: {}, outputs: { isOver: port(t.Boolean) },
  readInputs: () => ({ gate: Deno.env.get("GATE") ?? "" }),
  start: (parameters) => parameters,
  handle: ({ gate }) => ({ finished: () => { try { return Deno.statSync(gate).isFile; } catch { return false; } } }),
  finish: (parameters) => parameters,
  setResults: () => ({ isOver: true }),
});
export default workflow("told", ({ add, parameter }) => {
  const kind = parameter("kind", t.String, "good");
  if (kind === "bad") for (let n = 0; n < 7; n++) add(Fails, { n });
  if (kind === "job") add(Waits, {});
});
`;

interface Stage extends Disposable {
  readonly script: string;
  readonly ledger: string;
  readonly gate: string;
  /** Runs vt with the store of the stage. */
  run(...args: readonly string[]): Promise<Finished>;
  /** The notices that the command has got, oldest first. */
  notices(): Notice[];
}

function stage(): Stage {
  const place = temporaryPlace();
  const [script, ledger, gate] = ["told.ts", "ledger", "gate"].map((name) => `${place.directory}/${name}`);
  Deno.writeTextFileSync(script, SCRIPT);
  Deno.writeTextFileSync(ledger, "");
  return {
    script,
    ledger,
    gate,
    run: (...args) => vt(args, { VT_STORE: `${place.directory}/store`, GATE: gate }),
    notices: () => Deno.readTextFileSync(ledger).split("\n").filter(Boolean).map((line) => JSON.parse(line)),
    [Symbol.dispose]: () => place[Symbol.dispose](),
  };
}

Deno.test("vt notify tells a command of suspension, continuation, failure and completion", async () => {
  using at = stage();
  const added = await at.run("notify", "add", "--json", "--", "sh", "-c", `cat >>'${at.ledger}'`);
  assert.deepEqual(JSON.parse(added.stdout).on, ["resume", "suspend", "failure", "finish"]);
  assert.equal((await at.run("run", at.script, "--set", "kind=job")).code, 75);
  Deno.writeTextFileSync(at.gate, "");
  assert.equal((await at.run("resume")).code, 0);
  assert.equal((await at.run("run", at.script, "--set", "kind=bad")).code, 1);
  const [suspended, resumed, finished, failed, ...more] = at.notices();
  assert.deepEqual([suspended, resumed, finished, failed].map(({ event }) => event), [
    "suspend",
    "resume",
    "finish",
    "failure",
  ]);
  assert.deepEqual(more, []);
  assert.deepEqual([suspended.waitsForCount, suspended.waitsFor[0].name, suspended.state], [1, "Waits", "suspended"]);
  assert.equal(suspended.continuation, resumed.continuation);
  assert.equal(resumed.execution, finished.execution);
  assert.deepEqual([failed.errors.length, failed.errors[4].error, failed.counts.failed], [5, "broken 4", 7]);
  assert.match(failed.text, /^told\.ts failed on \S+ after \S+: 7 failed; Fails \(0\): broken 0$/);
  assert.equal(finished.workflow.file, at.script);
});

Deno.test("a run does not wait for a receiver that never answers; vt doctor, list and retry tell of it", async () => {
  using at = stage();
  await using receiver = new NoticeReceiver();
  receiver.answer = () => new Promise(() => {});
  const other = ["notify", "add", "--on", "failure", "--webhook", receiver.url];
  assert.equal((await at.run(...other)).code, 0);
  assert.equal((await at.run("notify", "add", "--on", "finish", "--webhook", receiver.url)).code, 0);
  const ran = await at.run("run", at.script);
  assert.equal(ran.code, 0);
  assert.match(
    ran.stderr,
    /^vt: The notice of finish of \w+ is not delivered to \w+: .* vt notify retry sends it again$/m,
  );
  const doctor = await at.run("doctor");
  assert.equal(doctor.code, 1);
  assert.match(doctor.stdout, /^!! {2}notices {7}2 receivers, 1 not delivered\n +\S+: no answer before vt ended: vt/m);
  const listed = (await at.run("notify", "--json")).stdout.trim().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(listed.map(({ undelivered }) => undelivered), [0, 1]);
  receiver.answer = () => new Response(null);
  const retried = await at.run("notify", "retry", listed[1].id, "--json");
  assert.deepEqual([retried.code, JSON.parse(retried.stdout).delivered], [0, true]);
  assert.equal(new Set(receiver.posted.map(({ headers }) => headers.get("idempotency-key"))).size, 1);
  assert.match((await at.run("notify", "retry")).stderr, /^vt: There is nothing to deliver$/m);
  const removed = await at.run("notify", "remove", listed[0].id, listed[1].id);
  assert.equal(removed.code, 0);
  assert.match((await at.run("notify")).stderr, /^vt: Nobody is notified/);
});

Deno.test("vt jobs watch delivers what a run could not", async () => {
  using at = stage();
  await using receiver = new NoticeReceiver();
  receiver.answer = () => new Promise(() => {});
  await at.run("notify", "add", "--webhook", receiver.url);
  assert.equal((await at.run("run", at.script)).code, 0);
  receiver.answer = () => new Response(null);
  assert.equal((await at.run("jobs", "watch", "--once")).code, 0);
  assert.deepEqual(receiver.posted.map(({ body }) => JSON.parse(body).event), ["finish", "finish"]);
  assert.match((await at.run("notify", "retry")).stderr, /^vt: There is nothing to deliver$/m);
});

Deno.test("vt notify test sends to all, and fails where one does not take it", async () => {
  using at = stage();
  await at.run("notify", "add", "--", "sh", "-c", `cat >>'${at.ledger}'`);
  assert.equal((await at.run("notify", "test")).code, 0);
  assert.deepEqual(at.notices().map(({ event }) => event), ["test"]);
  await at.run("notify", "add", "--", "sh", "-c", "echo full >&2; exit 9");
  const tested = await at.run("notify", "test");
  assert.deepEqual([tested.code, at.notices().length], [1, 2]);
  assert.match(tested.stderr, /sh ended with exit code 9: full$/m);
});

for (
  const [what, args, message] of [
    ["nobody", [], "give --webhook URL, or a command behind --"],
    ["two at once", ["--webhook", "http://x/", "--", "true"], "exclude each other"],
    [
      "an unknown event",
      ["--on", "start", "--", "true"],
      'must name resume, suspend, failure, finish, parted by commas: it is "start"',
    ],
    ["a strange address", ["--webhook", "file:///etc/passwd"], "it must begin with https:// or http://"],
    ["a password in an address", ["--webhook", "http://a:b@x/"], "a password in the address would be kept"],
    ["a secret that is not set", ["--webhook", "http://x/${secret:NONE}"], "secret NONE is not set"],
    [
      "a header of ours",
      ["--webhook", "http://x/", "--header", "VT-Event: x"],
      "of a header that vt does not set itself",
    ],
    ["a file that is not there", ["--workflow", "/no/such.ts", "--", "true"], "Cannot notify of /no/such.ts"],
    ["a command that is not there", ["--", "./no/such"], "Cannot notify by ./no/such"],
  ] as const
) {
  Deno.test(`vt notify add refuses ${what}`, async () => {
    using at = stage();
    const { code, stderr } = await at.run("notify", "add", ...args);
    assert.equal(code, 2);
    assert.ok(stderr.includes(message), stderr);
  });
}
