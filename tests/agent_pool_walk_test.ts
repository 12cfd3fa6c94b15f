/** Two hosts as one pool, as a person meets them. */
import { equal, match, ok } from "node:assert/strict";
import { removeFolder } from "./support/remove_folder.ts";
import { SSHD, Sshd, SSHD_NOTICE } from "./support/sshd.ts";
import { type Finished, vt } from "./support/vt_process.ts";

const SCRIPT = decodeURIComponent(new URL("fixtures/pool_loop.ts", import.meta.url).pathname);

Deno.test(`targets of a pool compute together, and what is special goes where it can${SSHD_NOTICE}`, {
  ignore: SSHD === undefined,
}, async () => {
  await using sshd = await Sshd.start({ hosts: ["one", "two"] });
  const folder = Deno.makeTempDirSync({ prefix: "vt_pool_" });
  const run = async (...args: readonly string[]): Promise<Finished> => await vt([...args, "--store", folder]);
  try {
    for (const { name } of sshd.hosts) {
      sshd.installVt(name);
      const labels = name === "two" ? ["--labels=gpu"] : [];
      const options = ["--pool=lab", "--jobs=2", `--ssh-config=${sshd.config}`, ...labels];
      equal((await run("targets", "add", `ssh://${name}`, ...options)).code, 0);
    }
    match((await run("targets")).stdout, /^lab +pool of one, two/m);
    match((await run("plan", SCRIPT, "--target", "lab")).stdout, /Home .*lab: all that can shall go there/);
    const refused = await run("run", SCRIPT, "--target", "one");
    equal(refused.code, 2);
    match(refused.stderr, /Cannot run on one: it has not the label gpu; .*vt targets add NAME --labels=gpu/);
    const { code, stdout, stderr } = await run("run", SCRIPT, "--json");
    equal(code, 0, stdout + stderr);
    const { results: { homes, special } } = JSON.parse(stdout);
    const [one, two] = sshd.hosts.map(({ home }) => home);
    equal(special, two);
    ok(homes.includes(one) && homes.includes(two), String(homes));
  } finally {
    removeFolder(folder);
  }
});
