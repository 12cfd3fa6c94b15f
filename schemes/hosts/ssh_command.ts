/** Runs commands at a host through `ssh`, to their end. */
import { sharedConnection } from "./shared_connection.ts";
import { type SshDestination, sshWords } from "./ssh_words.ts";

/** What a command at a host left behind. */
export interface RemoteOutput {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command at a host is run. */
export interface RemoteOptions {
  /** What it reads; it is sent no faster than it reads. */
  readonly input?: AsyncIterable<Uint8Array<ArrayBuffer>>;
  readonly signal?: AbortSignal;
  /** How long nothing may happen. */
  readonly quietMs?: number;
}

/** It ended because the connection did, or never came to be. */
export const CONNECTION_FAILED = 255;

const QUIET_MS = 60_000;
const MOST_TEXT = 64 * 1024;

/** Runs a line of a shell at a host to its end. Rejects with the signal's reason; a failure of ssh is a code. */
export async function runRemote(
  destination: SshDestination,
  line: string,
  { input, signal, quietMs = QUIET_MS }: RemoteOptions = {},
): Promise<RemoteOutput> {
  signal?.throwIfAborted();
  const { options } = await sharedConnection(destination);
  const [command, ...args] = [...sshWords(destination, options), line];
  const pipes = { stdin: input === undefined ? "null" : "piped", stdout: "piped", stderr: "piped" } as const;
  const child = startSsh(command, args, pipes);
  const quiet = new Quiet(quietMs, () => kill(child));
  const abort = (): void => kill(child);
  signal?.addEventListener("abort", abort);
  try {
    const [stdout, stderr] = [readText(child.stdout), readText(child.stderr)];
    if (input !== undefined) await writeAll(child.stdin, input, quiet);
    const { code } = await child.status;
    signal?.throwIfAborted();
    if (quiet.isOver) {
      return { code: CONNECTION_FAILED, stdout: "", stderr: `nothing happened for ${quietMs / 1000} s` };
    }
    return { code, stdout: await stdout, stderr: await stderr };
  } finally {
    signal?.removeEventListener("abort", abort);
    quiet.stop();
  }
}

function startSsh(command: string, args: readonly string[], pipes: Deno.CommandOptions): Deno.ChildProcess {
  return new Deno.Command(command, { args: [...args], ...pipes }).spawn();
}

/** Calls when nothing has happened for a time. */
class Quiet {
  isOver = false;
  readonly #ms: number;
  readonly #end: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ms: number, end: () => void) {
    this.#ms = ms;
    this.#end = end;
    this.happens();
  }

  happens(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.isOver = true;
      this.#end();
    }, this.#ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** Where the command ends before it has read all, its code says why. */
async function writeAll(
  stdin: WritableStream<Uint8Array<ArrayBuffer>>,
  input: AsyncIterable<Uint8Array<ArrayBuffer>>,
  quiet: Quiet,
): Promise<void> {
  const writer = stdin.getWriter();
  try {
    for await (const piece of input) {
      await writer.write(piece);
      quiet.happens();
    }
    await writer.close();
  } catch (error) {
    await writer.abort().catch(() => {});
    if (!(error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionReset)) throw error;
  }
}

/** The beginning of what it says; the rest is read and forgotten. */
async function readText(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of stream) {
    if (text.length < MOST_TEXT) text += decoder.decode(piece, { stream: true });
  }
  return text.slice(0, MOST_TEXT);
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // It has ended already.
  }
}
