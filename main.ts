/** The command line, `vt`: a table of commands, each loaded only when it is used. */
import type { Command, CommandTable } from "./commands/line/command.ts";
import { giveBackEnvironment } from "./runtime/deno_environment.ts";
import { VERSION } from "./runtime/version.ts";

const NAMES = [
  "run",
  "resume",
  "jobs",
  "show",
  "plan",
  "why",
  "targets",
  "agent",
  "check",
  "tag",
  "diff",
  "export",
  "modules",
  "log",
  "monitor",
  "notify",
  "secrets",
  "init",
  "completions",
  "doctor",
] as const;

/** What a compiled vt starts itself with to compute elsewhere; no command of people's. */
const FAR_SIDE = "far-side";

/**
 * The commands, in the order of help.
 * The name of the file is computed so that Deno does not read every command's files at each start: it would for a literal
 * one, also where the import is never reached.
 */
export const COMMANDS: CommandTable = Object.fromEntries(NAMES.map((name) => [
  name,
  (): Promise<{ readonly command: Command }> => import(new URL(`./commands/${name}.ts`, import.meta.url).href),
]));

if (import.meta.main) {
  giveBackEnvironment();
  Deno.exit(await vt(Deno.args));
}

/** Runs a command and gives its exit code. */
export async function vt(args: readonly string[]): Promise<number> {
  if (args[0] === "--version" || args[0] === "-V") {
    Deno.stdout.writeSync(new TextEncoder().encode(`vt ${VERSION}\n`));
    return 0;
  }
  if (args[0] === FAR_SIDE) {
    const { serve }: typeof import("./far_side.ts") = await import(new URL("./far_side.ts", import.meta.url).href);
    await serve();
    return 0;
  }
  const { dispatch } = await import("./commands/line/dispatch.ts");
  return await dispatch(args, COMMANDS);
}
