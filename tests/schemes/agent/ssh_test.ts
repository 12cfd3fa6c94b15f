/** The scheme ssh over a real sshd, with all that may go wrong on the way. */
import assert from "node:assert/strict";
import type { ComputeRequest } from "../../../runtime/scheme/compute_request.ts";
import { UnknownOutcomeError } from "../../../runtime/scheme/execution_scheme.ts";
import type { ExecutionScheme } from "../../../runtime/scheme/execution_scheme.ts";
import { VERSION } from "../../../runtime/version.ts";
import { passingIdentity } from "../../../schemes/agent/identity.ts";
import { openSshScheme } from "../../../schemes/agent/open_remote.ts";
import { PREAMBLE } from "../../../schemes/agent/protocol.ts";
import { frameBytes } from "../../../schemes/frames.ts";
import { assertNoneSleeps, uniqueSeconds, untilSleepers } from "../../support/sleepers.ts";
import { agentFolderIn, agentProcess } from "../../support/ssh_agents.ts";
import { SSHD, Sshd, SSHD_NOTICE } from "../../support/sshd.ts";
import { TcpProxy } from "../../support/tcp_proxy.ts";
import { evaluate } from "../../support/vt_process.ts";
import { computeAll, requestOf } from "../requests.ts";

const sshd = SSHD === undefined ? undefined : await Sshd.start({ hosts: ["one", "two", "bare"] });
for (const host of ["one", "two"]) sshd?.installVt(host);
Deno.test.afterAll(async () => await sshd?.[Symbol.asyncDispose]());

function test(name: string, body: (sshd: Sshd) => Promise<void>): void {
  Deno.test(`ssh: ${name}${SSHD_NOTICE}`, { ignore: sshd === undefined }, () => body(sshd!));
}

function open(host = "one", more: object = {}): ExecutionScheme {
  return openSshScheme({ host, config: sshd!.config, pool: { scheme: "process", jobs: 2 }, ...more });
}

async function failure(host: string, more: object = {}): Promise<string> {
  await using scheme = open(host, more);
  return await scheme.compute(requestOf("Echo")).then(() => "completed", (error) => `${error}`);
}

test("a thousand calls take one connection", async (sshd) => {
  const before = sshd.connections;
  await using scheme = open();
  const replies = await computeAll(
    scheme,
    Array.from({ length: 1000 }, (_, value) => requestOf("Echo", { inputs: { value } })),
  );
  assert.ok(replies.every(({ status }) => status === "completed"));
  assert.equal(sshd.connections - before, 1);
  assert.equal(scheme.annotations?.reached, Deno.hostname());
});

test("what cannot be reached says why, in one line", async (sshd) => {
  const config = `${sshd.folder}/others`;
  const stranger =
    `Host stranger\n  HostName 127.0.0.1\n  Port ${sshd.host().port}\n  IdentityFile ${sshd.folder}/stranger\n` +
    `  IdentitiesOnly yes\n  UserKnownHostsFile ${sshd.folder}/known\n`;
  const changed =
    `Host changed\n  HostName 127.0.0.1\n  Port ${sshd.host().port}\n  IdentityFile ${sshd.folder}/user\n` +
    `  UserKnownHostsFile ${config}_known\n  StrictHostKeyChecking yes\n`;
  const other = Deno.readTextFileSync(`${sshd.folder}/stranger.pub`).split(" ").slice(0, 2).join(" ");
  Deno.writeTextFileSync(`${config}_known`, `[127.0.0.1]:${sshd.host().port} ${other}\n`);
  Deno.writeTextFileSync(config, `${stranger}${changed}`);
  assert.match(
    await failure("bare", { remoteCommand: "vt" }),
    /^SchemeError: Cannot compute at host bare: There is no vt at /,
  );
  assert.match(await failure("one", { remoteCommand: "/nowhere/vt" }), /There is no \/nowhere\/vt at host one/);
  assert.match(await failure("127.0.0.1", { port: 1 }), /Cannot reach host 127\.0\.0\.1: .*Connection refused/);
  assert.match(await failure("nowhere.invalid"), /Cannot reach host nowhere\.invalid: .*resolve/);
  assert.match(await failure("stranger", { config }), /Host stranger does not let us in: .*Permission denied/);
  assert.match(await failure("changed", { config }), /Cannot be sure that this is host changed: /);
  assert.match(await failure("one", { remoteCommand: "echo no; exit 3; vt" }), /ended with code 3/);
  assert.match(await failure("one", { agent: "0".repeat(32) }), /Another agent answers: [0-9a-f]{32}, wanted is 0{32}/);
});

test("another version of vt is told, and nothing is sent to it", async (sshd) => {
  const { key } = passingIdentity();
  const challenge = { kind: "challenge", protocol: 1, vt: "0.0.1", key, nonce: "", signature: "", wantsToken: false };
  const { programs } = sshd.host("bare");
  Deno.writeTextFileSync(`${programs}/said`, PREAMBLE);
  for (const bytes of frameBytes(challenge)) Deno.writeFileSync(`${programs}/said`, bytes, { append: true });
  Deno.writeTextFileSync(`${programs}/vt`, `#!/bin/sh\nexec 3>${programs}/heard\ncat ${programs}/said; cat >&3\n`, {
    mode: 0o755,
  });
  const why = await failure("bare", { remoteCommand: "vt" });
  Deno.removeSync(`${programs}/vt`);
  assert.match(
    why,
    new RegExp(`It has vt 0\\.0\\.1, this is vt ${VERSION.replaceAll(".", "\\.")}: both must be of one`),
  );
  assert.ok(!Deno.readTextFileSync(`${programs}/heard`).includes("compute"));
});

