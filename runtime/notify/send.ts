/** Sends a notice to a receiver. */
import type { Delivery } from "./outbox.ts";
import { post } from "./post.ts";
import type { Receiver } from "./receiver.ts";
import { runCommand } from "./run_command.ts";

/** What sending needs. */
export interface SendOptions {
  /** The store's directory. */
  readonly directory: string;
  /** The value of a secret; throws where it is not set. */
  readonly secret: (name: string) => string;
  /** Aborted when the sending has to end. */
  readonly signal: AbortSignal;
}

/** Resolves when the receiver has taken it, rejects with a NotTakenError when it has not. */
export async function send({ target }: Receiver, delivery: Delivery, options: SendOptions): Promise<void> {
  if (target.kind === "webhook") await post(target, delivery, options);
  else await runCommand(target, delivery, options);
}
