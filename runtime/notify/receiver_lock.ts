/**
 * The right to send to a receiver: of several processes one has it at a time. It is the lock of a file, which the system
 * undoes when the process ends, however it ends.
 */
import type { Store } from "../store/store.ts";
import type { Receiver } from "./receiver.ts";

/** Takes it until it is disposed of; undefined where another has it. */
export function lockReceiver({ directory }: Store, { id }: Pick<Receiver, "id">): Disposable | undefined {
  Deno.mkdirSync(`${directory}/leases`, { recursive: true, mode: 0o700 });
  const file = Deno.openSync(`${directory}/leases/notify-${id}`, { write: true, create: true });
  if (file.tryLockSync(true)) return file;
  file.close();
  return undefined;
}

/** Removes what a receiver leaves behind; to be called by who has the right. */
export function removeLock({ directory }: Store, { id }: Pick<Receiver, "id">): void {
  Deno.removeSync(`${directory}/leases/notify-${id}`);
}
