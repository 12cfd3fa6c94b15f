/** A command that goes on when vt has ended. */
import { defineJob, type JobHandle, ModuleError, PathValue, port, types as t } from "vt";
import { endOfFile, lastLines, partOfFile } from "./file_end.ts";
import {
  checkFolder,
  type ExitRecord,
  exitRecord,
  isCancelled,
  isOver,
  noteCancelled,
  processRecord,
} from "./job_directory.ts";
import { endGroup } from "./live_process.ts";
import { namedIn, prepareCommand, runOnce } from "./shell_command.ts";

/** What is kept of a job; all else is in its folder. */
interface ShellParameters {
  /** The beginning of the command, for lists of jobs. */
  readonly __desc__: string;
  readonly job_directory: string;
  /** Where the command runs. */
  readonly directory: string;
  readonly expected_exit_code: number;
  /** Names of the secrets that its environment has. */
  readonly secrets?: readonly string[];
}

/**
 * Runs a command in a process group of its own. What it writes goes to files in the job's folder, and so does its exit
 * code, whether vt is there or not. It is started once, whenever and however often vt is killed meanwhile: the folder
 * says whether it has begun. When the machine stops, or the process that waits for the command is killed, nobody knows
 * how it ended: asking after it then fails, and a person has to decide.
 *
 * Values of `environment` may have secrets in them, `Bearer ${secret:TOKEN}`: the command gets them from the process that
 * starts it, and they are not kept. What the command writes is kept as it wrote it: it should not write them.
 *
 * @example
 * ```ts
 * import { types as t, workflow } from "vt";
 * import { ShellJob } from "vt/jobs";
 * workflow("sorted", ({ add, input, output }) => {
 *   const sorted = add(ShellJob, { command: 'sort "$1"', files: input("file", t.File) });
 *   output("sorted", sorted.standard_output);
 * });
 * ```
 */
export const ShellJob = defineJob({
  name: "ShellJob",
  doc: "A command that goes on when the program has ended: of this machine, or of the target that it is set to.",
  secrets: "named",
  parallelizable: { remote: true, autoselect: false },
  inputs: {
    command: port(t.String, { doc: "What sh runs. It has all variables of vt's environment." }),
    directory: port(t.Directory, {
      optional: true,
      doc:
        "Where it runs; a new one unless given. It must outlive the run. A target has a copy, which may only be read.",
    }),
    environment: port(t.Dictionary, {
      optional: true,
      doc: "Variables to add. They are kept, but for the secrets that are named in them: ${secret:NAME}.",
    }),
    files: port(t.File, { optional: true, depth: 1, doc: 'Copies of them are "$1", "$2", …' }),
    expected_exit_code: port(t.Integer, { default: 0, doc: "With any other the module fails." }),
  },
  outputs: {
    exit_code: port(t.Integer),
    standard_output: port(t.File),
    standard_error: port(t.File),
    directory: port(t.Directory, { doc: "Where it ran." }),
  },
  readInputs: ({ expected_exit_code, ...command }, context): ShellParameters => ({
    __desc__: command.command.trim().split("\n")[0].slice(0, 80),
    job_directory: context.directory,
    directory: prepareCommand(context.directory, command),
    expected_exit_code,
    secrets: namedIn(command),
  }),
  start: async (parameters, context) => {
    const values = (parameters.secrets ?? []).map((name) => [name, context.secret(name)] as const);
    await runOnce(parameters.job_directory, new Map(values));
    return parameters;
  },
  handle: handleOf,
  finish: async (parameters) => {
    const { code, finishedAt } = await expectedExit(parameters);
    return { ...parameters, exit_code: code, finished_at: finishedAt };
  },
  setResults: ({ job_directory, directory, exit_code }) => {
    checkFolder(job_directory);
    return {
      exit_code,
      standard_output: new PathValue(`${job_directory}/stdout`),
      standard_error: new PathValue(`${job_directory}/stderr`),
      directory: new PathValue(directory),
    };
  },
  recover: (parameters) => {
    const { job_directory: directory } = parameters;
    checkFolder(directory);
    if (processRecord(directory) === undefined) return undefined;
    isOver(directory); // throws when nobody knows what became of it
    return parameters;
  },
});

function handleOf({ job_directory: directory, expected_exit_code }: ShellParameters): JobHandle {
  return {
    finished: () => isOver(directory),
    failed: () => {
      if (isCancelled(directory)) return isOver(directory);
      return (exitRecord(directory)?.code ?? expected_exit_code) !== expected_exit_code;
    },
    standardOutput: () => endOfFile(`${directory}/stdout`),
    standardError: () => endOfFile(`${directory}/stderr`),
    outputPart: (stream, part) => partOfFile(`${directory}/${stream}`, part),
    cancel: () => cancel(directory),
  };
}

async function cancel(directory: string): Promise<void> {
  if (isOver(directory)) return;
  noteCancelled(directory);
  await endGroup(processRecord(directory)!.pid);
}

async function expectedExit({ job_directory, expected_exit_code }: ShellParameters): Promise<ExitRecord> {
  if (isCancelled(job_directory)) throw new ModuleError("The command was cancelled");
  const exit = exitRecord(job_directory);
  if (exit === undefined) throw new Error(`Cannot take the results of the job: it is not over (${job_directory})`);
  if (exit.code === expected_exit_code) return exit;
  const said = lastLines(await endOfFile(`${job_directory}/stderr`, 4096), 10);
  throw new ModuleError(`Command failed: exit code ${exit.code}, expected ${expected_exit_code}${said && `\n${said}`}`);
}
