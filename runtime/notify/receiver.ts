/**
 * Who is notified, in the store:
 *
 *     ["receiver", id]    Receiver
 */
import { InputError } from "../errors.ts";
import { commit, list, type Store } from "../store/store.ts";
import type { Notice, NotifyEvent } from "./notice.ts";

/** A command of this machine: the notice comes on its standard input. */
export interface CommandTarget {
  readonly kind: "command";
  readonly argv: readonly string[];
}

/** An address to which the notice is posted. Its texts may name secrets, `${secret:NAME}`: they are put in when it is sent. */
export interface WebhookTarget {
  readonly kind: "webhook";
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Name of the secret that signs what is posted. */
  readonly signedWith?: string;
}

/** Somebody who is notified. */
export interface Receiver {
  readonly id: string;
  readonly on: readonly NotifyEvent[];
  /** Absolute path of the only file of which it is told; undefined: of all. */
  readonly file?: string;
  readonly target: CommandTarget | WebhookTarget;
  /** Milliseconds since 1970. */
  readonly addedAt: number;
}

/** More are refused: a commit that tells all of them has to fit. */
const MOST_RECEIVERS = 40;

/** All receivers, the oldest first. */
export async function receivers(store: Store): Promise<readonly Receiver[]> {
  const found: Receiver[] = [];
  for await (const { value } of list<Receiver>(store, { prefix: ["receiver"] })) found.push(value);
  return found.sort((a, b) => a.addedAt - b.addedAt || (a.id < b.id ? -1 : 1));
}

/** Adds a receiver; gives it with its id. */
export async function addReceiver(store: Store, given: Omit<Receiver, "id" | "addedAt">): Promise<Receiver> {
  if ((await receivers(store)).length >= MOST_RECEIVERS) {
    throw new InputError(`Cannot add a receiver: there are ${MOST_RECEIVERS} already, vt notify remove takes one away`);
  }
  const receiver: Receiver = { ...given, id: crypto.randomUUID().slice(0, 6), addedAt: Date.now() };
  await commit(store, (operation) => {
    const key = ["receiver", receiver.id];
    operation.check({ key, versionstamp: null }).set(key, receiver);
  });
  return receiver;
}

/** The receiver whose id begins so. */
export async function findReceiver(store: Store, beginning: string): Promise<Receiver> {
  const found = (await receivers(store)).filter(({ id }) => beginning !== "" && id.startsWith(beginning));
  if (found.length === 1) return found[0];
  throw new InputError(
    found.length === 0
      ? `Cannot find receiver ${beginning}: no id begins so, vt notify lists them`
      : `Cannot tell which receiver ${beginning} is: ${found.map(({ id }) => id).join(" and ")} begin so`,
  );
}

/** Whether the receiver wants to hear of it. */
export function wants({ on, file }: Receiver, { event, workflow }: Notice): boolean {
  return event !== "test" && on.includes(event) && (file === undefined || file === workflow.file);
}

/** Where it sends to, as a person reads it. */
export function targetText({ target }: Receiver): string {
  return target.kind === "webhook" ? target.url : target.argv.join(" ");
}
