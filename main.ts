/** The command line, `vt`: a table of commands, each loaded only when it is used. */
import type { CommandTable } from "./commands/command.ts";
import { VERSION } from "./runtime/version.ts";

const COMMANDS: CommandTable = {
  run: () => import("./commands/run.ts"),
  resume: () => import("./commands/resume.ts"),
  jobs: () => import("./commands/jobs.ts"),
  show: () => import("./commands/show.ts"),
  plan: () => import("./commands/plan.ts"),
  check: () => import("./commands/check.ts"),
  tag: () => import("./commands/tag.ts"),
  diff: () => import("./commands/diff.ts"),
  modules: () => import("./commands/modules.ts"),
  log: () => import("./commands/log.ts"),
  init: () => import("./commands/init.ts"),
  completions: () => import("./commands/completions.ts"),
  doctor: () => import("./commands/doctor.ts"),
};

if (import.meta.main) Deno.exit(await vt(Deno.args));

/** Runs a command and gives its exit code. */
export async function vt(args: readonly string[]): Promise<number> {
  if (args[0] === "--version" || args[0] === "-V") {
    Deno.stdout.writeSync(new TextEncoder().encode(`vt ${VERSION}\n`));
    return 0;
  }
  const { dispatch } = await import("./commands/dispatch.ts");
  return await dispatch(args, COMMANDS);
}
