/**
 * A job's folder on this machine. It appears whole, and what is in it then does not change; what happens to a command
 * is added, each file in one go:
 *
 *     process     made by the one process that runs the command, before it does: pid, time of start, boot, machine
 *     exit        made by it afterwards: exit code, seconds since 1970
 *     cancelled   made by who cancels it, before
 */
import { JobUnknownError, ModuleError } from "vt";
import { ifThere, isThere } from "../../runtime/if_there.ts";
import { isAlive, lossOf, type ProcessRecord } from "./live_process.ts";

/** Fills a folder and puts it where the job's is to be, in the place of one that was not used. */
export function prepareDirectory(directory: string, fill: (folder: string) => void): void {
  const folder = `${directory}.new`;
  removeIfThere(folder);
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  fill(folder);
  removeIfThere(directory);
  Deno.renameSync(folder, directory);
}

/** Writes a file that is there also after a failure of power. */
export function writeSafely(path: string, content: string | Uint8Array): void {
  using file = Deno.openSync(path, { write: true, create: true, truncate: true });
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
  file.syncDataSync();
}

/** Throws when the folder is not there any more. */
export function checkFolder(directory: string): void {
  if (!isThere(directory)) throw new ModuleError(`Cannot find the job: its folder ${directory} is gone`);
}

/** The process that runs, or ran, the command; undefined when none has begun. */
export function processRecord(directory: string): ProcessRecord | undefined {
  const text = textIfThere(`${directory}/process`);
  if (text === undefined) return undefined;
  const [pid, start, boot, host] = text.split("\n");
  // Signals to the groups 0 and 1 would reach this program, and all there are.
  if (!/^[1-9]\d*$/.test(pid) || pid === "1" || host === undefined) {
    throw new JobUnknownError(`Cannot tell what became of the job: ${directory}/process is damaged`);
  }
  return { pid: Number(pid), start: start.trim(), boot, host };
}

/** How a command ended. */
export interface ExitRecord {
  /** 128 and the signal, where one ended it. */
  readonly code: number;
  /** Seconds since 1970. */
  readonly finishedAt: number;
}

/** How the command ended; undefined when that is not known, or not yet. */
export function exitRecord(directory: string): ExitRecord | undefined {
  const found = /^(\d+) (\d*)\n$/.exec(textIfThere(`${directory}/exit`) ?? "");
  return found === null ? undefined : { code: Number(found[1]), finishedAt: Number(found[2]) };
}

/** Whether someone has cancelled the job. */
export function isCancelled(directory: string): boolean {
  return isThere(`${directory}/cancelled`);
}

/** Notes that the job is being cancelled. */
export function noteCancelled(directory: string): void {
  Deno.writeTextFileSync(`${directory}/cancelled`, "");
}

/** Whether the command has ended; throws when nobody can know. */
export function isOver(directory: string): boolean {
  if (exitRecord(directory) !== undefined) return true;
  const record = processRecord(directory);
  if (record === undefined) {
    throw new JobUnknownError(`Cannot tell what became of the job: nothing has begun in ${directory}`);
  }
  if (isAlive(record)) return false;
  // Looked at again, since it may have ended between the two questions.
  if (exitRecord(directory) !== undefined || isCancelled(directory)) return true;
  throw new JobUnknownError(`Cannot tell how the job ended: ${lossOf(record)} (${directory})`);
}

function textIfThere(path: string): string | undefined {
  return ifThere(() => Deno.readTextFileSync(path));
}

function removeIfThere(path: string): void {
  if (isThere(path)) Deno.removeSync(path, { recursive: true });
}
