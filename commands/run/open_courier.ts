/** Delivers notices beside a command, and says in the end what could not be delivered. */
import { InputError } from "../../runtime/errors.ts";
import { Courier } from "../../runtime/notify/courier.ts";
import type { Sent } from "../../runtime/notify/deliver.ts";
import { targetText } from "../../runtime/notify/receiver.ts";
import type { Secrets } from "../../runtime/secrets/secrets.ts";
import type { Store } from "../../runtime/store/store.ts";
import { complain, masked, oneLine } from "../line/terminal.ts";

/** Disposing of it waits a moment for what is being sent. */
export type RunCourier = Pick<Courier, "start"> & AsyncDisposable;

/** Nothing is sent before it is started. */
export function openCourier(store: Store, secrets: Secrets): RunCourier {
  const failed = new Map<string, string>();
  const observe = (sent: Sent): void => {
    if (sent.error === undefined) failed.delete(sent.receiver.id);
    else failed.set(sent.receiver.id, sentText(sent));
  };
  const courier = new Courier(store, { observe, mask: secrets.mask, secret: secretFrom(secrets) });
  return {
    start: () => courier.start(),
    [Symbol.asyncDispose]: async () => {
      try {
        await courier[Symbol.asyncDispose]();
      } catch (error) {
        // What was run is recorded: the notices stay in the store.
        if (!(error instanceof InputError)) throw error;
        complain(`vt: Notices are not delivered: ${oneLine(masked(error.message), 500)}`);
      }
      for (const text of failed.values()) complain(`vt: ${text}; vt notify retry sends it again`);
    },
  };
}

/** The values of secrets that addresses and headers name. */
export function secretFrom(secrets: Secrets): (name: string) => string {
  return (name) => {
    const value = secrets.valueOf(name);
    if (value !== undefined) return value;
    throw new InputError(`secret ${name} is not set, vt secrets set ${name} sets it`);
  };
}

/** What came of sending a notice, in one line. */
export function sentText({ receiver, delivery, error }: Sent): string {
  const { event, execution } = delivery.notice;
  const what = event === "test" ? "test" : `notice of ${event} of ${execution}`;
  if (error !== undefined) return `The ${what} is not delivered to ${receiver.id}: ${oneLine(masked(error), 500)}`;
  return `Delivered the ${what} to ${receiver.id} (${oneLine(targetText(receiver), 200)})`;
}
