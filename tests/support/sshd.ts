/**
 * A real sshd on loopback, with keys and a configuration of its own in a temporary folder. Each of its ports stands for
 * a host: with a home of its own, that is empty at first, and hardly any environment.
 */

import { endAgent } from "./ssh_agents.ts";

/** Path of sshd; undefined where it is not installed. */
export const SSHD: string | undefined = ["/usr/sbin/sshd", "/usr/local/sbin/sshd"].find((path) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
});

/** What is added to the name of a test that wants it. */
export const SSHD_NOTICE = SSHD === undefined ? " (skipped: sshd is not installed)" : "";

/** One of its hosts. */
export interface SshHost {
  /** As `ssh` with the client's configuration knows it. */
  readonly name: string;
  readonly port: number;
  readonly home: string;
  /** Programs that are found there, before those of the system. */
  readonly programs: string;
}

/** What it is started with. */
export interface SshdOptions {
  /** Names of the hosts; `one` if nothing is said. */
  readonly hosts?: readonly string[];
  /** The environment of all sessions, beside HOME and PATH. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Lines for the client's configuration of each host. */
  readonly clientLines?: readonly string[];
  /** Words before its command: what brings it to another machine, or what looks like one. */
  readonly inside?: readonly string[];
  /** Where it listens; `127.0.0.1` if nothing is said. */
  readonly address?: string;
  /** Sessions that one connection may have; 100 if nothing is said. */
  readonly mostSessions?: number;
}

/** See the head of the file. */
export class Sshd implements AsyncDisposable {
  /** All that it has. */
  readonly folder: string;
  readonly hosts: readonly SshHost[];
  /** The client's configuration, for `ssh -F`. */
  readonly config: string;
  readonly #log: string;
  readonly #child: Deno.ChildProcess;

  private constructor(folder: string, hosts: readonly SshHost[], child: Deno.ChildProcess) {
    this.folder = folder;
    this.hosts = hosts;
    this.config = `${folder}/client`;
    this.#log = `${folder}/log`;
    this.#child = child;
  }

