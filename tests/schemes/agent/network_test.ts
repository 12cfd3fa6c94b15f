/** The scheme ssh through a network of its own, which can be unplugged, or be a bad one. */
import assert from "node:assert/strict";
import { openSshScheme } from "../../../schemes/agent/open_remote.ts";
import { canMakeNetwork, Network } from "../../support/network.ts";
import { SSHD, Sshd, SSHD_NOTICE } from "../../support/sshd.ts";
import { computeAll, requestOf } from "../requests.ts";

const isPossible = SSHD !== undefined && await canMakeNetwork();
const notice = SSHD_NOTICE || (isPossible ? "" : " (skipped: there can be no network of its own here)");

async function throughNetwork(body: (network: Network, sshd: Sshd) => Promise<void>): Promise<void> {
  await using network = await Network.make();
  await using sshd = await Sshd.start({ inside: network.inside, address: network.address });
  sshd.installVt();
  await body(network, sshd);
}

Deno.test(
  `a cable that is unplugged while a module computes: that is said, and the result comes when it is back${notice}`,
  { ignore: !isPossible },
  () =>
    throughNetwork(async (network, sshd) => {
      const file = `${sshd.folder}/waits`;
      const said: string[] = [];
      await using scheme = openSshScheme({ host: "one", config: sshd.config });
      const reply = await scheme.compute(requestOf("WaitsFor", { inputs: { file } }), {
        observe: (event) => {
          if (event.kind === "printed") network.unplug();
          if (event.kind !== "logged") return;
          said.push(event.text);
          Deno.writeTextFileSync(`${file}.go`, ""); // it ends while nobody can hear it
          // By the second reason ssh has given up its connection too, and could not make another.
          if (said.length === 2) network.plugIn();
        },
      });
      assert.equal(reply.status, "completed");
      assert.equal(Deno.readTextFileSync(file), "begun\n");
      assert.match(said[0], /^unreachable, trying again: host one: /);
      // By ssh and by us it is given up at about the same time: it may serve again when it is back.
      assert.ok([1, 2].includes(sshd.connections), `${sshd.connections} connections`);
    }),
);

Deno.test(
  `over a line that loses packets all is computed, and once${notice}`,
  { ignore: !isPossible },
  () =>
    throughNetwork(async (network, sshd) => {
      await using _bad = await network.worsen();
      const file = `${sshd.folder}/lines`;
      await using scheme = openSshScheme({ host: "one", config: sshd.config });
      const lines = Array.from({ length: 200 }, (_, at) => requestOf("AddsALine", { inputs: { file, line: `${at}` } }));
      const bytes = new Uint8Array(5_000_000).fill(7);
      const [replies, sized] = await Promise.all([
        computeAll(scheme, lines),
        scheme.compute(requestOf("Size", { inputs: { bytes } })),
      ]);
      assert.ok(replies.every(({ status }) => status === "completed"));
      assert.ok(sized.status === "completed" && (sized.outputs.bytes as Uint8Array).every((byte) => byte === 7));
      const written = Deno.readTextFileSync(file).trim().split("\n").map(Number).sort((a, b) => a - b);
      assert.deepEqual(written, lines.map((_, at) => at));
    }),
);
