/** Goes through what is to be told: to each receiver one notice after the other, to several receivers at a time. */
import type { Store } from "../store/store.ts";
import { NotTakenError } from "./not_taken_error.ts";
import { delivered, deliveriesTo, type Delivery, notDelivered } from "./outbox.ts";
import { type Receiver, receivers } from "./receiver.ts";
import { lockReceiver } from "./receiver_lock.ts";
import { send, type SendOptions } from "./send.ts";

/** What came of sending one notice; `error` where it was not taken. */
export interface Sent {
  readonly receiver: Receiver;
  readonly delivery: Delivery;
  readonly error?: string;
}

/** How to deliver. */
export interface DeliverOptions extends Pick<SendOptions, "secret" | "signal"> {
  /** Takes secrets out of what a receiver said. */
  readonly mask: (text: string) => string;
  /** Only to these; undefined: to all. */
  readonly to?: readonly Receiver[];
  /** Also what is not due yet. */
  readonly isForced?: boolean;
  readonly observe: (sent: Sent) => void;
  /** A receiver is left alone, because another process sends to it now. */
  readonly skipped?: (receiver: Receiver) => void;
}

/** How long a receiver may take for one notice. */
const DEADLINE_MS = 30_000;

/** Sends what is due. Resolves when all has been tried; rejects only where the store fails. */
export async function deliver(store: Store, options: DeliverOptions): Promise<void> {
  const all = options.to ?? await receivers(store);
  await Promise.all(all.map((receiver) => deliverTo(store, receiver, options)));
}

async function deliverTo(store: Store, receiver: Receiver, options: DeliverOptions): Promise<void> {
  const tried = new Set<string>();
  const untried = async (): Promise<readonly Delivery[]> =>
    (await deliveriesTo(store, receiver)).filter((one) => isDue(one, options) && !tried.has(one.key));
  if ((await untried()).length === 0) return;
  using lock = lockReceiver(store, receiver);
  if (lock === undefined) return options.skipped?.(receiver);
  // Read again and again: others may have sent some of it before, and leave to us what comes meanwhile.
  for (let due = await untried(); due.length > 0; due = await untried()) {
    for (const delivery of due) {
      tried.add(delivery.key);
      const mayGoOn = await deliverOne(store, { receiver, delivery }, options);
      if (!mayGoOn || options.signal.aborted) return;
    }
  }
}

function isDue({ dueAt }: Delivery, { isForced = false }: DeliverOptions): boolean {
  return isForced || dueAt <= Date.now();
}

/** Whether it is worth to send the receiver more. */
async function deliverOne(store: Store, sent: Sent, options: DeliverOptions): Promise<boolean> {
  const { receiver, delivery } = sent;
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  try {
    const signal = AbortSignal.any([deadline, options.signal]);
    await send(receiver, delivery, { directory: store.directory, secret: options.secret, signal });
  } catch (error) {
    if (!(error instanceof NotTakenError)) throw error;
    const isOurs = options.signal.aborted && !deadline.aborted;
    const why = options.mask(isOurs ? `${error.message} before vt ended` : error.message);
    await notDelivered(store, delivery, { error: why, isOurs });
    options.observe({ ...sent, error: why });
    return error.hasAnswered;
  }
  await delivered(store, delivery);
  options.observe(sent);
  return true;
}
