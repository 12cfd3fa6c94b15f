import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import { DownloadFile } from "../../../modules/url/mod.ts";
import { scpSource } from "../../../modules/url/program_download.ts";
import { SSHD, Sshd, SSHD_NOTICE } from "../../support/sshd.ts";
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

Deno.test({
  name: `DownloadFile copies from a real sshd${SSHD_NOTICE}`,
  ignore: SSHD === undefined,
  async fn(): Promise<void> {
    await using here = loopback(() => new Response());
    const folder = here.context.temporaryPath("directory");
    Deno.writeTextFileSync(`${folder}/content`, "over ssh");
    await using sshd = await Sshd.start();
    const { name, port } = sshd.host();
    const scp = await new Deno.Command("sh", { args: ["-c", "command -v scp"] }).output();
    const script = `exec ${new TextDecoder().decode(scp.stdout).trim()} -F ${sshd.config} "$@"`;
    await withProgram("scp", script, here, async () => {
      const host = `${Deno.env.get("USER") ?? "root"}@${name}:${port}`;
      equal(await download(here, `ssh://${host}${folder}/content`), "over ssh");
      await rejects(download(here, `ssh://${host}${folder}/none`), /SSH error: .*No such file/);
    });
  },
});
