/** Checks the types of a workflow script, its wiring among them, by the type checker of Deno. */
import { denoEnvironment } from "../../runtime/deno_environment.ts";
import { IS_SELF_CONTAINED } from "../../runtime/packing.ts";
import { makeTemporaryFolder, removeTemporaryFolder } from "../../runtime/temporary_folder.ts";
import { realScript } from "../open/open_script.ts";
import { scriptConfig } from "../open/script_config.ts";

/** What came of it. `errors` is empty for a good script; `reason` says why there was no check. */
export type TypeCheck =
  | { readonly checked: true; readonly errors: string }
  | { readonly checked: false; readonly reason: string };

const NO_CHECKER = "this vt is compiled, without the type checker; after vt init, deno check has all that it needs";

const IN_SANDBOX = "a sandbox starts no type checker; deno check runs nothing of a script";

/** Checks the script at `path`, wherever it lies, without running it. Throws a ScriptError where it cannot be read. */
export async function typeCheckScript(path: string): Promise<TypeCheck> {
  const real = await realScript(path);
  if (Deno.build.standalone) return { checked: false, reason: NO_CHECKER };
  if (Deno.permissions.querySync({ name: "run" }).state !== "granted") return { checked: false, reason: IN_SANDBOX };
  const directory = makeTemporaryFolder(undefined, "check");
  try {
    const config = `${directory}/deno.json`;
    await Deno.writeTextFile(config, JSON.stringify(scriptConfig()));
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "--quiet", "--no-lock", "--config", config, real],
      env: { ...denoEnvironment(), NO_COLOR: "1", RUST_BACKTRACE: "0" },
      stdin: "null",
      stdout: "null",
    }).output();
    const said = new TextDecoder().decode(stderr);
    const unknown = IS_SELF_CONTAINED ? unknownPackage(said) : undefined;
    if (unknown !== undefined) return { checked: false, reason: `this vt does not know the types of ${unknown}` };
    return { checked: true, errors: success ? "" : errorsIn(said) };
  } finally {
    await removeTemporaryFolder(directory);
  }
}

/** A package that lies beside the script: it is found when the script runs, not by the type checker. */
function unknownPackage(output: string): string | undefined {
  const [, loaded, bare] = /^error: Failed loading \S+ for package "([^"]+)"|Import "([^"./][^"]*)" not a dependency/m
    .exec(output) ?? [];
  return loaded ?? bare;
}

/** Deno's messages, without what it says about itself and where in vt the types are declared. */
function errorsIn(output: string): string {
  const blocks = output.split(/^error: Type checking failed/m)[0].split("\n\n");
  return blocks.filter((block) => !/^\s/.test(block)).join("\n\n").trim();
}
