/**
 * One connection of `ssh` for all that goes to a host the same way: commands, agents of several targets, several runs at
 * once. The first that comes makes it, and `ssh` keeps it for a while for whoever comes next.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { orAborted } from "../or_aborted.ts";
import { type SshDestination, whereTo } from "./ssh_words.ts";

/** Seconds that it is kept when nobody uses it. */
const PERSIST_SECONDS = 10;
/** The path of a socket may have some hundred bytes only, and ssh adds some of its own at first. */
const LONGEST_FOLDER = 40;

/** A way to a host. */
export interface SharedConnection {
  /** Where ssh finds the connection; undefined: it is not for us to share. */
  readonly socket: string | undefined;
  /** What ssh is told. */
  readonly options: readonly string[];
}

const NOT_SHARED: SharedConnection = { socket: undefined, options: [] };

/** How a host is reached. Shares nothing where the person's configuration does that: what is open may be the only way in. */
export async function sharedConnection(destination: SshDestination): Promise<SharedConnection> {
  const folder = privateFolder();
  if (folder === undefined) return NOT_SHARED;
  const configured = await configurationOf(destination);
  if (configured === undefined || /^controlpath (?!none$)/m.test(configured)) return NOT_SHARED;
  // Whatever is configured otherwise, a key above all, is another way.
  const way = createHash("sha256").update(`${destination.host}\n${configured}`).digest("hex").slice(0, 32);
  const socket = `${folder}/vt-${way}`;
  return { socket, options: ["ControlMaster=auto", `ControlPath=${socket}`, `ControlPersist=${PERSIST_SECONDS}`] };
}

/** Whether a connection is there that may be used; one that died without a word is too. */
export function isOpen({ socket }: SharedConnection): boolean {
  return socket !== undefined && existsSync(socket);
}

/** Nobody finds the connection any more; who uses it still does. */
export function forget({ socket }: SharedConnection): void {
  try {
    if (socket !== undefined) Deno.removeSync(socket);
  } catch {
    // It has ended by itself.
  }
}

const opening = new Map<string, Promise<unknown>>();

/** Who comes while another is opening the same connection waits, so as to find it. Rejects with the signal's reason. */
export async function inTurn<T>(
  { socket }: SharedConnection,
  signal: AbortSignal,
  open: () => Promise<T>,
): Promise<T> {
  if (socket === undefined) return await open();
  const before = opening.get(socket) ?? Promise.resolve();
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const queue = before.then(() => over);
  opening.set(socket, queue);
  try {
    await orAborted(before, signal);
    return await open();
  } finally {
    resolve();
    if (opening.get(socket) === queue) opening.delete(socket);
  }
}

/** All that ssh would do, as its configuration says; undefined where it cannot be asked. */
async function configurationOf(destination: SshDestination): Promise<string | undefined> {
  try {
    const args = ["-G", ...whereTo(destination), "--", destination.host];
    const { success, stdout } = await new Deno.Command("ssh", { args, stdin: "null", stderr: "null" }).output();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch {
    return undefined;
  }
}

/** Where nobody else can put anything; undefined where there is no such place. */
function privateFolder(): string | undefined {
  const own = Deno.uid();
  if (own === null) return undefined;
  const folder = Deno.env.get("XDG_RUNTIME_DIR") || `/tmp/vt-ssh-${own}`;
  if (folder.length > LONGEST_FOLDER) return undefined;
  try {
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode, isDirectory } = Deno.lstatSync(folder);
    return isDirectory && uid === own && (mode! & 0o022) === 0 ? folder : undefined;
  } catch {
    return undefined;
  }
}