test("a shell that says much before vt does no harm", async (sshd) => {
  const { programs } = sshd.host("two");
  const own = Deno.readTextFileSync(`${programs}/vt`);
  Deno.writeTextFileSync(`${programs}/vt`, own.replace("\n", "\nseq 1 5000; echo 'vt agent speaks, perhaps'\n"));
  const result = await failure("two");
  Deno.writeTextFileSync(`${programs}/vt`, own);
  assert.equal(result, "completed");
});

test("a connection that is cut in the midst of a big value is made again, and all is computed once", async (sshd) => {
  const file = Deno.makeTempFileSync();
  await using proxy = new TcpProxy(sshd.host().port);
  const { folder, config } = sshd;
  Deno.writeTextFileSync(
    `${folder}/proxied`,
    Deno.readTextFileSync(config).replaceAll(`Port ${sshd.host().port}`, `Port ${proxy.port}`)
      .replaceAll(`UserKnownHostsFile ${folder}/known`, `UserKnownHostsFile ${folder}/known_proxied`),
  );
  Deno.writeTextFileSync(
    `${folder}/known_proxied`,
    Deno.readTextFileSync(`${folder}/known`).replace(`:${sshd.host().port} `, `:${proxy.port} `),
  );
  await using scheme = open("one", { config: `${folder}/proxied` });
  await scheme.compute(requestOf("Echo"));
  const bytes = new Uint8Array(20_000_000);
  bytes[19_999_999] = 7;
  const sized = scheme.compute(requestOf("Size", { inputs: { bytes } }));
  const line = scheme.compute(requestOf("AddsALine", { inputs: { file, line: "once" } }));
  proxy.cutAfter(5_000_000);
  const reply = await sized;
  assert.ok(reply.status === "completed" && (reply.outputs.bytes as Uint8Array).at(-1) === 7);
  assert.equal((await line).status, "completed");
  assert.equal(Deno.readTextFileSync(file), "once\n");
  assert.equal(proxy.count, 2);
  Deno.removeSync(file);
});

const STARTERS = new URL("../fixtures/starters.ts", import.meta.url).href;

function starting(seconds: string): ComputeRequest {
  const definition = { source: { script: STARTERS }, namespace: "", name: "Starts" };
  return { work: { definition }, inputs: { way: "session", then: "ignores", seconds } };
}

test("an agent that is killed takes with it what runs; what became of it is unknown", async (sshd) => {
  const seconds = uniqueSeconds();
  await using scheme = open();
  const reply = scheme.compute(starting(seconds));
  const outcome = assert.rejects(reply, (error: Error) => {
    assert.match(error.message, /^Cannot tell what became of module Starts: the agent of host one was started anew/);
    return error instanceof UnknownOutcomeError;
  });
  await untilSleepers(seconds, 1);
  Deno.kill(agentProcess(sshd.host().home), "SIGKILL");
  await outcome;
  await assertNoneSleeps(seconds);
  assert.equal((await scheme.compute(requestOf("Echo"))).status, "completed");
});

test("a file that a script imports travels alone when it has changed", async (sshd) => {
  const folder = Deno.makeTempDirSync();
  const files = `${agentFolderIn(sshd.host("two").home)}/files`;
  const lines = ["modules.ts", "doubled.ts"].map((name) => new URL(`../fixtures/${name}`, import.meta.url));
  for (const url of lines) Deno.copyFileSync(url, `${folder}/${url.pathname.split("/").at(-1)}`);
  const definition = { source: { script: `file://${folder}/modules.ts` }, namespace: "numbers", name: "Double" };
  const computed = async (): Promise<unknown> => {
    await using scheme = open("two");
    const reply = await scheme.compute({ work: { definition }, inputs: { n: 21 } });
    return reply.status === "completed" ? reply.outputs.value : reply;
  };
  assert.equal(await computed(), 42);
  const before = [...Deno.readDirSync(files)].length;
  Deno.writeTextFileSync(`${folder}/doubled.ts`, "export const doubled = (n: number): number => 3 * n;\n");
  // This program has read the file; a later one has not.
  const code = `import { openSshScheme } from "ROOT/schemes/agent/open_remote.ts";
    await using scheme = openSshScheme({ host: "two", config: ${JSON.stringify(sshd.config)} });
    const reply = await scheme.compute({ work: { definition: ${JSON.stringify(definition)} }, inputs: { n: 21 } });
    await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(reply.outputs)));`;
  const { stdout, stderr } = await evaluate(code);
  assert.equal(stdout, '{"value":63}', stderr);
  assert.equal([...Deno.readDirSync(files)].length, before + 1);
  Deno.removeSync(folder, { recursive: true });
});
