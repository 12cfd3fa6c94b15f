/**
 * The door of `ssh`: the system's own, with the person's configuration, keys and jump hosts. It never asks anything. One
 * connection carries all that one scheme says.
 */
import { oneLine } from "../../runtime/one_line.ts";
import { type Connection, type Door, DoorError } from "./connection.ts";
import { afterPreamble } from "./preamble.ts";

/** Which host, and how `ssh` gets there; what is left out is as its configuration says. */
export interface SshOptions {
  readonly host: string;
  readonly port?: number;
  readonly user?: string;
  /** Another configuration of `ssh` than the person's own. */
  readonly config?: string;
  /** What starts vt there, as its shell reads it; `vt` if nothing is said. */
  readonly remoteCommand?: string;
  /** The only agent that will do. */
  readonly agent?: string;
}

/** Seconds to make the connection. */
const CONNECT_SECONDS = 15;
/** Milliseconds for all until the agent speaks. */
const SPEAK_MS = 60_000;
/** How much of what it writes to its standard error is kept. */
const MOST_WORDS = 4000;

/** See the head of the file. */
export function sshDoor(options: SshOptions): Door {
  const { host, agent } = options;
  return { place: `host ${host}`, agent, open: (signal) => openSsh(options, signal) };
}

/** The command that does it, without what is run there. */
export function sshCommand({ host, port, user, config }: SshOptions): readonly string[] {
  return [
    "ssh",
    "-T",
    ...(config === undefined ? [] : ["-F", config]),
    ...[
      "BatchMode=yes",
      `ConnectTimeout=${CONNECT_SECONDS}`,
      "ServerAliveInterval=15",
      "ForwardX11=no",
      "LogLevel=ERROR",
    ]
      .flatMap((option) => ["-o", option]),
    ...(port === undefined ? [] : ["-p", String(port)]),
    ...(user === undefined ? [] : ["-l", user]),
    "--",
    host,
  ];
}

async function openSsh(options: SshOptions, signal: AbortSignal): Promise<Connection> {
  const [command, ...args] = sshCommand(options);
  const { remoteCommand = "vt" } = options;
  const child = start(command, [...args, `${remoteCommand} agent --stdio`]);
  const words = new LastWords(child.stderr);
  const stop = (): void => end(child);
  signal.addEventListener("abort", stop, { once: true });
  const timer = setTimeout(stop, SPEAK_MS);
  try {
    const readable = await afterPreamble(child.stdout);
    if (readable !== undefined) return connectionOf(child, readable, words);
    stop();
    const { code } = await child.status;
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

/** The end of what is written to a standard error. */
class LastWords {
  text = "";
  readonly all: Promise<string>;

  constructor(stream: ReadableStream<Uint8Array>) {
    this.all = this.#read(stream);
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<string> {
    const decoder = new TextDecoder();
    for await (const piece of stream) {
      this.text = (this.text + decoder.decode(piece, { stream: true })).slice(-MOST_WORDS);
    }
    return this.text;
  }
}
