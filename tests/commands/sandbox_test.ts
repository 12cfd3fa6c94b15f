/** `--sandbox`, with scripts that try what they must not. */
import { deepEqual, equal, match } from "node:assert/strict";
import { temporaryPlace } from "../support/recorded_run.ts";
import { type Finished, vt } from "../support/vt_process.ts";

const ATTEMPTS = `
import { types as t, workflow } from "vt";
import { Range } from "vt/basic";
const done: string[] = [];
async function attempt(name: string, run: () => unknown): Promise<void> {
  try {
    await run();
    done.push(name);
  } catch {
    // as it should be
  }
}
await attempt("read its folder", () => Deno.readTextFileSync("FOLDER/beside.txt"));
await attempt("read another folder", () => Deno.readTextFileSync("FOLDER/../outside.ts"));
await attempt("import what lies elsewhere", () => import("../outside.ts"));
await attempt("write", () => Deno.writeTextFileSync("FOLDER/made", ""));
await attempt("start a program", () => new Deno.Command("true").outputSync());
await attempt("listen", () => Deno.listen({ port: 0 }).close());
await attempt("connect", () => Deno.connect({ hostname: "127.0.0.1", port: PORT }));
await attempt("ask for a name", () => Deno.resolveDns("example.org", "A"));
await attempt("import from the network", () => import("http://127.0.0.1:PORT/a.ts"));
await attempt("look for a package", () => import("npm:vt-no-such-package-" + "secret"));
await attempt("load a library", () => Deno.dlopen("libc.so.6", {}));
await attempt("see a variable", () => Deno.env.get("SECRET_OF_MINE")!.length);
await attempt("give itself rights", () => {
  if (Deno.permissions.requestSync({ name: "run" }).state !== "granted") throw new Error("no");
});
console.error(JSON.stringify(done));
export default workflow("attempts", ({ add, output }) => {
  output("all", add(Range, { stop: 3 }).value);
});
`;

class Stage implements Disposable {
  readonly #place = temporaryPlace();
  readonly root = Deno.realPathSync(this.#place.directory);

  constructor() {
    Deno.mkdirSync(`${this.root}/in here`);
    this.write("in here/beside.txt", "x");
    this.write("outside.ts", "export {};");
  }

  write(name: string, text: string): void {
    Deno.writeTextFileSync(`${this.root}/${name}`, text);
  }

  run(...args: string[]): Promise<Finished> {
    return vt([...args, "--sandbox"], { VT_STORE: `${this.root}/store`, SECRET_OF_MINE: "x" });
  }

  [Symbol.dispose](): void {
    this.#place[Symbol.dispose]();
  }
}

for (const command of ["show", "plan", "check"]) {
  Deno.test(`vt ${command} --sandbox lets a script read its folder, and nothing else`, async () => {
    using stage = new Stage();
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const folder = `${stage.root}/in here`;
    const port = String((listener.addr as Deno.NetAddr).port);
    stage.write("in here/wf.ts", ATTEMPTS.replaceAll("FOLDER", folder).replaceAll("PORT", port));
    const { code, stdout, stderr } = await stage.run(command, `${folder}/wf.ts`);
    equal(code, 0, stderr);
    deepEqual(stderr.split("\n").filter((line) => line.startsWith("[")), ['["read its folder"]']);
    match(stdout, /2 modules/);
    deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), ["beside.txt", "wf.ts"]);
  });
}

Deno.test("what a sandbox does not give is one line that names it, and exit code 2", async () => {
  using stage = new Stage();
  stage.write("in here/imports.ts", 'import "../outside.ts";\n');
  stage.write("in here/writes.ts", '\nDeno.writeTextFileSync("/made", "");\n');
  const run = async (name: string): Promise<string> => {
    const { code, stdout, stderr } = await stage.run("show", `${stage.root}/in here/${name}`);
    deepEqual([code, stdout], [2, ""]);
    return stderr.replaceAll(stage.root, "");
  };
  const start = "vt: Cannot open script /in here/";
  const lacks = "which the sandbox does not give";
  equal(
    await run("imports.ts"),
    `${start}imports.ts: it needs read access to "/outside.ts", ${lacks} (/in here/imports.ts:1:8)\n`,
  );
  equal(
    await run("writes.ts"),
    `${start}writes.ts: it needs write access to "/made", ${lacks} (/in here/writes.ts:2)\n`,
  );
  match(await run("gone.ts"), /no such file\n$/);
  const { code, stderr } = await stage.run("show", "/tmp/a,b/wf.ts");
  deepEqual([code, stderr], [2, "vt: Cannot make a sandbox: Deno takes no path with a comma: /tmp/a,b\n"]);
});

Deno.test("vt plan --sandbox knows the person's targets, the values that are set and the Python", async () => {
  using stage = new Stage();
  const script = `
    import { port, types as t, withPorts, workflow } from "vt";
    import { PythonSource } from "vt/basic";
    const Own = withPorts(PythonSource, { outputs: { o: port(t.Integer) } });
    export default workflow("python", ({ add, parameter }) => {
      const count = parameter("count", t.Integer, 1);
      for (let i = 0; i < count; i++) add(Own, { source: "o = 1" });
    });`;
  stage.write("in here/wf.ts", script);
  const file = `${stage.root}/in here/wf.ts`;
  stage.write("python", "#!/bin/sh\n");
  Deno.chmodSync(`${stage.root}/python`, 0o755);
  const env = { VT_STORE: `${stage.root}/store` };
  equal((await vt(["targets", "add", "big", "--scheme", "process"], env)).code, 0);
  const args = ["plan", file, "--set", "count=3", "--target", "big", "--python", `${stage.root}/python`];
  const { code, stdout, stderr } = await stage.run(...args);
  equal(stderr, "");
  equal(code, 0);
  equal(stdout.match(/PythonSource {2}big/g)?.length, 3, stdout);
});