  /** Starts it; it listens when this resolves. */
  static async start(options: SshdOptions = {}): Promise<Sshd> {
    const { hosts: names = ["one"], clientLines = [], inside = [], address = "127.0.0.1" } = options;
    // Started by root it wants its folder, which a service manager would have made.
    if (Deno.uid() === 0) Deno.mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
    const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "vt_sshd_" }));
    for (const key of ["host", "user", "stranger"]) await makeKey(`${folder}/${key}`);
    Deno.copyFileSync(`${folder}/user.pub`, `${folder}/authorized`);
    // A port that is free now may be another program's in a moment.
    for (let tries = 1;; tries++) {
      const hosts = freePorts(names.length).map((port, at) => makeHost(folder, names[at], port));
      writeServer(folder, hosts, { ...options, address });
      writeClient(folder, address, hosts, clientLines);
      const [command, ...args] = [...inside, SSHD!, "-D", "-f", `${folder}/server`, "-E", `${folder}/log`];
      const child = new Deno.Command(command, { args, stdin: "null", stdout: "null", stderr: "null" }).spawn();
      if (await listensOnAll(address, hosts, `${folder}/log`)) return new Sshd(folder, hosts, child);
      kill(child.pid);
      await child.status;
      if (tries === 5) throw new Error(`sshd does not listen: ${readIfThere(`${folder}/log`)}`);
      Deno.writeTextFileSync(`${folder}/log`, "");
    }
  }

  /** Whatever a caller wants to be run, this is: as `command="…"` before a key in `authorized_keys`. */
  forceCommand(command: string): void {
    const key = Deno.readTextFileSync(`${this.folder}/user.pub`);
    Deno.writeTextFileSync(`${this.folder}/authorized`, `restrict,command="${command}" ${key}`);
  }

  /** The host of a name, or the first one. */
  host(name: string = this.hosts[0].name): SshHost {
    return this.hosts.find((host) => host.name === name)!;
  }

  /** TCP connections that logged in so far; looking whether it listens is none. */
  get connections(): number {
    return Deno.readTextFileSync(this.#log).split("\n").filter((line) => line.startsWith("Accepted publickey")).length;
  }

  /** Runs a command of a shell at a host. */
  async run(command: string, host: string = this.hosts[0].name): Promise<Deno.CommandOutput> {
    return await new Deno.Command("ssh", { args: ["-F", this.config, host, command], stdin: "null" }).output();
  }

  /** Gives a host the program `vt`: this source, run with `environment` by the Deno that runs the tests. */
  installVt(host: string = this.hosts[0].name, environment: Readonly<Record<string, string>> = {}): void {
    const { programs } = this.host(host);
    const [main, config] = ["main.ts", "deno.json"].map((file) => pathOf(`../../${file}`));
    const words = Object.entries(environment).map(([name, value]) => `${name}=${quoted(value)}`);
    const deno = [Deno.execPath(), "run", "-A", "--quiet", "--config", config, main].map(quoted).join(" ");
    const env = ["env", `DENO_DIR=${quoted(denoDirectory())}`, ...words].join(" ");
    Deno.writeTextFileSync(`${programs}/vt`, `#!/bin/sh\nexec ${env} ${deno} "$@"\n`, { mode: 0o755 });
  }

  /** Ends all connections; new ones may come. */
  cut(): void {
    for (const pid of childrenOf(this.#child.pid)) kill(pid);
  }

  /** Ends it, its connections, and the agents that it has started. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    kill(this.#child.pid);
    await this.#child.status;
    for (const host of this.hosts) await endAgent(host);
    Deno.removeSync(this.folder, { recursive: true });
  }
}

async function makeKey(path: string): Promise<void> {
  const args = ["-q", "-t", "ed25519", "-N", "", "-f", path];
  const { success, stderr } = await new Deno.Command("ssh-keygen", { args }).output();
  if (!success) throw new Error(`Cannot make a key: ${new TextDecoder().decode(stderr)}`);
}

function freePorts(count: number): number[] {
  const listeners = Array.from({ length: count }, () => Deno.listen({ hostname: "127.0.0.1", port: 0 }));
  return listeners.map((listener) => {
    const { port } = listener.addr;
    listener.close();
    return port;
  });
}

function makeHost(folder: string, name: string, port: number): SshHost {
  const [home, programs] = [`${folder}/hosts/${name}/home`, `${folder}/hosts/${name}/programs`];
  for (const path of [home, programs]) Deno.mkdirSync(path, { recursive: true });
  return { name, port, home, programs };
}

function writeServer(
  folder: string,
  hosts: readonly SshHost[],
  { address, environment = {}, mostSessions = 100 }: SshdOptions,
): void {
  const others = Object.entries(environment).map(([name, value]) => `"${name}=${value}"`);
  const lines = [
    ...hosts.map(({ port }) => `Port ${port}`),
    `ListenAddress ${address}`,
    `HostKey ${folder}/host`,
    `AuthorizedKeysFile ${folder}/authorized`,
    "PidFile none",
    "LogLevel VERBOSE",
    "StrictModes no",
    "UsePAM no",
    "MaxStartups 100",
    `MaxSessions ${mostSessions}`,
    "PermitUserRC no",
    "Subsystem sftp internal-sftp",
    ...hosts.flatMap(({ port, home, programs }) => [
      `Match LocalPort ${port}`,
      ["  SetEnv", `"HOME=${home}"`, `"PATH=${programs}:/usr/local/bin:/usr/bin:/bin"`, ...others].join(" "),
    ]),
  ];
  Deno.writeTextFileSync(`${folder}/server`, `${lines.join("\n")}\n`);
}

function writeClient(folder: string, address: string, hosts: readonly SshHost[], more: readonly string[]): void {
  const key = Deno.readTextFileSync(`${folder}/host.pub`).split(" ").slice(0, 2).join(" ");
  Deno.writeTextFileSync(`${folder}/known`, hosts.map(({ port }) => `[${address}]:${port} ${key}\n`).join(""));
  const lines = hosts.flatMap(({ name, port }) => [
    `Host ${name}`,
    `  HostName ${address}`,
    `  Port ${port}`,
    `  IdentityFile ${folder}/user`,
    "  IdentitiesOnly yes",
    `  UserKnownHostsFile ${folder}/known`,
    "  GlobalKnownHostsFile none",
    "  StrictHostKeyChecking yes",
    ...more.map((line) => `  ${line}`),
  ]);
  Deno.writeTextFileSync(`${folder}/client`, `${lines.join("\n")}\n`);
}

/** Waits until it says that it listens on all ports; false: it cannot on one of them. */
async function listensOnAll(address: string, hosts: readonly SshHost[], log: string): Promise<boolean> {
  for (const end = performance.now() + 60_000; performance.now() < end;) {
    const said = readIfThere(log);
    if (/Bind to port \d+ on .* failed|Cannot bind any address/.test(said)) return false;
    if (hosts.every(({ port }) => said.includes(`Server listening on ${address} port ${port}.`))) return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}

function readIfThere(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}

function childrenOf(pid: number): number[] {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`).trim().split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function kill(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

/** Where Deno keeps what it has compiled: it would be another folder under another home. */
function denoDirectory(): string {
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME") ?? "/root"}/.cache`;
  return Deno.env.get("DENO_DIR") ?? `${cache}/deno`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function pathOf(relative: string): string {
  return decodeURIComponent(new URL(relative, import.meta.url).pathname);
}
