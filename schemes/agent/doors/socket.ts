/** The agent of this user on this machine: a program of its own, which is found, or started, by a socket in its folder. */
import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { SchemeError } from "../../../runtime/scheme/execution_scheme.ts";
import type { SelfCommand } from "../../../runtime/self_command.ts";
import type { Connection } from "../connection.ts";
import type { Agent } from "../far/agent.ts";
import { makePrivateFolder } from "../private_file.ts";

/** A longer path is none of a socket. */
const LONGEST_PATH = 100;
/** How long an agent may take until it listens. */
const START_MS = 30_000;
const LOOK_MS = 30;

/** Where the agent of a folder listens. */
function socketOf(folder: string): string {
  const path = `${folder}/socket`;
  if (path.length <= LONGEST_PATH) return path;
  const name = createHash("sha256").update(folder).digest("hex").slice(0, 16);
  return `/tmp/vt-agent-${Deno.uid()}/${name}`;
}

/** The agent of a folder; `command` starts it where it is not there. */
export async function connectToAgent(folder: string, command: SelfCommand): Promise<Deno.Conn> {
  makePrivateFolder(folder);
  const socket = socketOf(folder);
  const first = await connect(socket);
  if (first !== undefined) return first;
  startApart(command, `${folder}/log`);
  for (const end = performance.now() + START_MS; performance.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const connection = await connect(socket);
    if (connection !== undefined) return connection;
  }
  throw new SchemeError(`Cannot start the agent: it does not listen; ${folder}/log may tell why`);
}

/** How long, and with what else, an agent is listened for. */
export interface SocketOptions {
  /** It ends when nobody is there and nothing is kept for so long; undefined: it does not. */
  readonly idleMs: number | undefined;
  readonly signal: AbortSignal;
  /** The agent can be reached. */
  readonly listening?: (agent: Agent) => Promise<void>;
}

/**
 * Opens the agent of a folder, and hears who comes by its socket. False: another one does already. One that is about to
 * end is waited for.
 */
export async function listenOnSocket(
  open: () => Agent,
  folder: string,
  { idleMs, signal, listening }: SocketOptions,
): Promise<boolean> {
  makePrivateFolder(folder);
  using lock = Deno.openSync(`${folder}/lock`, { create: true, write: true, mode: 0o600 });
  if (!await takePlace(lock, socketOf(folder), signal)) return false;
  lock.truncateSync();
  lock.writeSync(new TextEncoder().encode(String(Deno.pid)));
  await using agent = open();
  const path = socketOf(folder);
  makePrivateFolder(path.slice(0, path.lastIndexOf("/")));
  rmSync(path, { force: true });
  using listener = Deno.listen({ transport: "unix", path });
  const stop = (): void => listener.close();
  signal.addEventListener("abort", stop, { once: true });
  const end = idleMs ?? Infinity;
  const timer = setInterval(() => agent.idleMs >= end && stop(), Math.min(1000, end));
  try {
    await listening?.(agent);
    for await (const connection of listener) agent.serve(connectionOfSocket(connection));
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  } finally {
    clearInterval(timer);
    rmSync(path, { force: true });
  }
  return true;
}

/** Waits for an agent that is about to end, and whose callers find nobody any more; false: another one is there for them. */
async function takePlace(lock: Deno.FsFile, socket: string, signal: AbortSignal): Promise<boolean> {
  for (const end = performance.now() + START_MS; !lock.tryLockSync(true);) {
    const other = await connect(socket);
    other?.close();
    if (other !== undefined || signal.aborted || performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return true;
}

/** A socket as a connection. */
export function connectionOfSocket(socket: Deno.Conn): Connection {
  return {
    readable: socket.readable,
    writable: socket.writable,
    close: () => {
      try {
        socket.close();
      } catch {
        // It is closed already.
      }
    },
  };
}

/** Undefined where nobody listens. */
async function connect(path: string): Promise<Deno.Conn | undefined> {
  try {
    return await Deno.connect({ transport: "unix", path });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.ConnectionRefused) return undefined;
    throw error;
  }
}

/** In a session of its own, with no pipe to who starts it: it goes on when that has ended. */
function startApart({ command, args, env }: SelfCommand, log: string): void {
  const script = 'log=$1; shift; exec "$@" </dev/null >>"$log" 2>&1';
  const options = { stdin: "null", stdout: "null", stderr: "null", detached: true } as const;
  new Deno.Command("sh", { args: ["-c", script, "sh", log, command, ...args], env, ...options }).spawn().unref();
}
