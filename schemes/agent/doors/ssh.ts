/**
 * The door of `ssh`: the system's own, with the person's configuration, keys and jump hosts. It never asks anything. One
 * connection carries all that is said to a host.
 */
import { oneLine } from "../../../runtime/one_line.ts";
import { SchemeError } from "../../../runtime/scheme/execution_scheme.ts";
import { VERSION } from "../../../runtime/version.ts";
import { NO_PROGRAM, startScript } from "../../hosts/host_scripts.ts";
import { ownPlatform } from "../../hosts/platform.ts";
import { prepareHost } from "../../hosts/prepare_host.ts";
import { findProgram, type ProgramFile } from "../../hosts/program_file.ts";
import { forget, inTurn, isOpen, type SharedConnection, sharedConnection } from "../../hosts/shared_connection.ts";
import { type SshDestination, sshWords } from "../../hosts/ssh_words.ts";
import { type Connection, type Door, DoorError } from "../connection.ts";
import { LastWords } from "./last_words.ts";
import { afterPreamble } from "./preamble.ts";

/** Which host, and how `ssh` gets there; what is left out is as its configuration says. */
export interface SshOptions extends SshDestination {
  /** What starts vt there, as its shell reads it; where nothing is said, a vt that is there or is brought there. */
  readonly remoteCommand?: string;
  /** The only agent that will do. */
  readonly agent?: string;
  /** Hears what is done to bring vt there. */
  readonly tell?: (line: string) => void;
}

/** Milliseconds for all until the agent speaks. */
const SPEAK_MS = 60_000;
/** Milliseconds to end by itself. */
const END_MS = 2_000;

/** See the head of the file. */
export function sshDoor(options: SshOptions): Door {
  const { host, agent } = options;
  const start = new RemoteStart(options);
  return { place: `host ${host}`, agent, open: (signal) => openSsh(options, start, signal) };
}

const AGENT = ["agent", "--stdio"];

/** What is run at the host. */
class RemoteStart {
  readonly #options: SshOptions;
  #program: ProgramFile | undefined;

  constructor(options: SshOptions) {
    this.#options = options;
  }

  async line(): Promise<string> {
    const { remoteCommand } = this.#options;
    if (remoteCommand !== undefined) return [remoteCommand, ...AGENT].join(" ");
    this.#program ??= await findProgram(ownPlatform());
    return startScript(this.#program?.hash, VERSION, AGENT);
  }

  /** Sees to it that there is something to run. Throws a {@linkcode DoorError}. */
  async prepare(signal: AbortSignal): Promise<void> {
    try {
      const { tell } = this.#options;
      this.#program = (await prepareHost(this.#options, { tell, signal })).program;
    } catch (error) {
      throw error instanceof SchemeError ? new DoorError(error.message, false) : error;
    }
  }
}

/** How it is tried. */
interface Attempt {
  readonly options: SshOptions;
  /** What is run at the host. */
  readonly line: string;
  /** What ssh is told of the connection. */
  readonly shared: SharedConnection;
  readonly signal: AbortSignal;
}

async function openSsh(options: SshOptions, start: RemoteStart, signal: AbortSignal): Promise<Connection> {
  const shared = await sharedConnection(options);
  return await inTurn(shared, signal, async () => {
    const attempt = async (): Promise<Connection | "no program"> =>
      await tryToOpen({ options, line: await start.line(), shared, signal });
    const opened = await throughOldOrNew(shared, attempt);
    if (opened !== "no program") return opened;
    await start.prepare(signal);
    const again = await attempt();
    if (again !== "no program") return again;
    throw new DoorError(`Host ${options.host} does not find the vt that was brought there`, false);
  });
}

/** A connection that is there may be dead without a word: it has gone by then, or another takes its place. */
async function throughOldOrNew<T>(shared: SharedConnection, attempt: () => Promise<T>): Promise<T> {
  const wasOpen = isOpen(shared);
  try {
    return await attempt();
  } catch (error) {
    if (!wasOpen || !(error instanceof DoorError && error.isPassing)) throw error;
    forget(shared);
    return await attempt();
  }
}

async function tryToOpen({ options, line, shared, signal }: Attempt): Promise<Connection | "no program"> {
  const [command, ...args] = sshWords(options, shared.options);
  const child = start(command, [...args, line]);
  const words = new LastWords(child);
  const stop = (): void => end(child);
  signal.addEventListener("abort", stop, { once: true });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    stop();
  }, SPEAK_MS);
  try {
    const readable = await afterPreamble(child.stdout);
    if (readable !== undefined) return { ...connectionOf(child, readable, words), isWrong: () => forget(shared) };
    // It is about to end by itself, and tells how; what only says too much is ended.
    const ending = setTimeout(stop, END_MS);
    const { code } = await child.status;
    clearTimeout(ending);
    if (code === NO_PROGRAM && options.remoteCommand === undefined) {
      await Promise.all([words.all, child.stdin.abort().catch(() => {})]);
      return "no program";
    }
    if (isLate) throw new DoorError(`Host ${options.host} says nothing for ${SPEAK_MS / 1000} s`, true);
    throw whyNot(options, code, await words.all);
  } catch (error) {
    stop();
    await Promise.all([child.status, words.all, child.stdin.abort().catch(() => {})]);
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

/** In a session of its own: Ctrl-C reaches it by us alone. */
function start(command: string, args: readonly string[]): Deno.ChildProcess {
  try {
    const pipes = { stdin: "piped", stdout: "piped", stderr: "piped" } as const;
    return new Deno.Command(command, { args: [...args], ...pipes, detached: true }).spawn();
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound ? "it is not installed" : String(error);
    throw new DoorError(`Cannot start ssh: ${why}`, false);
  }
}

function connectionOf(child: Deno.ChildProcess, readable: ReadableStream<Uint8Array>, words: LastWords): Connection {
  return {
    readable,
    writable: child.stdin,
    close: () => end(child),
    ended: Promise.all([child.status, words.all]),
    lastWords: () => oneLine(words.text.trim(), 500),
  };
}

function end(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGTERM");
  } catch {
    // It has ended already.
  }
}

/** What the end of `ssh`, before anything was said, tells. */
function whyNot({ host, remoteCommand = "vt" }: SshOptions, code: number, words: string): DoorError {
  const said = oneLine(words.trim(), 500);
  if (code === 127 || /command not found|No such file or directory/.test(words) && code !== 255) {
    return new DoorError(`There is no ${remoteCommand} at host ${host}: ${said || "the command is not found"}`, false);
  }
  if (code !== 255) {
    return new DoorError(
      `${remoteCommand} at host ${host} ended with code ${code}: ${said || "it said nothing"}`,
      false,
    );
  }
  if (/permission denied/i.test(words)) return new DoorError(`Host ${host} does not let us in: ${said}`, false);
  if (/host key verification failed|identification has changed|no matching/i.test(words)) {
    return new DoorError(`Cannot be sure that this is host ${host}: ${said}`, false);
  }
  return new DoorError(`Cannot reach host ${host}: ${said || "ssh said nothing"}`, true);
}
