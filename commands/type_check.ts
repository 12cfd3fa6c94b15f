/** Checks the types of a workflow script, its wiring among them, by the type checker of Deno. */
import { scriptConfig, whyNoTypes } from "./script_config.ts";

/** What came of it. `errors` is empty for a good script; `reason` says why there was no check. */
export type TypeCheck =
  | { readonly checked: true; readonly errors: string }
  | { readonly checked: false; readonly reason: string };

/** Checks the script at `path`, wherever it lies, without running it. */
export async function typeCheckScript(path: string): Promise<TypeCheck> {
  const reason = whyNoTypes();
  if (reason !== undefined) return { checked: false, reason };
  const directory = await Deno.makeTempDir({ prefix: "vt_check_" });
  try {
    const config = `${directory}/deno.json`;
    await Deno.writeTextFile(config, JSON.stringify(scriptConfig()));
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "--quiet", "--no-lock", "--config", config, await Deno.realPath(path)],
      env: { NO_COLOR: "1", RUST_BACKTRACE: "0" },
      stdin: "null",
      stdout: "null",
    }).output();
    return { checked: true, errors: success ? "" : errorsIn(new TextDecoder().decode(stderr)) };
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** Deno's messages, without what it says about itself and where in vt the types are declared. */
function errorsIn(output: string): string {
  const blocks = output.split(/^error: Type checking failed/m)[0].split("\n\n");
  return blocks.filter((block) => !/^\s/.test(block)).join("\n\n").trim();
}
