/** Posts a notice to a web address. */
import { createHmac } from "node:crypto";
import { withSecrets } from "../authoring/secret_reference.ts";
import { oneLine } from "../one_line.ts";
import { NotTakenError } from "./not_taken_error.ts";
import type { Delivery } from "./outbox.ts";
import type { WebhookTarget } from "./receiver.ts";
import type { SendOptions } from "./send.ts";

/** Resolves when the answer says that it was taken; rejects with a NotTakenError for any other, and for none. */
export async function post(target: WebhookTarget, { key, notice }: Delivery, options: SendOptions): Promise<void> {
  const { secret, signal } = options;
  const body = JSON.stringify(notice);
  const headers = new Headers({
    "Content-Type": "application/json",
    "User-Agent": "vt",
    "VT-Event": notice.event,
    "Idempotency-Key": key,
  });
  let response: Response;
  try {
    for (const [name, value] of target.headers) headers.set(name, withSecrets(value, secret));
    if (target.signedWith !== undefined) headers.set("VT-Signature", signature(body, secret(target.signedWith)));
    const url = withSecrets(target.url, secret);
    response = await fetch(url, { method: "POST", headers, body, signal, redirect: "manual" });
  } catch (error) {
    throw new NotTakenError(`${target.url}: ${signal.aborted ? "no answer" : reasonOf(error)}`, false, {
      cause: error,
    });
  }
  const said = await beginningOf(response);
  if (response.ok) return;
  throw new NotTakenError(`${target.url} answered ${response.status}${said === "" ? "" : `: ${said}`}`, true);
}

/** What a receiver computes itself, to know that the notice is from who has the secret: `sha256=` and hex. */
export function signature(body: string, secret: string): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

/** A few words of the answer; the rest is not read. */
async function beginningOf({ body }: Response): Promise<string> {
  if (body === null) return "";
  const reader = body.getReader();
  try {
    const { value } = await reader.read();
    await reader.cancel();
    return oneLine(new TextDecoder().decode(value?.subarray(0, 500)), 200);
  } catch {
    return ""; // the status says enough
  }
}

/** Deno's messages have the whole address in them, and with it what may be secret. */
function reasonOf(error: unknown): string {
  const texts = [error instanceof Error ? error.cause : undefined, error].map((each) =>
    each instanceof Error ? each.message : ""
  );
  return /client error.*$/.exec(texts[0])?.[0] ?? texts[1].replaceAll(/\bhttps?:\S+/g, "the address");
}
