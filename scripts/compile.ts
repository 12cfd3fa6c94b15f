/**
 * Makes vt one file, `dist/vt-<version>-<system>-<architecture>`: with `deno compile`, or where the base that this
 * needs cannot be had, from a Deno that is there.
 */
import { parseArgs } from "node:util";
import { messageOf } from "../runtime/errors.ts";
import { VERSION } from "../runtime/version.ts";
import { ROOT } from "./executable/app_files.ts";
import { writeCompiled } from "./executable/compiled.ts";
import { writeSelfContained } from "./executable/self_contained.ts";
import { checkProgram, findTarget, type Target, thisTarget } from "./executable/targets.ts";

const HELP = `deno task compile [--target NAME] [--self-contained] [--deno FILE] [--output FILE]

  --target NAME      linux-x64, linux-arm64, macos-x64, macos-arm64 or windows-x64; else this machine
  --self-contained   do not use deno compile
  --deno FILE        the Deno to put into the self-contained file; else the one that runs this
  --output FILE      else dist/vt-<version>-<system>-<architecture>
`;

/** What to make. */
export interface CompileOptions {
  readonly target: Target;
  readonly isSelfContained: boolean;
  /** The Deno for the target. */
  readonly deno?: string;
  readonly output: string;
}

/** Makes the file and says what it is. Throws where it cannot be made. */
export async function compile({ target, isSelfContained, deno, output }: CompileOptions): Promise<string> {
  const folder = output.includes("/") ? output.slice(0, output.lastIndexOf("/")) : ".";
  Deno.mkdirSync(folder || "/", { recursive: true });
  // Another program may run it meanwhile, and deno compile overwrites nothing that is not its own.
  const fresh = `${Deno.realPathSync(folder || "/")}/.vt-${target.name}-${Deno.pid}${
    target.name.startsWith("windows") ? ".exe" : ""
  }`;
  try {
    const said = await write({ target, isSelfContained, deno, output: fresh });
    Deno.renameSync(fresh, output);
    const size = `${(Deno.statSync(output).size / 1e6).toFixed(1)} MB`;
    return `${said}\nWrote ${output}, ${size}`;
  } catch (error) {
    if (isThere(fresh)) Deno.removeSync(fresh);
    throw error;
  }
}

async function write({ target, isSelfContained, deno, output }: CompileOptions): Promise<string> {
  if (!isSelfContained) {
    const compiled = await writeCompiled(output, target, VERSION);
    if ("base" in compiled) return `Compiled for ${target.name}; the base: ${compiled.base}`;
    const { missing } = compiled;
    if (deno === undefined && target !== thisTarget()) {
      throw new Error(
        `Cannot compile for ${target.name}: there is no base for it (${missing}). Name one in DENORT_BIN, or with ` +
          `--deno a Deno for ${target.name}, to make the self-contained file`,
      );
    }
    const made = await write({ target, isSelfContained: true, deno, output });
    return `There is no base for deno compile: ${missing}. DENORT_BIN may name one.\n${made}`;
  }
  if (target.name.startsWith("windows")) throw new Error("The self-contained file needs sh: Windows has none");
  const program = deno ?? Deno.execPath();
  checkProgram(program, target);
  await writeSelfContained(output, program);
  return `Made the self-contained file for ${target.name} from ${program}`;
}

/** Where the file for a target goes unless something else is said. */
export function outputPath(target: Target): string {
  const name = `dist/vt-${VERSION}-${target.name}${target.name.startsWith("windows") ? ".exe" : ""}`;
  return decodeURIComponent(new URL(name, ROOT).pathname);
}

function isThere(path: string): boolean {
  try {
    return Deno.lstatSync(path).isFile;
  } catch {
    return false;
  }
}

async function main(): Promise<number> {
  const say = (text: string): number => Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
  try {
    const { values } = parseArgs({
      args: [...Deno.args],
      options: {
        target: { type: "string" },
        "self-contained": { type: "boolean", default: false },
        deno: { type: "string" },
        output: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help) return say(HELP) && 0;
    const target = values.target === undefined ? thisTarget() : findTarget(values.target);
    const { deno, output = outputPath(target), "self-contained": isSelfContained } = values;
    say(await compile({ target, isSelfContained, deno, output }));
    return 0;
  } catch (error) {
    say(`Cannot make the executable: ${messageOf(error)}`);
    return 1;
  }
}

if (import.meta.main) Deno.exit(await main());
