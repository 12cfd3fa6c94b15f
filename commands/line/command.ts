/** What a command is. Each is one file of this folder that exports `command`. */
import type { Arguments, Options } from "./arguments.ts";

/** A command of `vt`. */
export interface Command<O extends Options = Options> {
  readonly name: string;
  /** One line, beginning with a verb: "Runs workflows". */
  readonly summary: string;
  /** What follows `vt NAME`; one line per form. */
  readonly usage: string;
  /** Words that may stand first, such as `show` in `vt log show`; for completion. */
  readonly words?: readonly string[];
  readonly options: O;
  readonly examples: readonly (readonly [command: string, does: string])[];
  /** What else one should know; help shows it last. */
  readonly notes?: string;
  /** Does it, and gives the exit code. An `InputError` becomes one line on stderr and exit code 2. */
  run(args: Arguments<O>, vt: CommandLine): Promise<number>;
}

/** What a command may ask of the command line around it. */
export interface CommandLine {
  /** Every command, in the order of the table. */
  commands(): Promise<readonly Command[]>;
}

/** The commands by name, in the order in which help lists them; each is loaded by calling it. */
export type CommandTable = Readonly<Record<string, () => Promise<{ readonly command: Command }>>>;

/** Gives the command as it is; `run` receives the values with the types that its options say. */
export function defineCommand<const O extends Options>(command: Command<O>): Command {
  return command as Command;
}

/** The option of every command that prints data. */
export const JSON_OPTION = { type: "boolean", doc: "one JSON document a line on stdout" } as const;

/** The option of every command that reads or writes records. */
export const STORE_OPTION = { type: "string", value: "DIR", doc: "directory of the records" } as const;

/** The options of every command that decides where modules run. */
export const TARGET_OPTIONS = {
  target: { type: "string", value: "NAME", doc: "what supports this target goes there, all else runs here" },
  targets: { type: "string", value: "FILE", doc: "targets and preferences, in place of those in NAME.execution.xml" },
} as const;

/** The option of every command that evaluates a script and runs none of its modules. */
export const SANDBOX_OPTION = {
  type: "boolean",
  doc: "evaluate scripts where they may read their folder, and nothing else",
} as const;
