/** `vt agent` as a person meets it: targets, records, doors, confinement. */
import assert from "node:assert/strict";
import { openHttpScheme, openSshScheme } from "../../schemes/agent/open_remote.ts";
import { requestOf } from "../schemes/requests.ts";
import { endAgent } from "../support/ssh_agents.ts";
import { SSHD, Sshd, SSHD_NOTICE } from "../support/sshd.ts";
import { vt } from "../support/vt_process.ts";

const SCRIPT = `
import { defineModule, group, port, types as t, workflow } from "vt";
const ports = { inputs: { a: port(t.Integer) }, outputs: { value: port(t.Integer) } };
const Sent = defineModule({ name: "Sent", ...ports, parallelizable: { remote: true }, compute: ({ a }) => ({ value: a + 1 }) });
const Near = defineModule({ name: "Near", ...ports, parallelizable: { worker: true }, compute: ({ a }) => ({ value: a }) });
export { Near, Sent };
const Both = group("Both", ports, ({ a }, { add }) => ({ value: add(Sent, { a: add(Sent, { a }).value }).value }));
export default workflow("sent", ({ add, output }) => {
  output("value", add(Near, { a: add(Both, { a: add(Sent, { a: 1 }).value }).value }).value);
});
`;

function inFolder(body: (folder: string, run: typeof vt) => Promise<void>): () => Promise<void> {
  return async () => {
    const folder = Deno.realPathSync(Deno.makeTempDirSync());
    try {
      await body(folder, (args, environment) => vt(args, { VT_STORE: `${folder}/store`, ...environment }));
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  };
}

interface Recorded {
  readonly modules: readonly {
    readonly path: string;
    readonly name: string;
    readonly remote?: readonly {
      readonly scheme: string;
      readonly annotations?: Readonly<Record<string, string>>;
      readonly machine?: unknown;
    }[];
  }[];
}

Deno.test({
  name: `vt run sends modules and groups to a host, and records which one was reached${SSHD_NOTICE}`,
  ignore: SSHD === undefined,
  fn: inFolder(async (folder, run) => {
    await using sshd = await Sshd.start();
    sshd.installVt();
    Deno.writeTextFileSync(`${folder}/wf.ts`, SCRIPT);
    const added = await run([
      "targets",
      "add",
      "lab",
      "--scheme",
      "ssh",
      "--host",
      "one",
      "--ssh-config",
      sshd.config,
      "--jobs",
      "2",
    ]);
    assert.match(added.stdout, /^lab: ssh, host one, ssh-config .*, jobs 2; added/);
    const planned = await run(["plan", `${folder}/wf.ts`]);
    assert.match(planned.stdout, /Sent +lab: the first choice of what it supports/);
    assert.match(planned.stdout, /Group “Both” +lab: /);
    const ran = await run(["run", `${folder}/wf.ts`, "--json"]);
    assert.deepEqual([ran.code, JSON.parse(ran.stdout).results], [0, { value: 4 }], ran.stderr);
    const { stdout } = await run(["log", "show", "--json"]);
    const { modules }: Recorded = JSON.parse(stdout.trim().split("\n").at(-1)!);
    const sent = modules.flatMap(({ path, remote = [] }) => remote.map((one) => ({ path, ...one })));
    assert.deepEqual(new Set(sent.map(({ scheme }) => scheme)), new Set(["ssh", "worker"]));
    for (const { scheme, annotations = {} } of sent) {
      if (scheme !== "ssh") continue;
      const { target, host, jobs, reached, agent } = annotations;
      assert.deepEqual([target, host, jobs, reached], ["lab", "one", "2", Deno.hostname()]);
      assert.match(agent, /^[0-9a-f]{32}$/);
    }
    assert.equal(sshd.connections, 1);
  }),
});

Deno.test({
  name: `vt agent --confine lets modules read and write in one folder alone${SSHD_NOTICE}`,
  ignore: SSHD === undefined,
  fn: inFolder(async (folder) => {
    await using sshd = await Sshd.start();
    sshd.installVt();
    const { home } = sshd.host();
    sshd.forceCommand(`vt agent --stdio --confine ${folder}`);
    await using scheme = openSshScheme({ host: "one", config: sshd.config });
    const lines = [`${folder}/a`, "/tmp/vt_must_not_be"].map((file) =>
      requestOf("AddsALine", { inputs: { file, line: "x" } })
    );
    const [may, mayNot] = await Promise.all(lines.map((line) => scheme.compute(line)));
    const files = await scheme.compute(requestOf("Files"));
    const shouts = await scheme.compute(requestOf("Shouts"));
    await scheme[Symbol.asyncDispose]();
    await endAgent(sshd.host());
    for (const { name } of Deno.readDirSync(`${home}/.local/share/vt/agents`)) assert.match(name, /\+[0-9a-f]{12}$/);
    assert.equal(may.status, "completed");
    assert.match(mayNot.status === "failed" ? mayNot.message : "", /^NotCapable: Requires write access/);
    assert.ok(files.status === "completed" && String(files.outputs.file).startsWith(`${folder}/`));
    assert.match(shouts.status === "failed" ? shouts.message : "", /^NotCapable: Requires run access/);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["a"]);
  }),
});

