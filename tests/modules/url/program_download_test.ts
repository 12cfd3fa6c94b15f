import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import { DownloadFile } from "../../../modules/url/mod.ts";
import { scpSource } from "../../../modules/url/program_download.ts";
import { type Loopback, loopback } from "./loopback.ts";

Deno.test("scpSource() reads both kinds of URLs", () => {
  deepEqual(scpSource("ssh://eve:my%20secret@google.com:2022/tmp/test%20file.bin"), {
    source: "eve@google.com:/tmp/test file.bin",
    port: "2022",
    password: "my secret",
  });
  deepEqual(scpSource("scp://poly.edu:files/a%20b"), { source: "poly.edu:files/a%20b" });
  for (const url of ["ssh://host/path", "ssh:x", "scp://host", "scp://-oProxyCommand:x", "ssh://-F@host/x"]) {
    throws(() => scpSource(url), { message: `SSH error: invalid URL '${url}'` });
  }
});

/** Puts a program before those of the system, for the time of `work`. */
async function withProgram(name: string, script: string, here: Loopback, work: () => Promise<void>): Promise<void> {
  const folder = here.context.temporaryPath("directory");
  Deno.writeTextFileSync(`${folder}/${name}`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const before = Deno.env.get("PATH")!;
  Deno.env.set("PATH", `${folder}:${before}`);
  try {
    await work();
  } finally {
    Deno.env.set("PATH", before);
  }
}

async function download({ context }: Loopback, url: string): Promise<string> {
  const { file } = await DownloadFile.compute({ url, insecure: false }, context);
  return Deno.readTextFileSync(file.name);
}

/** Writes its arguments but the last into the file that the last one names. */
const COPY = 'for last; do :; done; printf "%s " "$@" | sed "s# /[^ ]* \\$##" > "$last"';

Deno.test("DownloadFile copies with scp, which never asks a person", async () => {
  await using here = loopback(() => new Response());
  await withProgram("scp", COPY, here, async () => {
    equal(await download(here, "ssh://eve@host:22/a%20b"), "-q -P 22 -o BatchMode=yes -- eve@host:/a b");
  });
});

Deno.test("DownloadFile gives a password to ssh when it asks for it", async () => {
  await using here = loopback(() => new Response());
  await withProgram("scp", 'for last; do :; done; "$SSH_ASKPASS" > "$last"', here, async () => {
    equal(await download(here, "ssh://eve:my%20secret@host/f"), "my secret\n");
  });
  equal([...Deno.readDirSync(here.folder)][0].name.includes("secret"), false);
});

Deno.test("DownloadFile tells what scp and curl say, and keeps nothing", async () => {
  await using here = loopback(() => new Response());
  await withProgram("scp", "echo part > /dev/null; echo 'no route' >&2; echo to host >&2; exit 1", here, async () => {
    await rejects(download(here, "scp://host:f"), { message: "SSH error: no route; to host" });
  });
  await withProgram("curl", "exit 7", here, async () => {
    await rejects(download(here, "ftp://host/f"), { message: "Network error: curl ended with code 7" });
  });
  deepEqual([...Deno.readDirSync(here.folder)], []);
});

const SSHD = ["/usr/sbin/sshd", "/usr/local/sbin/sshd"].find((path) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
});

Deno.test({
  name: `DownloadFile copies from a real sshd${SSHD ? "" : " (skipped: sshd is not installed)"}`,
  ignore: SSHD === undefined,
  async fn(): Promise<void> {
    await using here = loopback(() => new Response());
    const folder = here.context.temporaryPath("directory");
    Deno.writeTextFileSync(`${folder}/content`, "over ssh");
    const port = await startSshd(folder);
    try {
      const scp = await new Deno.Command("sh", { args: ["-c", "command -v scp"] }).output();
      const script = `exec ${new TextDecoder().decode(scp.stdout).trim()} -F ${folder}/client "$@"`;
      await withProgram("scp", script, here, async () => {
        const user = Deno.env.get("USER") ?? "root";
        equal(await download(here, `ssh://${user}@127.0.0.1:${port}${folder}/content`), "over ssh");
        await rejects(download(here, `ssh://${user}@127.0.0.1:${port}${folder}/none`), /SSH error: .*No such file/);
      });
    } finally {
      Deno.kill(Number(Deno.readTextFileSync(`${folder}/pid`)), "SIGTERM");
    }
  },
});

/** Starts it in the background, with keys of its own; gives its port. */
async function startSshd(folder: string): Promise<number> {
  for (const key of ["host", "user"]) {
    await new Deno.Command("ssh-keygen", { args: ["-q", "-t", "ed25519", "-N", "", "-f", `${folder}/${key}`] })
      .output();
  }
  Deno.copyFileSync(`${folder}/user.pub`, `${folder}/authorized`);
  using free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = free.addr;
  free.close();
  const server = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${folder}/host`,
    `AuthorizedKeysFile ${folder}/authorized`,
    `PidFile ${folder}/pid`,
    "StrictModes no",
    "UsePAM no",
    "Subsystem sftp internal-sftp",
  ];
  Deno.writeTextFileSync(`${folder}/server`, `${server.join("\n")}\n`);
  const known = Deno.readTextFileSync(`${folder}/host.pub`).split(" ").slice(0, 2).join(" ");
  Deno.writeTextFileSync(`${folder}/known`, `[127.0.0.1]:${port} ${known}\n`);
  Deno.writeTextFileSync(`${folder}/client`, `IdentityFile ${folder}/user\nUserKnownHostsFile ${folder}/known\n`);
  // Started by root it wants its folder, which a service manager would have made.
  if (Deno.uid() === 0) Deno.mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const started = await new Deno.Command(SSHD!, { args: ["-f", `${folder}/server`] }).output();
  if (!started.success) throw new Error(`Cannot start sshd: ${new TextDecoder().decode(started.stderr)}`);
  return port;
}
