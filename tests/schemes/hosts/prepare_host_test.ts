import { equal, match, ok, rejects } from "node:assert/strict";
import { VERSION } from "../../../runtime/version.ts";
import { ownPlatform } from "../../../schemes/hosts/platform.ts";
import { type PreparedHost, prepareHost } from "../../../schemes/hosts/prepare_host.ts";
import { findProgram, type ProgramPlaces } from "../../../schemes/hosts/program_file.ts";
import type { SshDestination } from "../../../schemes/hosts/ssh_words.ts";
import { canMount } from "../../support/executable.ts";
import { LongLine } from "../../support/long_line.ts";
import { writeProgram } from "../../support/small_program.ts";
import { configOver } from "../../support/ssh_config.ts";
import { SSHD, Sshd, SSHD_NOTICE } from "../../support/sshd.ts";

const SIZE = 3_000_000;
const ignore = SSHD === undefined;

/** A host without anything, and a program that may be brought there. */
class Bare implements AsyncDisposable {
  readonly places: ProgramPlaces;
  readonly told: string[] = [];

  private constructor(readonly sshd: Sshd, readonly folder: string) {
    this.places = { folders: [folder] };
  }

  static async make(): Promise<Bare> {
    const folder = Deno.makeTempDirSync({ prefix: "vt_programs_" });
    writeProgram(folder, SIZE);
    return new Bare(await Sshd.start(), folder);
  }

  get destination(): SshDestination {
    return { host: "one", config: this.sshd.config };
  }

  /** Where programs go there. */
  get cache(): string {
    return `${this.sshd.host().home}/.cache/vt`;
  }

  /** Over another line. */
  over(line: LongLine): SshDestination {
    return { host: "one", config: configOver(line, this.sshd, this.folder) };
  }

  async prepare(destination: SshDestination = this.destination): Promise<PreparedHost> {
    return await prepareHost(destination, { places: this.places, tell: (line) => this.told.push(line) });
  }

  async program(): Promise<{ readonly path: string; readonly hash: string; readonly size: number }> {
    return (await findProgram(ownPlatform(), this.places))!;
  }

