/** A name that leads to several machines, which have one home: the login nodes of a cluster. */
import assert from "node:assert/strict";
import type { ExecutionScheme } from "../../../runtime/scheme/execution_scheme.ts";
import { openSshScheme } from "../../../schemes/agent/open_remote.ts";
import { canNameMachines, onMachine } from "../../support/named_machine.ts";
import { SSHD, Sshd, SSHD_NOTICE } from "../../support/sshd.ts";
import { TcpProxy } from "../../support/tcp_proxy.ts";
import { requestOf } from "../requests.ts";

const ignore = SSHD === undefined || !await canNameMachines();
const notice = ignore ? SSHD_NOTICE || " (skipped: machines can have no names here)" : "";

/** Two machines behind one name, which leads to the first. */
class Cluster implements AsyncDisposable {
  readonly #config: string;

  private constructor(readonly nodes: readonly [Sshd, Sshd], readonly proxy: TcpProxy) {
    const [{ folder }] = nodes;
    const known = nodes.map((node) => Deno.readTextFileSync(`${node.folder}/known`).replace(/:\d+/, `:${proxy.port}`));
    Deno.writeTextFileSync(`${folder}/known_by_name`, known.join(""));
    this.#config = `${folder}/by_name`;
    const client = Deno.readTextFileSync(`${folder}/client`).replace(/Port \d+/, `Port ${proxy.port}`);
    Deno.writeTextFileSync(this.#config, client.replace(`${folder}/known\n`, `${folder}/known_by_name\n`));
  }

  static async start(): Promise<Cluster> {
    const [first, second] = await Promise.all(
      ["login-1", "login-2"].map((name) => Sshd.start({ inside: onMachine(name) })),
    );
    first.installVt();
    Deno.copyFileSync(`${first.folder}/authorized`, `${second.folder}/authorized`);
    for (const part of ["home", "programs"] as const) {
      Deno.removeSync(second.host()[part]);
      Deno.symlinkSync(first.host()[part], second.host()[part]);
    }
    return new Cluster([first, second], new TcpProxy(first.host().port));
  }

  open(agent?: string): ExecutionScheme {
    return openSshScheme({ host: "one", config: this.#config, agent, pool: { scheme: "process", jobs: 2 } });
  }

  /** From now on the name leads to the other machine. */
  rotate(): void {
    const [first, second] = this.nodes.map((node) => node.host().port);
    this.proxy.target = this.proxy.target === first ? second : first;
  }

  /** Ends all connections. */
  cut(): void {
    this.proxy.cut();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.proxy[Symbol.asyncDispose]();
    for (const node of this.nodes) await node[Symbol.asyncDispose]();
  }
}

Deno.test(
  `an agent is waited for at its machine, whatever machine its name leads to meanwhile${notice}`,
  { ignore },
  async () => {
    await using cluster = await Cluster.start();
    const file = `${cluster.nodes[0].folder}/waits`;
    await using scheme = cluster.open();
    const refused = Promise.withResolvers<void>();
    const reply = await scheme.compute(requestOf("WaitsFor", { inputs: { file } }), {
      observe: (event) => {
        if (event.kind === "printed") {
          cluster.rotate();
          cluster.cut();
        }
        if (event.kind !== "logged" || !/Another agent answers/.test(event.text)) return;
        refused.resolve();
        cluster.rotate();
        Deno.writeTextFileSync(`${file}.go`, "");
      },
    });
    await refused.promise; // the other machine was reached, and was not taken for the first
    assert.equal(reply.status === "completed" && reply.outputs.host, "login-1");
    assert.equal(Deno.readTextFileSync(file), "begun\n");
    assert.equal(scheme.annotations?.reached, "login-1");
  },
);

Deno.test(`an agent that is named is looked for while its name leads elsewhere${notice}`, { ignore }, async () => {
  await using cluster = await Cluster.start();
  const reached = async (agent?: string): Promise<[unknown, unknown]> => {
    await using scheme = cluster.open(agent);
    await scheme.compute(requestOf("Echo"));
    return [scheme.annotations?.reached, scheme.annotations?.agent];
  };
  const [first, agent] = await reached();
  cluster.rotate();
  cluster.cut();
  const [second] = await reached();
  assert.deepEqual([first, second], ["login-1", "login-2"]);
  const before = cluster.proxy.count;
  const found = reached(String(agent));
  while (cluster.proxy.count === before) await new Promise((resolve) => setTimeout(resolve, 20));
  cluster.rotate();
  assert.deepEqual(await found, ["login-1", agent]);
});
