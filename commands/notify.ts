/** `vt notify`: who is told when a workflow is suspended, goes on, fails or completes. */
import { UsageError } from "../runtime/errors.ts";
import { nearest } from "../runtime/nearest.ts";
import type { Arguments } from "./line/arguments.ts";
import { type Command, defineCommand, JSON_OPTION, STORE_OPTION } from "./line/command.ts";

const OPTIONS = {
  on: { type: "string", value: "EVENTS", doc: "of suspend, resume, failure and finish, those to tell of; all" },
  workflow: { type: "string", value: "FILE", doc: "tell only of this file" },
  webhook: { type: "string", value: "URL", doc: "post the notice to this address" },
  header: { type: "string", multiple: true, value: "NAME:VALUE", doc: "with --webhook: a header" },
  "signed-with": { type: "string", value: "SECRET", doc: "with --webhook: sign with this secret" },
  json: JSON_OPTION,
  store: STORE_OPTION,
} as const;

/** The arguments, the word left out. */
export type NotifyArguments = Arguments<typeof OPTIONS>;

/** A word, loaded when it is used; `operands`: how many there may be. */
interface Word {
  readonly operands: readonly [least: number, most: number];
  load(): Promise<(args: NotifyArguments) => Promise<number>>;
}

const WORDS: Readonly<Record<string, Word>> = {
  list: { operands: [0, 0], load: async () => (await import("./notify/receivers.ts")).list },
  add: { operands: [0, Infinity], load: async () => (await import("./notify/add.ts")).add },
  remove: { operands: [1, Infinity], load: async () => (await import("./notify/receivers.ts")).remove },
  test: { operands: [0, Infinity], load: async () => (await import("./notify/send.ts")).test },
  retry: { operands: [0, Infinity], load: async () => (await import("./notify/send.ts")).retry },
};

/** The command. */
export const command: Command = defineCommand({
  name: "notify",
  summary: "Tells a program or a web address how workflows went",
  usage: "[list] [--json]\nadd [--on EVENTS] [--workflow FILE] --webhook URL\n" +
    "add [--on EVENTS] [--workflow FILE] -- COMMAND [ARGUMENT…]\ntest [ID]…\nretry [ID]…\nremove ID…",
  words: Object.keys(WORDS),
  options: OPTIONS,
  examples: [
    ["vt notify add --on failure,finish --webhook https://example.org/vt", "post to a web address"],
    ["vt notify add --on suspend -- sh -c 'echo \"$VT_TEXT\" | mail me'", "run a command"],
    ["vt notify add --webhook 'https://example.org/${secret:HOOK}'", "keep a part of the address secret"],
    ["vt notify test", "send a test to all"],
    ["vt notify retry", "send now what could not be delivered"],
  ],
  notes:
    "A notice is a JSON document: event, text (all in one line), workflow, execution, state, counts, the first errors, " +
    "times, slowest modules, the jobs that are waited for, host. A command gets it on its standard input, and VT_EVENT, " +
    "VT_TEXT, VT_KEY, VT_FILE, VT_WORKFLOW, VT_VERSION, VT_EXECUTION, VT_CONTINUATION, VT_STATE, VT_HOST and VT_STORE in " +
    "its environment; it has taken it when it ends with 0. A web address gets it by POST and answers 2xx.\n" +
    "Each notice is delivered at least once, seldom twice: then with the same VT_KEY or header Idempotency-Key. With " +
    "--signed-with the header VT-Signature is sha256= and the HMAC of the body in hex, its key a secret of vt secrets. " +
    "A receiver has 30 s; the end of a run waits 2 s at most, and what is not delivered then is sent by the next vt run, " +
    "resume or jobs watch, after pauses that double from 15 s up to a day.",
  async run({ operands: [word = "list", ...operands], options }): Promise<number> {
    if (!Object.hasOwn(WORDS, word)) {
      const found = nearest(word, Object.keys(WORDS));
      throw new UsageError(
        `Unknown word ${word}: ${
          found === undefined ? `${Object.keys(WORDS).join(", ")} are known` : `did you mean ${found}?`
        }`,
      );
    }
    const { operands: [least, most], load } = WORDS[word];
    if (operands.length < least) {
      throw new UsageError(`Cannot ${word}: name at least one receiver, vt notify lists them`);
    }
    if (operands.length > most) throw new UsageError(`Cannot ${word} ${operands.join(" ")}: it takes no more words`);
    return await (await load())({ operands, options: options as NotifyArguments["options"] });
  },
});
