/** Runs commands at a host through `ssh`, to their end. */
import { type SshDestination, sshWords, whereTo } from "./ssh_words.ts";

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

/** A connection is kept for so long for whoever comes next. */
const PERSIST_SECONDS = 10;
const QUIET_MS = 60_000;
const MOST_TEXT = 64 * 1024;
const LONGEST_FOLDER = 40;

/** The command that runs a line of a shell at a host. */
async function sshCommand(destination: SshDestination, line: string): Promise<readonly string[]> {
  const shared = await sharesConnections(destination) ? [] : sharedConnection();
  return [...sshWords(destination, shared), line];
}

const sharing = new Map<string, Promise<boolean>>();

/** Whether the person's configuration has connections shared: one that is open may be the only way in. */
function sharesConnections(destination: SshDestination): Promise<boolean> {
  const words = [...whereTo(destination), "--", destination.host];
  let shares = sharing.get(words.join("\n"));
  if (shares === undefined) sharing.set(words.join("\n"), shares = looksShared(words));
  return shares;
}

async function looksShared(words: readonly string[]): Promise<boolean> {
  const args = ["-G", ...words];
  const { stdout } = await new Deno.Command("ssh", { args, stdin: "null", stderr: "null" }).output();
  const path = new TextDecoder().decode(stdout).match(/^controlpath (.*)$/m)?.[1];
  return path !== undefined && path !== "none";
}

/** One connection for all commands of a host that follow each other; %C is what tells connections apart. */
function sharedConnection(): readonly string[] {
  const folder = Deno.env.get("XDG_RUNTIME_DIR") || `/tmp/vt-ssh-${Deno.uid()}`;
  try {
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode, isDirectory } = Deno.lstatSync(folder);
    if (!isDirectory || uid !== Deno.uid() || (mode! & 0o022) !== 0) return [];
  } catch {
    return [];
  }
  // The path of a socket may have some hundred bytes only.
  if (folder.length > LONGEST_FOLDER) return [];
  return ["ControlMaster=auto", `ControlPath=${folder}/vt-%C`, `ControlPersist=${PERSIST_SECONDS}`];
}

/** Runs a line of a shell at a host to its end. Rejects with the signal's reason; a failure of ssh is a code. */
export async function runRemote(
  destination: SshDestination,
  line: string,
  { input, signal, quietMs = QUIET_MS }: RemoteOptions = {},
): Promise<RemoteOutput> {
  signal?.throwIfAborted();
  const [command, ...args] = await sshCommand(destination, line);
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
