/** `vt notify add`: checks a receiver and keeps it. */
import { secretNamesIn } from "../../runtime/authoring/secret_reference.ts";
import { InputError, messageOf, UsageError } from "../../runtime/errors.ts";
import { NOTIFY_EVENTS, type NotifyEvent } from "../../runtime/notify/notice.ts";
import { addReceiver, type WebhookTarget } from "../../runtime/notify/receiver.ts";
import type { Secrets } from "../../runtime/secrets/secrets.ts";
import { complain, printLine } from "../line/terminal.ts";
import type { NotifyArguments } from "../notify.ts";
import { storeForWriting } from "../open/open_store.ts";
import { secretsOf } from "../run/secrets_of.ts";
import { receiverJson } from "./receivers.ts";

/** Adds one receiver. */
export async function add({ operands, options }: NotifyArguments): Promise<number> {
  const { webhook } = options;
  if (webhook !== undefined && operands.length > 0) {
    throw new UsageError("Options --webhook and a command exclude each other");
  }
  if (webhook === undefined && operands.length === 0) {
    throw new UsageError("Cannot add a receiver: give --webhook URL, or a command behind --");
  }
  const on = eventsIn(options.on);
  const file = options.workflow === undefined ? undefined : realFile(options.workflow);
  const target = webhook === undefined
    ? { kind: "command", argv: [realCommand(operands[0]), ...operands.slice(1)] } as const
    : webhookTarget(webhook, options, secretsOf(options.store));
  using store = await storeForWriting(options.store);
  const receiver = await addReceiver(store, { on, ...(file !== undefined && { file }), target });
  if (options.json) printLine(JSON.stringify(receiverJson({ receiver, waiting: [] })));
  else complain(`vt: Added receiver ${receiver.id}; vt notify test ${receiver.id} tries it`);
  return 0;
}

function eventsIn(text: string | undefined): readonly NotifyEvent[] {
  const names = text?.split(",").map((name) => name.trim()).filter((name) => name !== "") ?? NOTIFY_EVENTS;
  const wrong = names.find((name) => !(NOTIFY_EVENTS as readonly string[]).includes(name));
  if (wrong === undefined && names.length > 0) return NOTIFY_EVENTS.filter((event) => names.includes(event));
  throw new UsageError(
    `Option --on must name ${NOTIFY_EVENTS.join(", ")}, parted by commas: it is ${JSON.stringify(text)}`,
  );
}

function realFile(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch (error) {
    throw new InputError(`Cannot notify of ${path}: ${messageOf(error)}`, { cause: error });
  }
}

/** A command with a path is found from wherever vt is run later. */
function realCommand(command: string): string {
  if (!command.includes("/")) return command;
  try {
    return Deno.realPathSync(command);
  } catch (error) {
    throw new InputError(`Cannot notify by ${command}: ${messageOf(error)}`, { cause: error });
  }
}

function webhookTarget(url: string, options: NotifyArguments["options"], secrets: Secrets): WebhookTarget {
  checkAddress(url);
  const headers = options.header.map(headerIn);
  if (secrets.masker?.isIn([url, ...headers.flat()].join("\n"))) {
    throw new InputError("Cannot add the receiver: the value of a secret would be kept, name it as ${secret:NAME}");
  }
  const signedWith = options["signed-with"];
  for (const name of [...secretNamesIn([url, headers.flat()]), ...(signedWith === undefined ? [] : [signedWith])]) {
    if (secrets.valueOf(name) !== undefined) continue;
    throw new InputError(`Cannot add the receiver: secret ${name} is not set, vt secrets set ${name} sets it`);
  }
  return { kind: "webhook", url, headers, ...(signedWith !== undefined && { signedWith }) };
}

function checkAddress(text: string): void {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new InputError("Cannot notify this address: it must begin with https:// or http://");
  }
  if (url.username === "" && url.password === "") return;
  throw new InputError(
    `Cannot notify ${url.host}: a password in the address would be kept, name a secret: --header 'Authorization: …\${secret:NAME}'`,
  );
}

function headerIn(text: string): [name: string, value: string] {
  const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):\s*([\t\x20-\x7e]*)$/.exec(text) ?? [];
  if (name !== undefined && !/^(idempotency-key|content-type|vt-.*)$/i.test(name)) return [name, value];
  throw new UsageError(
    `Option --header must be NAME:VALUE, of a header that vt does not set itself: it is ${JSON.stringify(text)}`,
  );
}
