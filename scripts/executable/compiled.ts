/** A program made by `deno compile`, and the base that it needs: a Deno without tools, of the same version. */
import { appFiles } from "./app_files.ts";
import { denoInfo } from "./module_graph.ts";
import { checkProgram, type Target, thisTarget } from "./targets.ts";

/** What came of it: `missing` says why there is no base. */
export type Compiled = { readonly base: string } | { readonly missing: string };

/** Compiles to `path`. Throws when it fails for another reason than that there is no base. */
export async function writeCompiled(path: string, target: Target, version: string): Promise<Compiled> {
  const base = await givenBase(target);
  const folder = Deno.makeTempDirSync({ prefix: "vt_compile_" });
  try {
    for (const file of await appFiles(false)) {
      Deno.mkdirSync(`${folder}/${file.path}`.replace(/\/[^/]*$/, ""), { recursive: true });
      Deno.writeFileSync(`${folder}/${file.path}`, file.bytes);
    }
    const said = await compile(folder, path, target);
    if (said !== undefined && base === undefined && /dl\.deno\.land/.test(said)) {
      return { missing: `dl.deno.land cannot be reached (${lastLine(said)})` };
    }
    if (said !== undefined) throw new Error(`deno compile failed: ${said}`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
  if (target === thisTarget()) checkVersion(path, version);
  return { base: base ?? "downloaded by Deno" };
}

/** Where a base is at hand: what DENORT_BIN names, or in Deno's cache. */
async function givenBase(target: Target): Promise<string | undefined> {
  const named = Deno.env.get("DENORT_BIN");
  if (named) {
    checkProgram(named, target);
    return `DENORT_BIN, ${named}`;
  }
  const { denoDir } = await denoInfo<{ readonly denoDir: string }>([]);
  const cached = `${denoDir}/dl/release/v${Deno.version.deno}/denort-${target.triple}.zip`;
  try {
    return Deno.statSync(cached).isFile ? cached : undefined;
  } catch {
    return undefined;
  }
}

/** What Deno says when it fails. */
async function compile(folder: string, path: string, target: Target): Promise<string | undefined> {
  // Of deno.json and the packages Deno takes what it needs by itself; commands are loaded by computed names.
  const included = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => name !== "node_modules")
    .sort();
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["compile", "--quiet", "--no-check", "-A", "--no-prompt", "--app-name", "vt", "--target", target.triple],
      ...included.flatMap((name) => ["--include", name]),
      ...["--config", "deno.json", "--output", path, "main.ts"],
    ],
    cwd: folder,
    env: { NO_COLOR: "1", RUST_BACKTRACE: "0" },
    stdout: "null",
  }).output();
  return success ? undefined : new TextDecoder().decode(stderr).trim();
}

function lastLine(text: string): string {
  const lines = text.split(/^\s*Stack backtrace/m)[0].trim().split("\n");
  return lines[lines.length - 1].replace(/^[\s\d:]+/, "");
}

/** Deno takes any file for a base; a wrong one makes a program that is not vt. */
function checkVersion(path: string, version: string): void {
  const { stdout } = new Deno.Command(path, { args: ["--version"], stdin: "null", stderr: "null" }).outputSync();
  if (new TextDecoder().decode(stdout) === `vt ${version}\n`) return;
  Deno.removeSync(path);
  throw new Error(`The program that deno compile made is not vt: its base is no denort of Deno ${Deno.version.deno}`);
}
