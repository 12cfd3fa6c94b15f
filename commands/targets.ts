/** `vt targets`: where modules may be sent, and which shall go where. Each word is loaded when it is used. */
import { UsageError } from "../runtime/errors.ts";
import { TARGET_PARAMETERS } from "../schemes/target_parameters.ts";
import type { Arguments, Option } from "./line/arguments.ts";
import { type Command, defineCommand, JSON_OPTION, STORE_OPTION, TARGET_OPTIONS } from "./line/command.ts";
import { refuseOptionsOfOthers, wordOf } from "./line/words.ts";

const PARAMETERS = [...new Map([...TARGET_PARAMETERS.values()].flat().map((one) => [one.name, one])).values()];

const OPTIONS = {
  scheme: { type: "string", value: "NAME", doc: "add: how it computes, worker, process, ssh or http" },
  to: { type: "string", short: "o", value: "FILE", doc: "from-log: where to, standard output if not given" },
  force: { type: "boolean", doc: "from-log: replace what is there" },
  name: { type: "string", value: "NAME", doc: "add: what the target at an address is called" },
  for: { type: "string", value: "FILE", doc: "a workflow: add, remove and test in the file beside it" },
  targets: { ...TARGET_OPTIONS.targets, doc: "list, set: in place of NAME.execution.xml" },
  all: { type: "boolean", doc: "set: every module of that name" },
  json: JSON_OPTION,
  store: STORE_OPTION,
} as const;

/** What follows `vt targets WORD`: operands, and the options of all words. */
export type TargetsArguments = Arguments<typeof OPTIONS>;

/** What a word does; gives the exit code. */
export type TargetsWord = (args: TargetsArguments) => Promise<number>;

interface Word {
  readonly options: readonly string[];
  /** How many operands it takes, and what they are. */
  readonly operands: readonly [least: number, most: number, names: string];
  readonly load: () => Promise<TargetsWord>;
}

const WORDS: Readonly<Record<string, Word>> = {
  list: {
    options: ["targets"],
    operands: [0, 1, "[FILE]"],
    load: async () => (await import("./targets/list.ts")).list,
  },
  add: {
    options: ["scheme", "name", "for", ...PARAMETERS.map(({ name }) => name)],
    operands: [1, 1, "NAME, or an address"],
    load: async () => (await import("./targets/change.ts")).add,
  },
  remove: {
    options: ["for"],
    operands: [1, 1, "NAME"],
    load: async () => (await import("./targets/change.ts")).remove,
  },
  set: {
    options: ["targets", "all"],
    operands: [3, 3, "FILE MODULE TARGET"],
    load: async () => (await import("./targets/set.ts")).set,
  },
  "from-log": {
    options: ["to", "force"],
    operands: [1, 1, "ID|FILE#N"],
    load: async () => (await import("./targets/from_log.ts")).fromLog,
  },
  test: {
    options: ["for"],
    operands: [1, 1, "NAME"],
    load: async () => (await import("./targets/probe.ts")).probe,
  },
};

/** Looks after targets. */
export const command: Command = defineCommand({
  name: "targets",
  summary: "Lists and changes where modules are sent",
  usage: [
    "[list] [FILE]",
    "add NAME --scheme NAME [--size N] [--memory MB] … [--for FILE]",
    "add ssh://[USER@]HOST[:PORT] [--name NAME] … [--for FILE]\nadd https://HOST[:PORT] [--name NAME] … [--for FILE]",
    "remove NAME [--for FILE]",
    "set FILE[:VERSION] MODULE TARGET|here|auto [--all]",
    "test NAME [--for FILE]",
    "from-log ID|FILE#N [-o FILE] [--force]",
  ].join("\n"),
  words: Object.keys(WORDS),
  options: {
    ...OPTIONS,
    ...Object.fromEntries(PARAMETERS.map(({ name, value, doc }) => [name, parameter(value, doc)])),
  },
  examples: [
    ["vt targets", "where modules may be sent"],
    ["vt targets add big --scheme process --size 4 --memory 512", "four processes of at most 512 MB"],
    ["vt targets add safe --scheme process --allow-read=/data", "processes that may only read, and only there"],
    ["vt targets add ssh://ada@lab.example.org", "a host that ssh reaches, called lab"],
    ["vt targets test lab", "bring vt there if it has none, and compute something"],
    ["vt targets set wf.ts Simulate big", "send the module Simulate of a workflow there"],
    ["vt targets set gcd.vt 0,4 here", "run module 4 of group 0 in this program"],
    ["vt targets from-log 1r4k -o wf.execution.xml", "send each module where it was in that execution"],
    ["vt targets test big", "compute something there, and say how long it takes"],
  ],
  notes: "Your own targets are in targets.xml in the store's directory. What is said of one workflow is in " +
    "NAME.execution.xml beside it, and counts before the bundle, which counts before your own. worker is always " +
    "there; process is for who names it, or adds it. Modules of scripts need --allow-read for the script's folder. A host " +
    "that ssh reaches needs no vt: the program is brought to its cache the first time.",
  async run({ operands, options }): Promise<number> {
    const [first, ...rest] = operands;
    const name = first ?? "list";
    const word = wordOf("targets", WORDS, name);
    checkOperands(name, word, rest.length);
    refuseOptionsOfOthers(`targets ${name}`, word.options, options);
    return await (await word.load())({ operands: rest, options });
  },
});

function parameter(value: string, doc: string): Option {
  return { type: "string", value, doc: `add: ${doc}` };
}

function checkOperands(name: string, { operands: [least, most, names] }: Word, count: number): void {
  if (count < least || count > most) {
    throw new UsageError(`vt targets ${name} takes ${names}: ${count === 1 ? "one is" : `${count} are`} given`);
  }
}
