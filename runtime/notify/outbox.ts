/**
 * What is still to be told, in the store. It is written together with the change that it tells of, so that no crash
 * comes between, and deleted when the receiver has it:
 *
 *     ["outbox", receiver, execution, n]    Delivery of the n-th of NOTIFY_EVENTS
 */
import { createHash } from "node:crypto";
import { commit, list, type Store } from "../store/store.ts";
import { type Notice, NOTIFY_EVENTS, type NotifyEvent } from "./notice.ts";
import { type Receiver, receivers, wants } from "./receiver.ts";

/** A notice on its way to one receiver. */
export interface Delivery {
  /** The same each time that this notice is sent to this receiver: who has seen it may leave it. */
  readonly key: string;
  readonly receiver: string;
  readonly notice: Notice;
  /** How often it was sent, and not taken. */
  readonly attempts: number;
  /** When to send it next, milliseconds since 1970. */
  readonly dueAt: number;
  /** Why it was not taken. */
  readonly error?: string;
}

/** Bytes of one notice; a commit holds one for each receiver. */
const LONGEST_NOTICE = 12_000;
const FIRST_PAUSE_MS = 15_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Adds to a commit that those who want it are to be told. */
export async function putNotice(store: Store, operation: Deno.AtomicOperation, notice: Notice): Promise<void> {
  const fitting = fitted(notice);
  for (const receiver of await receivers(store)) {
    if (!wants(receiver, notice)) continue;
    const delivery = deliveryOf(receiver, fitting);
    operation.set(keyOf(delivery), delivery);
  }
}

/** A notice as a receiver gets it for the first time. */
export function deliveryOf({ id }: Receiver, notice: Notice): Delivery {
  const text = `${id} ${notice.execution} ${notice.event}`;
  const key = `vt-${createHash("sha256").update(text).digest("hex").slice(0, 24)}`;
  return { key, receiver: id, notice, attempts: 0, dueAt: 0 };
}

/** What is to be told a receiver, what was sent least often first. */
export async function deliveriesTo(store: Store, { id }: Pick<Receiver, "id">): Promise<readonly Delivery[]> {
  const found: Delivery[] = [];
  for await (const { value } of list<Delivery>(store, { prefix: ["outbox", id] })) found.push(value);
  return found.sort((a, b) => a.attempts - b.attempts); // what was sent equally often keeps its order, by time
}

/** The receiver has it. */
export async function delivered(store: Store, delivery: Delivery): Promise<void> {
  await commit(store, (operation) => void operation.delete(keyOf(delivery)));
}

/** The receiver did not take it; the pause before it is sent again doubles up to a day. `isOurs`: there is no pause. */
export async function notDelivered(
  store: Store,
  delivery: Delivery,
  { error, isOurs }: { readonly error: string; readonly isOurs: boolean },
): Promise<void> {
  const pause = Math.min(DAY_MS, FIRST_PAUSE_MS * 2 ** delivery.attempts);
  await commit(store, async (operation) => {
    const entry = await store.kv.get<Delivery>(keyOf(delivery));
    if (entry.value === null) return;
    const dueAt = isOurs ? delivery.dueAt : Date.now() + pause;
    const next: Delivery = { ...delivery, attempts: delivery.attempts + 1, dueAt, error: error.slice(0, 500) };
    operation.check(entry).set(entry.key, next);
  });
}

/** Removes a receiver with all that it was still to be told; gives how much that was. */
export async function removeReceiver(store: Store, receiver: Receiver): Promise<number> {
  await commit(store, (operation) => void operation.delete(["receiver", receiver.id]));
  const left = await deliveriesTo(store, receiver);
  for (const delivery of left) await delivered(store, delivery);
  return left.length;
}

function keyOf({ receiver, notice: { execution, event } }: Delivery): Deno.KvKey {
  return ["outbox", receiver, execution, NOTIFY_EVENTS.indexOf(event as NotifyEvent)];
}

/** The notice, of which as much is left out as it takes to fit. */
function fitted(notice: Notice): Notice {
  let fitting = notice;
  for (let most = 1000; sizeOf(fitting) > LONGEST_NOTICE && most > 10; most /= 2) fitting = shortened(notice, most);
  return fitting;
}

function sizeOf(notice: Notice): number {
  return new TextEncoder().encode(JSON.stringify(notice)).length;
}

function shortened<T>(value: T, most: number): T {
  if (typeof value === "string") return (value.length <= most ? value : `${value.slice(0, most)}…`) as T;
  if (Array.isArray(value)) return value.map((item) => shortened(item, most)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shortened(part, most)])) as T;
}
