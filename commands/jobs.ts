/** `vt jobs`: looks after jobs without running their workflows. Each word is a file of its own, loaded when it is used. */
import { UsageError } from "../runtime/errors.ts";
import type { Arguments } from "./line/arguments.ts";
import { type Command, defineCommand, JSON_OPTION, STORE_OPTION } from "./line/command.ts";
import { PYTHON_OPTION } from "./line/python_option.ts";
import { refuseOptionsOfOthers, wordOf } from "./line/words.ts";

const OPTIONS = {
  all: { type: "boolean", doc: "list: finished workflows too; check: all that are not paused, as without ID" },
  cancel: { type: "boolean", doc: "delete: end the jobs outside, too" },
  parameters: { type: "string", value: "JSON", doc: "adopt: what the job's start would have returned" },
  stdout: { type: "boolean", doc: "output: the standard output alone" },
  stderr: { type: "boolean", doc: "output: the standard error alone" },
  follow: { type: "boolean", short: "f", doc: "output: go on until the job is over" },
  interval: { type: "string", value: "TIME", doc: "watch: off, or such as 10s, 1m (unless given), 1h" },
  autorun: { type: "boolean", doc: "watch: continue workflows whose jobs are ready" },
  once: { type: "boolean", doc: "watch: one round, then end" },
  json: JSON_OPTION,
  store: STORE_OPTION,
  python: PYTHON_OPTION,
} as const;

/** What follows `vt jobs WORD`: ids, and the options of all words. */
export type JobsArguments = Arguments<typeof OPTIONS>;

/** What a word does; gives the exit code. */
export type JobsWord = (args: JobsArguments) => Promise<number>;

interface Word {
  readonly options: readonly (keyof typeof OPTIONS)[];
  /** How many ids it takes. */
  readonly ids: "none" | "one" | "some" | "any";
  readonly load: () => Promise<JobsWord>;
}

const WORDS: Readonly<Record<string, Word>> = {
  list: { options: ["all"], ids: "any", load: async () => (await import("./jobs/list.ts")).list },
  check: { options: ["all"], ids: "any", load: async () => (await import("./jobs/check.ts")).check },
  watch: {
    options: ["interval", "autorun", "once", "python"],
    ids: "none",
    load: async () => (await import("./jobs/watch.ts")).watch,
  },
  output: {
    options: ["stdout", "stderr", "follow"],
    ids: "one",
    load: async () => (await import("./jobs/output.ts")).output,
  },
  pause: { options: [], ids: "some", load: async () => (await import("./jobs/change.ts")).pause },
  unpause: { options: [], ids: "some", load: async () => (await import("./jobs/change.ts")).unpause },
  adopt: { options: ["parameters"], ids: "one", load: async () => (await import("./jobs/change.ts")).adopt },
  resubmit: { options: [], ids: "some", load: async () => (await import("./jobs/change.ts")).resubmit },
  cancel: { options: [], ids: "some", load: async () => (await import("./jobs/end.ts")).cancel },
  delete: { options: ["cancel"], ids: "some", load: async () => (await import("./jobs/end.ts")).remove },
};

/** Looks after jobs. */
export const command: Command = defineCommand({
  name: "jobs",
  summary: "Lists jobs, asks after them, and changes what is known of them",
  usage: [
    "[list] [ID…] [--all]",
    "check [ID…]",
    "watch [--interval TIME] [--autorun] [--once] [--python FILE]",
    "output ID [--stdout|--stderr] [--follow]",
    "pause|unpause ID…",
    "adopt ID [--parameters JSON]",
    "resubmit ID…",
    "cancel ID…",
    "delete ID… [--cancel]",
  ].join("\n"),
  words: Object.keys(WORDS),
  options: OPTIONS,
  examples: [
    ["vt jobs", "the workflows that wait for jobs, with these"],
    ["vt jobs check", "ask after all jobs; says how to continue"],
    ["vt jobs check 1r4k 5c0ff", "those of one workflow, and one job, by the beginnings of their ids"],
    ["vt jobs watch --autorun", "ask every minute and continue what can go on, until Ctrl-C"],
    ["vt jobs output 5c0ff --follow", "what a job writes, while it runs"],
    ["vt jobs resubmit 5c0ff", "let the next run submit a failed or unknown job again"],
  ],
  notes: "ID is the beginning of the id of a job or of a workflow, or WORKFLOW/JOB. Asking after a job that a script " +
    "defines imports the script: that trusts it. Exit codes: 0 nothing runs any more, 75 some jobs still run, 2 the " +
    "input is wrong or a run has the workflow, 1 a job could not be asked for its output or be cancelled.",
  async run({ operands, options }): Promise<number> {
    const [first, ...rest] = operands;
    const name = first ?? "list";
    const word = wordOf("jobs", WORDS, name);
    refuseOptionsOfOthers(`jobs ${name}`, word.options, options);
    checkIds(name, word, rest.length);
    return await (await word.load())({ operands: rest, options });
  },
});

function checkIds(name: string, { ids }: Word, count: number): void {
  if (ids === "none" && count > 0) throw new UsageError(`vt jobs ${name} takes no ID`);
  if (ids === "one" && count !== 1) throw new UsageError(`vt jobs ${name} needs one ID, ${count} given`);
  if (ids === "some" && count === 0) throw new UsageError(`vt jobs ${name} needs an ID; vt jobs lists them`);
}
