/** For scripts that nobody trusts yet: the command runs again, in a child that may read their folders and nothing else. */
import { findPython } from "../../modules/python/python_command.ts";
import { denoEnvironment } from "../../runtime/deno_environment.ts";
import { InputError } from "../../runtime/errors.ts";
import { ifThere } from "../../runtime/if_there.ts";
import { makeTemporaryFolder, removeTemporaryFolderSync } from "../../runtime/temporary_folder.ts";
import { splitVersion } from "../../runtime/vt_file/bundle.ts";
import { ownTargetsFile } from "../open/open_configuration.ts";
import { isScript } from "../open/open_workflow.ts";
import { usePython } from "./python_option.ts";

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);

/** What a child may see of the environment; to look into variables is all that it may do with them. */
const VARIABLES = [
  "TERM",
  "COLORTERM",
  "NO_COLOR",
  "LANG",
  "LC_ALL",
  "TZ",
  "DENO_DIR",
  "XDG_CACHE_HOME",
  "HOME",
  "PATH",
];

/** Arguments of any command. */
interface SandboxedArguments {
  readonly operands: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * Runs `vt NAME` with these arguments, but for `--sandbox`; gives its exit code. The person's targets are known there,
 * records and secrets are not; nothing can be written, started or sent anywhere.
 */
export async function inSandbox(name: string, { operands, options }: SandboxedArguments): Promise<number> {
  if (Deno.build.standalone) {
    throw new InputError("Cannot make a sandbox: a compiled vt starts itself with all permissions; use vt from source");
  }
  const store = makeTemporaryFolder(undefined, "sandbox");
  const stay = (): void => {}; // Ctrl-C ends the child, which the terminal tells too; then we clear up
  Deno.addSignalListener("SIGINT", stay);
  try {
    copyTargets(options.store as string | undefined, store);
    usePython(options.python as string | undefined);
    const python = findPython();
    const files = [options.targets, python].filter((path) => typeof path === "string").map(realPath);
    const readable = [ROOT, store, realPath(store), ...await foldersOf(operands), ...files, ...python ? [python] : []];
    const { code } = await new Deno.Command(Deno.execPath(), {
      args: [...denoWords(readable, store), name, ...optionWords(options), "--", ...operands],
      clearEnv: true,
      env: { ...ourVariables(), ...denoEnvironment(), VT_STORE: store, ...(python && { VT_PYTHON: python }) },
      stdin: "null",
      stdout: "inherit",
      stderr: "inherit",
    }).output();
    return code;
  } finally {
    Deno.removeSignalListener("SIGINT", stay);
    removeTemporaryFolderSync(store);
  }
}

/** Without the network, an import that is not here cannot carry anything away either. */
function denoWords(readable: readonly string[], store: string): string[] {
  const wrong = readable.find((path) => path.includes(","));
  if (wrong !== undefined) throw new InputError(`Cannot make a sandbox: Deno takes no path with a comma: ${wrong}`);
  return [
    ...["run", "--quiet", "--no-prompt", "--cached-only", "--no-remote"],
    ...[`--allow-read=${readable.join(",")}`, `--allow-write=${store}`, "--allow-env", "--allow-sys=uid"],
    ...["--config", `${ROOT}deno.json`, `${ROOT}main.ts`],
  ];
}

function optionWords(options: SandboxedArguments["options"]): string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    if (["sandbox", "store", "python"].includes(name) || value === undefined || value === false) return [];
    return value === true ? [`--${name}`] : [value].flat().map((one) => `--${name}=${one}`);
  });
}

/** The folders of the workflows, as they are reached and as they are. */
async function foldersOf(operands: readonly string[]): Promise<string[]> {
  const folders = new Set<string>();
  for (const operand of operands) {
    const file = isScript(operand) ? operand : (await splitVersion(operand)).file;
    const absolute = file.startsWith("/") ? file : `${Deno.cwd()}/${file}`;
    for (const path of [absolute, realPath(absolute)]) folders.add(path.slice(0, path.lastIndexOf("/")) || "/");
  }
  return [...folders];
}

function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path; // the child says what is wrong with it
  }
}

function copyTargets(store: string | undefined, to: string): void {
  ifThere(() => Deno.copyFileSync(ownTargetsFile(store), `${to}/targets.xml`));
}

function ourVariables(): Record<string, string> {
  const given = VARIABLES.map((name) => [name, Deno.env.get(name)] as const);
  return Object.fromEntries(given.filter((one): one is readonly [string, string] => one[1] !== undefined));
}
