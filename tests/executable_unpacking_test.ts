/** How the self-contained file unpacks itself: where, together with others, and after something has gone wrong. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { VERSION } from "../runtime/version.ts";
import {
  buildExecutable,
  canMount,
  ended,
  executable,
  executableTest,
  isThere,
  withoutPrograms,
} from "./support/executable.ts";

executableTest(
  "unpacks elsewhere when the home is missing, empty, read-only or shared with others",
  async (machine) => {
    Deno.chmodSync(machine.temporary, 0o1777);
    const user = Deno.uid();
    const place = `${machine.temporary}/vt-${user}`;
    machine.write("home/.cache", "no folder");
    const run = async (environment: Record<string, string>): Promise<string> => {
      const { stdout, stderr } = await machine.vt(["doctor"], environment);
      return /unpacked in (.*)\/[0-9a-f]{24}\/$/m.exec(stdout)?.[1] ?? stderr;
    };
    equal(await run({}), place);
    equal(Deno.statSync(place).mode! & 0o777, 0o700);
    equal(await run({ HOME: "" }), place);
    equal(await run({ HOME: "/nowhere" }), place);
    equal(await run({ XDG_CACHE_HOME: "relative" }), place);
    Deno.mkdirSync(`${machine.path}/open/vt`, { recursive: true });
    Deno.chmodSync(`${machine.path}/open/vt`, 0o777);
    equal(await run({ XDG_CACHE_HOME: `${machine.path}/open` }), place);
    Deno.mkdirSync(`${machine.path}/linked`);
    Deno.symlinkSync(place, `${machine.path}/linked/vt`);
    equal(await run({ XDG_CACHE_HOME: `${machine.path}/linked` }), place);
    deepEqual([...Deno.readDirSync(`${machine.path}/open/vt`)], []);
  },
);

executableTest("says what is wrong when there is no place to unpack into", async (machine) => {
  const place = machine.write("file", "");
  const refused = await machine.vt(["--version"], { VT_CACHE_DIR: place });
  equal(refused.code, 126);
  equal(
    refused.stderr,
    `vt: There is no place to unpack into, VT_CACHE_DIR may name another. Tried:\n  ${place}: cannot be made\n`,
  );
  const whole = Deno.readFileSync(await executable());
  const damaged = machine.write("damaged", whole.subarray(0, whole.length / 2));
  Deno.chmodSync(damaged, 0o755);
  const cut = await ended(machine.start(damaged, ["--version"], { VT_CACHE_DIR: `${machine.path}/cut` }));
  equal(cut.code, 126);
  match(cut.stderr, /\/cut: has no room, or .*\/damaged is damaged\n$/);
  deepEqual([...Deno.readDirSync(`${machine.path}/cut`)], []);
  const sum = whole.length - 8; // gzip's, which tells of wrong bytes that tar does not see
  Deno.writeFileSync(damaged, whole.with(sum, whole[sum] ^ 1));
  const wrong = await ended(machine.start(damaged, ["--version"], { VT_CACHE_DIR: `${machine.path}/wrong` }));
  equal(wrong.code, 126);
  match(wrong.stderr, /\/damaged is damaged\n$/);
  deepEqual([...Deno.readDirSync(`${machine.path}/wrong`)], []);
});

executableTest("says which program it lacks to unpack itself", async (machine) => {
  Deno.removeSync(`${machine.path}/programs/tar`);
  const refused = await machine.vt(["--version"]);
  deepEqual(refused, { code: 126, stdout: "", stderr: "vt: Unpacking needs tar, which is not on PATH\n" });
});

executableTest("passes over a place that lets no programs run", async (machine) => {
  const mount = `${machine.path}/noexec`;
  Deno.mkdirSync(mount);
  await withoutPrograms(mount, async () => {
    Deno.mkdirSync(`${mount}/vt`, { mode: 0o700 });
    const { code, stdout, stderr } = await machine.vt(["doctor"], { XDG_CACHE_HOME: mount });
    equal(code, 0, stdout + stderr);
    match(stdout, /unpacked in .*\/home\/\.cache\/vt\//);
    const refused = await machine.vt(["--version"], { VT_CACHE_DIR: `${mount}/vt` });
    match(refused.stderr, /noexec\/vt: does not let programs run \(mounted noexec\?/);
  });
}, !await canMount());

executableTest("100 first starts at once unpack one copy and leave nothing else", async (machine) => {
  const starts = Array.from({ length: 100 }, () => machine.vt(["--version"]));
  const all = new Set((await Promise.all(starts)).map((one) => JSON.stringify(one)));
  deepEqual([...all], [JSON.stringify({ code: 0, stdout: `vt ${VERSION}\n`, stderr: "" })]);
  deepEqual([...Deno.readDirSync(`${machine.home}/.cache/vt`)].map(({ name }) => name.length), [24]);
});

executableTest("killed while it unpacks, it starts the next time and clears up", async (machine) => {
  const cache = `${machine.home}/.cache/vt`;
  const starts = [];
  for (const isReady of [hasEntry(cache, /^\.new\./), hasEntry(cache, /^\.lock\./)]) {
    const child = machine.start(await executable(), ["--version"]);
    while (!isReady()) await new Promise((wake) => setTimeout(wake, 2));
    child.kill("SIGKILL");
    starts.push(await ended(child));
  }
  ok(starts.every(({ stdout }) => stdout === ""), "killed before it ran");
  for (let again = 0; again < 3; again++) equal((await machine.vt(["--version"])).stdout, `vt ${VERSION}\n`);
  ok(hasEntry(cache, /^[0-9a-f]{24}$/)());
  ok(!hasEntry(cache, /^\.lock/)());
});

executableTest("unpacks again what was removed in part", async (machine) => {
  equal((await machine.vt(["--version"])).code, 0);
  const cache = `${machine.home}/.cache/vt`;
  const [{ name }] = [...Deno.readDirSync(cache)];
  Deno.removeSync(`${cache}/${name}/app/main.ts`);
  deepEqual(await machine.vt(["--version"]), { code: 0, stdout: `vt ${VERSION}\n`, stderr: "" });
  deepEqual([...Deno.readDirSync(cache)].map(({ name }) => name), [name]);
});

executableTest("is the same however often it is built", async (machine) => {
  const again = await buildExecutable(`${machine.path}/again`);
  ok(Deno.readFileSync(again).every(sameAs(Deno.readFileSync(await executable()))));
});

function sameAs(bytes: Uint8Array): (byte: number, at: number) => boolean {
  return (byte, at) => byte === bytes[at];
}

function hasEntry(folder: string, name: RegExp): () => boolean {
  return () => isThere(folder) && [...Deno.readDirSync(folder)].some((entry) => name.test(entry.name));
}
