/** `vt notify test` and `retry`: send now, and say what came of it. */
import { deliver, type Sent } from "../../runtime/notify/deliver.ts";
import { NotTakenError } from "../../runtime/notify/not_taken_error.ts";
import { deliveryOf } from "../../runtime/notify/outbox.ts";
import { findReceiver, type Receiver, receivers } from "../../runtime/notify/receiver.ts";
import { send } from "../../runtime/notify/send.ts";
import type { Store } from "../../runtime/store/store.ts";
import { Interruption } from "../line/interruption.ts";
import { complain, printLine } from "../line/terminal.ts";
import { userName } from "../line/user_name.ts";
import type { NotifyArguments } from "../notify.ts";
import { closeKilled, storeForReading } from "../open/open_store.ts";
import { testNotice } from "../run/notices.ts";
import { secretFrom, sentText } from "../run/open_courier.ts";
import { secretsOf } from "../run/secrets_of.ts";

const DEADLINE_MS = 30_000;
const INTERRUPTED = 130;

/** Sends what is not delivered, due or not. */
export async function retry(args: NotifyArguments): Promise<number> {
  using store = await storeForReading(args.options.store);
  if (store === undefined) return 0;
  await closeKilled(store);
  using interruption = new Interruption();
  const { signal } = interruption;
  const report = new SendReport(args.options.json);
  const to = await chosen(store, args);
  const secrets = secretsOf(args.options.store);
  const { mask } = secrets;
  await deliver(store, { to, signal, isForced: true, mask, secret: secretFrom(secrets), ...report });
  if (report.count === 0) complain("vt: There is nothing to deliver");
  return signal.aborted ? INTERRUPTED : report.code;
}

/** Sends a notice that tells of nothing; it is not kept. */
export async function test(args: NotifyArguments): Promise<number> {
  using store = await storeForReading(args.options.store);
  if (store === undefined) return 2;
  using interruption = new Interruption();
  const report = new SendReport(args.options.json);
  const notice = testNotice(userName());
  const secret = secretFrom(secretsOf(args.options.store));
  for (const receiver of await chosen(store, args)) {
    // A key of its own: a receiver that leaves what it has seen takes each test.
    const delivery = { ...deliveryOf(receiver, notice), key: `vt-test-${crypto.randomUUID()}` };
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(DEADLINE_MS), interruption.signal]);
      await send(receiver, delivery, { directory: store.directory, secret, signal });
      report.observe({ receiver, delivery });
    } catch (error) {
      if (!(error instanceof NotTakenError)) throw error;
      report.observe({ receiver, delivery, error: error.message });
    }
  }
  if (report.count === 0) complain("vt: Nobody is notified: vt notify add adds a receiver");
  return interruption.signal.aborted ? INTERRUPTED : report.code;
}

async function chosen(store: Store, { operands }: NotifyArguments): Promise<readonly Receiver[]> {
  if (operands.length === 0) return await receivers(store);
  const found: Receiver[] = [];
  for (const operand of operands) found.push(await findReceiver(store, operand));
  return found;
}

/** Prints what came of each; its code is 1 where something was not delivered. */
class SendReport {
  count = 0;
  code = 0;

  constructor(readonly json: boolean) {}

  readonly observe = (sent: Sent): void => {
    const { receiver, delivery: { key, notice }, error } = sent;
    this.count++;
    if (error !== undefined) this.code = 1;
    const { event, execution } = notice;
    if (this.json) {
      printLine(
        JSON.stringify({ receiver: receiver.id, key, event, execution, delivered: error === undefined, error }),
      );
    } else if (error === undefined) printLine(sentText(sent));
    else complain(`vt: ${sentText(sent)}`);
  };

  readonly skipped = ({ id }: Receiver): void => {
    this.count++;
    this.code = 1;
    complain(`vt: Another vt sends to ${id} now`);
  };
}
