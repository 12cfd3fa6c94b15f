/** `vt notify list` and `remove`. */
import { InputError } from "../../runtime/errors.ts";
import { NOTIFY_EVENTS } from "../../runtime/notify/notice.ts";
import { deliveriesTo, type Delivery, removeReceiver } from "../../runtime/notify/outbox.ts";
import { findReceiver, type Receiver, receivers, targetText } from "../../runtime/notify/receiver.ts";
import { lockReceiver, removeLock } from "../../runtime/notify/receiver_lock.ts";
import { complain, oneLine, paintFor, printLine } from "../line/terminal.ts";
import type { NotifyArguments } from "../notify.ts";
import { storeForReading } from "../open/open_store.ts";

/** A receiver, and what is still to be told to it. */
interface Listed {
  readonly receiver: Receiver;
  readonly waiting: readonly Delivery[];
}

/** Lists all receivers. */
export async function list({ options }: NotifyArguments): Promise<number> {
  using store = await storeForReading(options.store);
  if (store === undefined) return 0;
  const all = await receivers(store);
  if (all.length === 0) complain("vt: Nobody is notified: vt notify add adds a receiver");
  else if (!options.json) {
    printLine(paintFor(Deno.stdout)("dim", "id      waiting  events                         receiver"));
  }
  for (const receiver of all) {
    const listed = { receiver, waiting: await deliveriesTo(store, receiver) };
    printLine(options.json ? JSON.stringify(receiverJson(listed)) : receiverText(listed));
  }
  return 0;
}

/** For programs. */
export function receiverJson({ receiver, waiting }: Listed): object {
  const error = lastError(waiting);
  return { ...receiver, undelivered: waiting.length, ...(error !== undefined && { error }) };
}

function receiverText({ receiver, waiting }: Listed): string {
  const { id, on, file } = receiver;
  const paint = paintFor(Deno.stdout);
  const events = on.length === NOTIFY_EVENTS.length ? "all" : on.join(",");
  const count = String(waiting.length).padStart(7);
  const of = file === undefined ? "" : `  of ${oneLine(file, 200)}`;
  const line = `${id}  ${waiting.length === 0 ? count : paint("red", count)}  ${events.padEnd(29)}  ${
    oneLine(targetText(receiver), 200)
  }${of}`;
  const error = lastError(waiting);
  return error === undefined ? line : `${line}\n${" ".repeat(17)}${paint("red", oneLine(error, 300))}`;
}

function lastError(waiting: readonly Delivery[]): string | undefined {
  return waiting.findLast(({ error }) => error !== undefined)?.error;
}

/** Removes receivers, and what was still to be told to them. */
export async function remove({ operands, options }: NotifyArguments): Promise<number> {
  using store = await storeForReading(options.store);
  if (store === undefined) return 2;
  const found: Receiver[] = [];
  for (const operand of operands) found.push(await findReceiver(store, operand));
  for (const receiver of found) {
    using lock = lockReceiver(store, receiver);
    if (lock === undefined) {
      throw new InputError(`Cannot remove receiver ${receiver.id}: another vt sends to it now, try again`);
    }
    const undelivered = await removeReceiver(store, receiver);
    removeLock(store, receiver);
    const left = undelivered === 0 ? "" : `; ${undelivered} notices were not delivered`;
    if (options.json) printLine(JSON.stringify({ id: receiver.id, removed: true, undelivered }));
    else complain(`vt: Removed receiver ${receiver.id}${left}`);
  }
  return 0;
}
