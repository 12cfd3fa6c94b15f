/** One connection of ssh for all that goes to a host, of several targets and several programs. */
import assert from "node:assert/strict";
import { openSshScheme } from "../../../schemes/agent/open_remote.ts";
import { forget, inTurn, isOpen, sharedConnection } from "../../../schemes/hosts/shared_connection.ts";
import { runRemote } from "../../../schemes/hosts/ssh_command.ts";
import { SSHD, Sshd, SSHD_NOTICE } from "../../support/sshd.ts";
import { evaluate } from "../../support/vt_process.ts";
import { requestOf } from "../requests.ts";

const sshd = SSHD === undefined ? undefined : await Sshd.start({ hosts: ["one", "two"] });
for (const { name } of sshd?.hosts ?? []) sshd?.installVt(name);
Deno.test.afterAll(async () => await sshd?.[Symbol.asyncDispose]());

function test(name: string, body: (sshd: Sshd) => Promise<void>): void {
  Deno.test(`ssh: ${name}${SSHD_NOTICE}`, { ignore: sshd === undefined }, () => body(sshd!));
}

test("targets of one host, commands there and another program share one connection", async (sshd) => {
  const { config } = sshd;
  const targets = [1, 2, 3].map((jobs) => openSshScheme({ host: "one", config, pool: { scheme: "process", jobs } }));
  const replies = await Promise.all(
    targets.map((target, value) => target.compute(requestOf("Echo", { inputs: { value } }))),
  );
  assert.ok(replies.every(({ status }) => status === "completed"));
  assert.equal((await runRemote({ host: "one", config }, "echo here")).stdout, "here\n");
  const { stdout, stderr } = await evaluate(
    `import { runRemote } from "ROOT/schemes/hosts/ssh_command.ts";
    console.log((await runRemote({ host: "one", config: ${JSON.stringify(config)} }, "echo there")).stdout);`,
  );
  assert.equal(stdout.trim(), "there", stderr);
  for (const target of targets) await target[Symbol.asyncDispose]();
  assert.equal(sshd.connections, 1);
});

test("another host, and another way to the same host, have connections of their own", async (sshd) => {
  const other = `${sshd.folder}/other`;
  Deno.writeTextFileSync(other, `${Deno.readTextFileSync(sshd.config)}  IdentityFile ${sshd.folder}/second\n`);
  const sockets = await Promise.all([
    sharedConnection({ host: "one", config: sshd.config }),
    sharedConnection({ host: "one", config: sshd.config, user: "somebody" }),
    sharedConnection({ host: "two", config: sshd.config }),
    sharedConnection({ host: "two", config: other }),
  ]);
  assert.equal(new Set(sockets.map(({ socket }) => socket)).size, 4);
  const shared = `${sshd.folder}/shares`;
  Deno.writeTextFileSync(shared, `ControlPath ${sshd.folder}/own-%C\n${Deno.readTextFileSync(sshd.config)}`);
  assert.deepEqual(await sharedConnection({ host: "one", config: shared }), { socket: undefined, options: [] });
});

test("where a host lets nobody share, each has a connection of its own", async () => {
  await using strict = await Sshd.start({ mostSessions: 1 });
  strict.installVt();
  const { config } = strict;
  await using first = openSshScheme({ host: "one", config });
  await using second = openSshScheme({ host: "one", config, pool: { scheme: "process", jobs: 1 } });
  for (const target of [first, second]) assert.equal((await target.compute(requestOf("Echo"))).status, "completed");
  assert.equal(strict.connections, 2);
});

test("a connection that takes whoever comes and leads nowhere is left for a new one", async (sshd) => {
  const { config } = sshd;
  const shared = await sharedConnection({ host: "two", config });
  assert.ok(!isOpen(shared));
  using listener = Deno.listen({ transport: "unix", path: shared.socket! });
  const callers = (async () => {
    for await (const caller of listener) caller.close();
  })().catch(() => {});
  const before = sshd.connections;
  await using target = openSshScheme({ host: "two", config });
  assert.equal((await target.compute(requestOf("Echo"))).status, "completed");
  assert.equal(sshd.connections - before, 1);
  listener.close();
  forget(shared);
  await callers;
});

test("who waits for another to open a connection does not wait longer than it wants", async (sshd) => {
  const shared = await sharedConnection({ host: "one", config: sshd.config });
  const first = Promise.withResolvers<string>();
  const opened = inTurn(shared, new AbortController().signal, () => first.promise);
  const abort = new AbortController();
  const second = inTurn(shared, abort.signal, () => Promise.resolve("second"));
  const third = inTurn(shared, new AbortController().signal, () => Promise.resolve("third"));
  abort.abort(new Error("not wanted"));
  await assert.rejects(second, /^Error: not wanted$/);
  first.resolve("first");
  assert.deepEqual(await Promise.all([opened, third]), ["first", "third"]);
});
