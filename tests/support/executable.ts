/** The self-contained file, built once for all tests, and what a machine without Deno has. */
import { complain } from "../../commands/line/terminal.ts";
import { compile } from "../../scripts/compile.ts";
import { thisTarget } from "../../scripts/executable/targets.ts";
import type { Finished } from "./vt_process.ts";

const UNPACKING = "sh gzip id ln ls mkdir mktemp readlink rm sleep tail tar uname".split(" ");
const OTHERS = "cat date env kill mv ps python3".split(" ");

const built = new Map<"executable" | "folder", Promise<string> | string>();

/** What this machine lacks to run the self-contained file; empty where it can. */
const missing = UNPACKING.filter((name) => findTool(name) === undefined);
if (missing.length > 0) complain(`The self-contained file is not tested: there is no ${missing.join(", ")}`);

/** A test of the file on a machine of its own. */
export function executableTest(name: string, test: (machine: Machine) => Promise<void>, ignore = false): void {
  Deno.test({
    name: `self-contained file: ${name}`,
    ignore: missing.length > 0 || ignore,
    fn: async () => {
      using machine = new Machine();
      await test(machine);
    },
  });
}

/** Path of the file. */
export function executable(): Promise<string> {
  const known = built.get("executable");
  if (known !== undefined) return Promise.resolve(known);
  const folder = Deno.makeTempDirSync({ prefix: "vt_executable_" });
  built.set("folder", folder);
  globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
  const made = buildExecutable(`${folder}/vt`);
  built.set("executable", made);
  return made;
}

/** Builds another one. */
export async function buildExecutable(output: string): Promise<string> {
  await compile({ target: thisTarget(), isSelfContained: true, output });
  return output;
}

/** A machine: a home directory, temporary files, and programs, Deno not among them. */
export class Machine implements Disposable {
  /** All of it. */
  readonly path: string = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "vt_machine_" }));
  readonly home: string = `${this.path}/home`;
  readonly temporary: string = `${this.path}/tmp`;
  readonly #programs = `${this.path}/programs`;

  constructor() {
    for (const folder of [this.home, this.temporary, this.#programs]) Deno.mkdirSync(folder);
    for (const name of [...UNPACKING, ...OTHERS]) {
      const tool = findTool(name);
      if (tool !== undefined) Deno.symlinkSync(tool, `${this.#programs}/${name}`);
    }
  }

  /** Starts the file here, as another user if one is named; of our own environment it sees nothing. */
  start(
    file: string,
    args: readonly string[],
    environment: Record<string, string> = {},
    user?: number,
  ): Deno.ChildProcess {
    const env = { HOME: this.home, TMPDIR: this.temporary, PATH: this.#programs, NO_COLOR: "1", ...environment };
    return new Deno.Command(file, {
      args: [...args],
      cwd: this.path,
      clearEnv: true,
      env,
      ...(user !== undefined && { uid: user, gid: user }),
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  /** Runs the file to its end. */
  async vt(args: readonly string[], environment: Record<string, string> = {}, user?: number): Promise<Finished> {
    return await ended(this.start(await executable(), args, environment, user));
  }

  write(name: string, content: string | Uint8Array): string {
    const path = `${this.path}/${name}`;
    Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    if (typeof content === "string") Deno.writeTextFileSync(path, content);
    else Deno.writeFileSync(path, content);
    return path;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

/** What a process left behind. */
export async function ended(child: Deno.ChildProcess): Promise<Finished> {
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Whether this machine has a program. */
export function hasTool(name: string): boolean {
  return findTool(name) !== undefined;
}

function findTool(name: string): string | undefined {
  // The programs of the system first: others may be scripts that need more than is there.
  const folders = ("/usr/bin:/bin:" + (Deno.env.get("PATH") ?? "")).split(":").filter((folder) => folder !== "");
  return folders.map((folder) => `${folder}/${name}`).find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

/** Whether there is anything by this name. */
export function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Works while on `folder` a file system is mounted from which no program may be started. */
export async function withoutPrograms(folder: string, work: () => Promise<void>): Promise<void> {
  const args = ["-t", "tmpfs", "-o", "mode=755,noexec", "vt_test", folder];
  if (!(await new Deno.Command("mount", { args }).output()).success) throw new Error(`Cannot mount ${folder}`);
  try {
    await work();
  } finally {
    await new Deno.Command("umount", { args: [folder] }).output();
  }
}

/** Whether this user may mount. */
export async function canMount(): Promise<boolean> {
  const folder = Deno.makeTempDirSync({ prefix: "vt_mount_" });
  try {
    return await withoutPrograms(folder, () => Promise.resolve()).then(() => true, () => false);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