  /** Whether the program is there, whole, and nothing else of it. */
  async isThere(): Promise<boolean> {
    const { path, hash } = await this.program();
    const names = [...Deno.readDirSync(`${this.cache}/${hash}`)].map(({ name }) => name);
    const [here, there] = [Deno.readFileSync(path), Deno.readFileSync(`${this.cache}/${hash}/vt`)];
    return names.join() === "vt" && here.length === there.length && here.every((byte, at) => byte === there[at]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sshd[Symbol.asyncDispose]();
    Deno.removeSync(this.folder, { recursive: true });
  }
}

Deno.test(`an empty host is brought the program, once${SSHD_NOTICE}`, { ignore }, async () => {
  await using bare = await Bare.make();
  equal((await bare.prepare()).sent, SIZE);
  ok(await bare.isThere());
  match(bare.told.join("\n"), /^reached .*\nbringing .*3\.0 MB\nbrought 3\.0 MB in .*it runs$/);
  equal((await bare.prepare()).sent, 0);
  match(bare.told.at(-1)!, /^it has vt .*\.cache\/vt\/[0-9a-f]{64}$/);
});

Deno.test(`a host that has vt of this version is left as it is${SSHD_NOTICE}`, { ignore }, async () => {
  await using bare = await Bare.make();
  Deno.copyFileSync((await bare.program()).path, `${bare.sshd.host().programs}/vt`);
  const { program, sent } = await bare.prepare();
  equal(program, undefined);
  equal(sent, 0);
  equal([...Deno.readDirSync(bare.sshd.host().home)].length, 0);
});

Deno.test(`a host that has another vt is brought this one${SSHD_NOTICE}`, { ignore }, async () => {
  await using bare = await Bare.make();
  Deno.writeTextFileSync(`${bare.sshd.host().programs}/vt`, "#!/bin/sh\necho vt 0.0.1\n", { mode: 0o755 });
  equal((await bare.prepare()).sent, SIZE);
  ok(await bare.isThere());
});

Deno.test(`what an upload has left is not sent again${SSHD_NOTICE}`, { ignore }, async () => {
  await using bare = await Bare.make();
  const { path, hash } = await bare.program();
  Deno.mkdirSync(`${bare.cache}/${hash}`, { recursive: true });
  for (const [name, size] of [["a", 10_000], ["b", 2_000_000], ["c", 70_000]] as const) {
    Deno.writeFileSync(`${bare.cache}/${hash}/.part-${name}`, Deno.readFileSync(path).subarray(0, size));
  }
  equal((await bare.prepare()).sent, 1_000_000);
  ok(await bare.isThere());
});

Deno.test(`a part that is not of this program is thrown away, and all is sent${SSHD_NOTICE}`, { ignore }, async () => {
  await using bare = await Bare.make();
  const { hash } = await bare.program();
  Deno.mkdirSync(`${bare.cache}/${hash}`, { recursive: true });
  Deno.writeFileSync(`${bare.cache}/${hash}/.part-a`, new Uint8Array(1_000_000));
  equal((await bare.prepare()).sent, 2_000_000 + SIZE);
  match(bare.told.join("\n"), /interrupted: it arrived damaged, and is removed; it goes on/);
  ok(await bare.isThere());
});

Deno.test(`an upload that is cut goes on where it stopped${SSHD_NOTICE}`, { ignore }, async () => {
  await using bare = await Bare.make();
  const size = 12_000_000;
  writeProgram(bare.folder, size);
  await using line = new LongLine(bare.sshd.host().port, { breaksAfter: 10_000_000 });
  await bare.prepare(bare.over(line));
  ok(await bare.isThere());
  match(bare.told.join("\n"), /interrupted: .*; it goes on\nbringing the rest of /);
  ok(line.sent < 1.6 * size, `${line.sent} bytes went over the line`);
});

Deno.test(`many uploads at once leave one whole program${SSHD_NOTICE}`, { ignore }, async () => {
  await using bare = await Bare.make();
  await Promise.all([bare.prepare(), bare.prepare(), bare.prepare(), bare.prepare()]);
  ok(await bare.isThere());
});

Deno.test(`of old copies the last one used stays${SSHD_NOTICE}`, { ignore }, async () => {
  await using bare = await Bare.make();
  for (const [at, digit] of ["1", "2", "3"].entries()) {
    const folder = `${bare.cache}/${digit.repeat(64)}`;
    Deno.mkdirSync(folder, { recursive: true });
    Deno.writeTextFileSync(`${folder}/vt`, "");
    Deno.utimeSync(`${folder}/vt`, 1_000_000 + at, 1_000_000 + at);
  }
  Deno.mkdirSync(`${bare.cache}/unpacked`);
  await bare.prepare();
  const names = [...Deno.readDirSync(bare.cache)].map(({ name }) => name).sort();
  equal(names.join(), ["3".repeat(64), (await bare.program()).hash, "unpacked"].sort().join());
  match(bare.told.at(-1)!, /^removed 2 old copies$/);
});

const cannotMount = ignore || !await canMount();

Deno.test(`a full disk is told, and nothing is left on it${SSHD_NOTICE}`, { ignore: cannotMount }, async () => {
  await using bare = await Bare.make();
  Deno.mkdirSync(bare.cache, { recursive: true });
  await mount(bare.cache, "size=2m,mode=700");
  try {
    await rejects(bare.prepare(), /Cannot bring vt to one: it could not be written \(.*No space left.*\); make room/);
    const { hash } = await bare.program();
    equal([...Deno.readDirSync(`${bare.cache}/${hash}`)].length, 0);
  } finally {
    await new Deno.Command("umount", { args: [bare.cache] }).output();
  }
});

Deno.test(`a folder that lets no programs run is told${SSHD_NOTICE}`, { ignore: cannotMount }, async () => {
  await using bare = await Bare.make();
  Deno.mkdirSync(bare.cache, { recursive: true });
  await mount(bare.cache, "size=20m,mode=700,noexec");
  try {
    await rejects(bare.prepare(), /Cannot bring vt to one: it does not run there: .*Permission denied/);
  } finally {
    await new Deno.Command("umount", { args: [bare.cache] }).output();
  }
});

Deno.test(`a host of another platform needs its own program, and says which${SSHD_NOTICE}`, { ignore }, async () => {
  await using bare = await Bare.make();
  const { programs } = bare.sshd.host();
  const other = Deno.build.arch === "x86_64" ? "aarch64" : "x86_64";
  Deno.writeTextFileSync(
    `${programs}/uname`,
    `#!/bin/sh\n[ "$1" = -m ] && echo ${other} || exec /usr/bin/uname "$@"\n`,
    { mode: 0o755 },
  );
  const platform = ownPlatform().replace(/-.*/, other === "aarch64" ? "-arm64" : "-x64");
  const path = `${bare.folder}/vt-${VERSION}-${platform}`;
  await rejects(bare.prepare(), (error: Error) => {
    match(error.message, new RegExp(`no program of vt ${VERSION} for ${platform} to bring: make it with deno task`));
    return error.message.endsWith(`--target ${platform}, which writes ${path}`);
  });
  writeProgram(bare.folder, 1000, platform);
  equal((await bare.prepare()).sent, 1000);
});

Deno.test(`what keeps vt from a host is said in one line${SSHD_NOTICE}`, { ignore }, async () => {
  await using bare = await Bare.make();
  const nobody = { ...bare.destination, port: 1 };
  await rejects(
    bare.prepare(nobody),
    /^SchemeError: Cannot reach one: .*refused; ssh one must work without a question$/,
  );
  Deno.writeTextFileSync(`${bare.sshd.host().programs}/getconf`, "#!/bin/sh\necho glibc 2.17\n", { mode: 0o755 });
  await rejects(bare.prepare(), /^SchemeError: Cannot run vt at one: it has glibc 2.17; vt needs glibc 2.27 or later$/);
  equal([...Deno.readDirSync(bare.sshd.host().home)].length, 0);
});

async function mount(folder: string, options: string): Promise<void> {
  const { success } = await new Deno.Command("mount", { args: ["-t", "tmpfs", "-o", options, "vt_test", folder] })
    .output();
  if (!success) throw new Error(`Cannot mount ${folder}`);
}
