/** A job that an agent submits: the workflow suspends here, the agent is asked, and its result comes here. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { removeFolder } from "./support/remove_folder.ts";
import { agentFolderIn, endAgent } from "./support/ssh_agents.ts";
import { SSHD, Sshd, SSHD_NOTICE } from "./support/sshd.ts";
import { type Finished, vt } from "./support/vt_process.ts";

const SCRIPT = decodeURIComponent(new URL("fixtures/far_job.ts", import.meta.url).pathname);

/** A host, a store here, and a target that leads there. */
class Lab implements AsyncDisposable {
  readonly folder: string = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "vt_far_job_" }));

  private constructor(readonly sshd: Sshd) {}

  static async open(): Promise<Lab> {
    const sshd = await Sshd.start();
    sshd.installVt();
    const lab = new Lab(sshd);
    const added = await lab.vt("targets", "add", "ssh://one", "--name", "lab", `--ssh-config=${sshd.config}`);
    equal(added.code, 0, added.stderr);
    Deno.writeTextFileSync(`${lab.folder}/in.txt`, "some text");
    return lab;
  }

  async vt(...args: readonly string[]): Promise<Finished> {
    return await vt([...args, "--store", `${this.folder}/store`]);
  }

  async run(...more: readonly string[]): Promise<Finished> {
    return await this.vt("run", SCRIPT, "--target", "lab", "--json", "--set", `text=${this.folder}/in.txt`, ...more);
  }

  /** What the job keeps at the host. */
  get directory(): string {
    const jobs = `${agentFolderIn(this.sshd.host().home)}/jobs`;
    return `${jobs}/${[...Deno.readDirSync(jobs)][0].name}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sshd[Symbol.asyncDispose]();
    removeFolder(this.folder);
  }
}

Deno.test(`a job at an agent is asked after there${SSHD_NOTICE}`, { ignore: SSHD === undefined }, async () => {
  await using lab = await Lab.open();
  const plan = await lab.vt("plan", SCRIPT, "--target", "lab", "--set", `text=${lab.folder}/in.txt`);
  match(plan.stdout, /Far +lab: all that can shall go there; sends up to 9 B of files/);
  const first = await lab.run();
  equal(first.code, 75, first.stdout + first.stderr);
  ok(lab.directory.startsWith(lab.sshd.host().home));
  match((await lab.vt("log", "show", "--json")).stdout, /"bytes sent":"9"/);
  const checked = await lab.vt("jobs", "check", "--json");
  match(checked.stdout, /"state":"running"/, checked.stdout + checked.stderr);
  const { job } = JSON.parse(checked.stdout.split("\n")[0]);
  equal((await lab.vt("jobs", "output", job)).stdout, "working\n");
  await endAgent(lab.sshd.host()); // another one answers from now on
  Deno.writeTextFileSync(`${lab.directory}/done`, "");
  const again = await lab.vt("jobs", "check", "--json");
  match(again.stdout, /"state":"ready"/, again.stdout + again.stderr);
  const resumed = await lab.run();
  equal(resumed.code, 0, resumed.stdout + resumed.stderr);
  const { results } = JSON.parse(resumed.stdout);
  equal(results.where, lab.directory);
  equal(Deno.readTextFileSync(results.result.__path__), "SOME TEXT");
  ok(results.result.__path__.startsWith(`${lab.folder}/store/`));
  deepEqual(Deno.readTextFileSync(`${lab.directory}/submitted`).trim().split("\n").length, 1);
});

const SHELL = `
import { workflow } from "vt";
import { ShellJob } from "vt/jobs";
export default workflow("commands", ({ add, output }) => {
  const command = 'echo "$TOKEN" | wc -c; pwd; until [ -e "$HOME/go" ]; do sleep 0.1; done';
  const job = add(ShellJob, { command, environment: new Map([["TOKEN", "Bearer \${secret:TOKEN}"]]) });
  output("said", job.standard_output);
});
`;

Deno.test(
  `a command that is set to a target runs there, with the secrets that it names${SSHD_NOTICE}`,
  { ignore: SSHD === undefined },
  async () => {
    await using lab = await Lab.open();
    const { home } = lab.sshd.host();
    const script = `${lab.folder}/commands.ts`;
    Deno.writeTextFileSync(script, SHELL);
    Deno.writeTextFileSync(`${lab.folder}/store/secrets.json`, '{"TOKEN":"a-token-that-nobody-sees"}', { mode: 0o600 });
    match((await lab.vt("plan", script)).stdout, /ShellJob +here: it goes only where it is set to/);
    const first = await lab.vt("run", script, "--target", "lab");
    equal(first.code, 75, first.stdout + first.stderr);
    Deno.writeTextFileSync(`${home}/go`, "");
    const resumed = await lab.vt("run", script, "--wait", "--json");
    equal(resumed.code, 0, resumed.stdout + resumed.stderr);
    const said = Deno.readTextFileSync(JSON.parse(resumed.stdout).results.said.__path__).split("\n");
    equal(said[0], `${"Bearer a-token-that-nobody-sees\n".length}`);
    ok(said[1].startsWith(`${agentFolderIn(home)}/jobs/`), said[1]);
  },
);
