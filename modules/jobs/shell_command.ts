/** A command that is to run once, in a process that nothing of ours need survive. */
import { ModuleError, type PathValue } from "vt";
import { secretNamesIn } from "../../runtime/authoring/secret_reference.ts";
import { messageOf } from "../../runtime/errors.ts";
import { ifThere } from "../../runtime/if_there.ts";
import { prepareDirectory, processRecord, writeSafely } from "./job_directory.ts";
import { thisBoot } from "./live_process.ts";
import WRAPPER from "./wrapper.sh" with { type: "text" };

/** What comes in on ShellJob's ports. */
export interface ShellCommand {
  readonly command: string;
  readonly directory?: PathValue;
  readonly environment?: ReadonlyMap<unknown, unknown>;
  readonly files?: readonly (PathValue | undefined)[];
}

/** Makes the job's folder with all that the command needs, and says where the command will run. */
export function prepareCommand(jobDirectory: string, shell: ShellCommand): string {
  const { command, directory, environment = new Map(), files = [] } = shell;
  if (command.trim() === "") throw new ModuleError("Cannot run the command: it is empty");
  const place = directory === undefined ? `${jobDirectory}/work` : realDirectory(directory.name);
  const variables = [...environment].map(([name, value]) => exportLine(name, value));
  if (processRecord(jobDirectory) !== undefined) return place;
  prepareDirectory(jobDirectory, (folder) => {
    const copies = files.flatMap((file, i) => file === undefined ? [] : [copyInto(folder, file.name, i + 1)]);
    const words = ["command", ...copies].map((name) => quoted(`${jobDirectory}/${name}`));
    // Cancelled before it could receive a signal.
    const unlessCancelled = `[ ! -e ${quoted(`${jobDirectory}/cancelled`)} ] || exit 143`;
    const handed = namedIn(shell).map((name) => `unset ${HANDED}${name}`);
    const run = [
      unlessCancelled,
      `cd ${quoted(place)} || exit`,
      ...variables,
      ...handed,
      `exec /bin/sh ${words.join(" ")}`,
    ];
    writeSafely(`${folder}/command`, `${command}\n`);
    writeSafely(`${folder}/run`, `${run.join("\n")}\n`);
    writeSafely(`${folder}/wrapper`, WRAPPER);
    for (const name of ["stdout", "stderr"]) Deno.writeTextFileSync(`${folder}/${name}`, "");
    if (directory === undefined) Deno.mkdirSync(`${folder}/work`);
  });
  return place;
}

/**
 * Runs the command of a prepared folder, unless that was done before. Afterwards its process is on record. A
 * ModuleError: it did not begin. `secrets`: the values that {@linkcode namedIn} names.
 */
export async function runOnce(jobDirectory: string, secrets: ReadonlyMap<string, string> = new Map()): Promise<void> {
  if (processRecord(jobDirectory) !== undefined) return;
  const said = await startWrapper(jobDirectory, secrets);
  if (processRecord(jobDirectory) === undefined) throw new ModuleError(`Cannot start the command: ${said}`);
}

/** Gives what the wrapper says; it closes what it says it with when the command begins. */
async function startWrapper(jobDirectory: string, secrets: ReadonlyMap<string, string>): Promise<string> {
  const child = new Deno.Command("/bin/sh", {
    args: [`${jobDirectory}/wrapper`, thisBoot(), Deno.hostname()],
    cwd: "/",
    env: Object.fromEntries(Array.from(secrets, ([name, value]) => [HANDED + name, value])),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: true, // a session of its own: neither a closed terminal nor Ctrl-C reaches it
  }).spawn();
  const said = await Promise.all([child.stdout, child.stderr].map((stream) => new Response(stream).text()));
  child.unref();
  return said.join("").trim();
}

/** Names of the secrets in the environment of a command. */
export function namedIn({ environment }: ShellCommand): readonly string[] {
  return [...secretNamesIn([...environment?.values() ?? []])].sort();
}

/** In which variables the process that starts the command has the secrets: they are in no file. */
const HANDED = "vt_secret_";

function realDirectory(name: string): string {
  const path = ifThere(() => Deno.realPathSync(name));
  if (path !== undefined && Deno.statSync(path).isDirectory) return path;
  throw new ModuleError(`Directory doesn't exist: ${name}`);
}

/** Copies a file under its own name; gives where it is in the folder. */
function copyInto(folder: string, file: string, number: number): string {
  const path = `files/${number}/${file.slice(file.lastIndexOf("/") + 1)}`;
  Deno.mkdirSync(`${folder}/files/${number}`, { recursive: true });
  try {
    Deno.copyFileSync(file, `${folder}/${path}`);
    using copy = Deno.openSync(`${folder}/${path}`, { write: true });
    copy.syncDataSync();
  } catch (error) {
    const reason = messageOf(error);
    throw new ModuleError(`Cannot copy ${file} for the command: ${reason}`, { cause: error });
  }
  return path;
}

function exportLine(name: unknown, value: unknown): string {
  if (typeof name !== "string" || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    throw new ModuleError(`Cannot set a variable of the environment: ${name} is no name for one`);
  }
  if (!["string", "number", "bigint", "boolean"].includes(typeof value)) {
    throw new ModuleError(`Cannot set ${name} in the environment: its value is neither a text nor a number`);
  }
  const parts = String(value).split(/(\$\{secret:[A-Za-z_][A-Za-z0-9_]*\})/);
  return `export ${name}=${
    parts.map((part, i) => i % 2 === 0 ? quoted(part) : `"$${HANDED}${part.slice(9, -1)}"`).join("")
  }`;
}

/** The text as one word of sh. */
function quoted(text: string): string {
  if (text.includes("\0")) throw new ModuleError("Cannot run the command: a text in it contains a zero byte");
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
