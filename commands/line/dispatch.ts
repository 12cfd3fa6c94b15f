/** From the arguments to a command and its exit code; every error ends here. */
import { InputError, InvalidPipelineError, problemText, UsageError } from "../../runtime/errors.ts";
import { nearest } from "../../runtime/nearest.ts";
import { readArguments } from "./arguments.ts";
import type { Command, CommandTable } from "./command.ts";
import { complain, masked, maskOutput, oneLine, paintFor, print } from "./terminal.ts";

const WRONG_INPUT = 2;
const BUG_IN_VT = 70;
/** What a shell reports of a program that wrote into a closed pipe. */
const CLOSED_PIPE = 141;

/** Runs what the arguments ask for and gives the exit code. Does not throw. */
export async function dispatch(args: readonly string[], table: CommandTable): Promise<number> {
  try {
    return await runNamed(args, table);
  } catch (error) {
    return report(error);
  }
}

async function runNamed([name, ...rest]: readonly string[], table: CommandTable): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h" || (name === "help" && rest.length === 0)) {
    const { overview } = await import("./help.ts");
    print(overview(await loadAll(table), paintFor(Deno.stdout)));
    return 0;
  }
  if (name === "help") return await showHelp(await load(rest[0], table));
  const command = await load(name, table);
  if (asksForHelp(rest)) return await showHelp(command);
  try {
    const args = readArguments(rest, command.options);
    if ("sandbox" in args.options && args.options.sandbox) {
      return await (await import("./sandbox.ts")).inSandbox(command.name, args);
    }
    if (command.options.store !== undefined) await hideSecrets(args.options.store as string | undefined);
    return await command.run(args, { commands: () => loadAll(table) });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${error.message} (vt ${name} --help shows how)`, { cause: error });
  }
}

/** Whatever a command with a store prints has no secrets in it. */
async function hideSecrets(store: string | undefined): Promise<void> {
  const { secretsOf } = await import("../run/secrets_of.ts");
  try {
    maskOutput(secretsOf(store).mask);
  } catch (error) {
    // What needs the store or a secret says so by itself.
    if (!(error instanceof InputError)) throw error;
  }
}

async function showHelp(command: Command): Promise<number> {
  const { commandHelp } = await import("./help.ts");
  print(commandHelp(command, paintFor(Deno.stdout)));
  return 0;
}

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return args.slice(0, end < 0 ? args.length : end).some((arg) => arg === "--help" || arg === "-h");
}

async function load(name: string, table: CommandTable): Promise<Command> {
  if (Object.hasOwn(table, name)) return (await table[name]()).command;
  const found = nearest(name, Object.keys(table));
  const meant = found !== undefined ? `did you mean vt ${found}?` : "vt --help lists them";
  const hint = /\.(vt|vtl|xml|[cm]?[jt]sx?)(:.*)?$/.test(name) ? `did you mean vt run ${name}?` : meant;
  throw new UsageError(`Unknown ${name.startsWith("-") ? "option" : "command"} ${name}: ${hint}`);
}

async function loadAll(table: CommandTable): Promise<readonly Command[]> {
  return await Promise.all(Object.keys(table).map((name) => load(name, table)));
}

function report(error: unknown): number {
  // What went wrong first says more than what then went wrong while cleaning up.
  if (error instanceof SuppressedError) return report(error.suppressed);
  if (error instanceof Deno.errors.BrokenPipe) return CLOSED_PIPE;
  if (error instanceof InvalidPipelineError && error.problems.length > 1) {
    complain("vt: Cannot run the pipeline:");
    for (const problem of error.problems) complain(`  ${oneLine(masked(problemText(problem)), 2000)}`);
    return WRONG_INPUT;
  }
  if (error instanceof InputError) {
    complain(`vt: ${oneLine(masked(error.message), 2000)}`);
    return WRONG_INPUT;
  }
  complain(`vt: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
  complain("vt: This is a bug in vt; please report it together with the lines above");
  return BUG_IN_VT;
}