Deno.test(
  "vt agent init makes what vt agent --listen wants, and nobody else may read it",
  inFolder(async (folder, run) => {
    const refused = await run(["agent", "--listen", "0.0.0.0:0"]);
    assert.deepEqual([refused.code, refused.stdout], [2, ""]);
    assert.match(refused.stderr, /Cannot listen: there is no token; vt agent init makes one/);
    const made = await run(["agent", "init", "--name", "lab.example.org"]);
    assert.equal(made.code, 0, made.stderr);
    const door = `${folder}/store/agent-door`;
    for (const { name } of Deno.readDirSync(door)) assert.equal(Deno.statSync(`${door}/${name}`).mode! & 0o777, 0o600);
    assert.equal(Deno.statSync(door).mode! & 0o777, 0o700);
    const again = await run(["agent", "init", "--name", "lab.example.org"]);
    assert.match(again.stderr, /is there already: remove .* to begin anew/);
    const token = Deno.readTextFileSync(`${door}/token`).trim();
    const env = { ...Deno.env.toObject(), VT_STORE: `${folder}/store`, NO_COLOR: "1" };
    const args = ["run", "-A", "--quiet", new URL("../../main.ts", import.meta.url).pathname, "agent", "--listen"];
    const agent = new Deno.Command(Deno.execPath(), {
      args: [...args, "0.0.0.0:0", "--name", "localhost"],
      env,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const reader = agent.stderr.getReader();
    let said = "";
    while (!said.includes("\n")) said += new TextDecoder().decode((await reader.read()).value);
    const port = Number(/listens on 0\.0\.0\.0:(\d+), over TLS/.exec(said)?.[1]);
    {
      const own = { host: "localhost", port, tokenFile: `${door}/token`, ca: `${door}/authority.pem` };
      await using scheme = openHttpScheme(own);
      const reply = await scheme.compute(requestOf("Echo", { inputs: { value: 3 } }));
      assert.equal(reply.status, "completed");
      const second = await run(["agent", "--listen", "127.0.0.1:0"]);
      assert.match(second.stderr, /another agent of .* runs already \(process \d+\); end it first/);
    }
    agent.kill("SIGTERM");
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      said += new TextDecoder().decode(read.value);
    }
    assert.equal((await agent.status).code, 0);
    assert.ok(!said.includes(token));
    const own = `${folder}/store/agents/${Deno.hostname()}`;
    for (const { name, isFile } of Deno.readDirSync(own)) {
      if (isFile) assert.ok(!Deno.readTextFileSync(`${own}/${name}`).includes(token), name);
    }
  }),
);

Deno.test("vt agent says what is wrong with its options", async () => {
  const wrong = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await vt(["agent", ...args], { VT_STORE: "/nowhere/store" });
    assert.deepEqual([code, stdout], [2, ""]);
    return stderr;
  };
  assert.match(await wrong(), /One of --stdio, --listen and init is wanted/);
  assert.match(await wrong("--stdio", "--listen", "127.0.0.1:0"), /One of --stdio, --listen and init is wanted/);
  assert.match(await wrong("inti"), /Unknown word inti/);
  assert.match(await wrong("init"), /Option --name is missing/);
  assert.match(await wrong("init", "--name", "a b"), /which is no name of a host/);
});
