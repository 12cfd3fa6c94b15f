/** `vt log`: what was run, when, and how it went. */
import { UsageError } from "../runtime/errors.ts";
import { executions } from "../runtime/record/execution_log.ts";
import type { WorkflowExec } from "../runtime/record/log.ts";
import { positiveInteger } from "./line/arguments.ts";
import { type Command, defineCommand, JSON_OPTION, STORE_OPTION } from "./line/command.ts";
import { complain, printLine } from "./line/terminal.ts";
import { FORMATS } from "./log/formats.ts";
import { lookOfStdout } from "./log/look.ts";
import { allInFile, isLogFile } from "./log/source.ts";
import { listHead, listLine } from "./log/text.ts";
import { storeForReading } from "./open/open_store.ts";

const STATES = ["completed", "cached", "failed", "suspended", "interrupted", "running"] as const;

/** What each word takes: how many executions, and which options. */
const WORDS: Readonly<Record<string, { readonly most: number; readonly options: readonly string[] }>> = {
  list: { most: 1, options: ["most"] },
  show: { most: 1, options: ["all", "output"] },
  compare: { most: 2, options: ["all"] },
  search: { most: 0, options: ["most", "module", "error", "file", "machine", "state", "since", "workflow"] },
  verify: { most: 1, options: ["all"] },
  export: { most: 1, options: ["format", "to", "force", "license"] },
};

/** Shows executions. */
export const command: Command = defineCommand({
  name: "log",
  summary: "Shows what was run, when, and how it went",
  usage: "[FILE] [--most N] [--json]\nshow [ID|FILE[#N]] [--all] [--output] [--json]\n" +
    "compare ID|FILE[#N] ID|FILE[#N] [--all] [--json]\nsearch [--module NAME] [--error TEXT] [--file PATH|HASH] …\n" +
    "verify [ID|FILE[#N]] [--all] [--json]\n" +
    "export [ID|FILE[#N]] [--format FORMAT] [-o FILE] [--force]",
  words: Object.keys(WORDS).filter((word) => word !== "list"),
  options: {
    most: { type: "string", short: "n", value: "N", doc: "list at most so many (20; search: all)" },
    all: { type: "boolean", doc: "show every module, also of a large execution; verify: every file" },
    output: { type: "boolean", doc: "show what the modules of an execution wrote" },
    module: { type: "string", value: "NAME", doc: "search: modules of this name, which may have * and ?" },
    error: { type: "string", value: "TEXT", doc: "search: modules with this in their error" },
    file: { type: "string", value: "PATH|HASH", doc: "search: modules that gave this file, or one of this content" },
    machine: { type: "string", value: "NAME", doc: "search: what ran on this machine" },
    state: { type: "string", choices: STATES, doc: "search: what ended so" },
    since: { type: "string", value: "DATE", doc: "search: what began since then: 2026-11-22, 12h, 3d" },
    workflow: { type: "string", value: "FILE", doc: "search: executions of this file" },
    format: { type: "string", value: "FORMAT", choices: FORMATS, doc: "export: json if not given" },
    to: { type: "string", short: "o", value: "FILE", doc: "export: where to, a folder or .zip for ro-crate" },
    force: { type: "boolean", doc: "export: replace what is there" },
    license: { type: "string", value: "NAME", doc: "export: under which license a crate stands" },
    json: JSON_OPTION,
    store: STORE_OPTION,
  },
  examples: [
    ["vt log", "the last 20 executions, the newest first"],
    ["vt log show", "the last one, with its modules and their errors"],
    ["vt log show 1r4k", "the one whose id begins so"],
    ["vt log compare 1r4k 1r5c", "what was different the second time"],
    ["vt log search --error 'no such file' --since 3d", "where modules failed so"],
    ["vt log search --file result.csv", "which module made this file, or one with the same content"],
    ["vt log show 1r4k --output", "what its modules wrote to their standard output and error"],
    ["vt log gcd.vt", "the executions that a file of VisTrails holds"],
    ["vt log show gcd.vt#3", "the third of them"],
    ["vt log verify 1r4k", "are its workflow and its files still what they were?"],
    ["vt log export 1r4k --format prov-json -o run.json", "as W3C PROV; xml and vistrails are logs of VisTrails"],
    ["vt log export --format ro-crate -o run.zip", "the last one with its workflow and files, as an RO-Crate"],
    ["vt log --json --most 1000", "one JSON document a line, for other programs"],
  ],
  notes: "A record is written while the workflow runs. A run that was killed is listed as interrupted; " +
    "what its record holds is true up to a moment before. vt log verify gives 1 where something has changed.",
  async run({ operands: [first, ...rest], options }): Promise<number> {
    const isList = first === undefined || isLogFile(first);
    const [word, named] = isList ? ["list", first === undefined ? [] : [first, ...rest]] : [first, rest];
    checkNamed(word, named);
    checkOptions(word, options);
    const most = options.most === undefined ? undefined : positiveInteger("most", options.most);
    switch (word) {
      case "show":
        return await (await import("./log/show.ts")).show(named[0], options);
      case "export":
        return await (await import("./log/export.ts")).exportExecution(named[0], options);
      case "verify":
        return await (await import("./log/verify.ts")).verify(named[0], options);
      case "compare":
        return await (await import("./log/compare.ts")).compare([named[0], named[1]], options);
      case "search":
        return await (await import("./log/search.ts")).search(options, most ?? Infinity);
      default:
        return await listAll(named[0], options, most ?? 20);
    }
  },
});

function checkNamed(word: string, named: readonly string[]): void {
  if (!Object.hasOwn(WORDS, word)) throw new UsageError(`Unknown word ${word}: did you mean vt log show ${word}?`);
  const { most } = WORDS[word];
  if (word === "compare" && named.length !== most) {
    throw new UsageError(`Cannot compare ${named.length} executions: name two, vt log lists them`);
  }
  if (named.length <= most) return;
  throw new UsageError(
    most === 0
      ? `Cannot ${word} ${named.join(" ")}: it takes options alone`
      : `Cannot ${word} more than one ${word === "list" ? "file" : "execution"}: ${named.join(" ")}`,
  );
}

/** Options that only other words take are mistakes. */
function checkOptions(word: string, options: Readonly<Record<string, unknown>>): void {
  for (const [other, { options: names }] of Object.entries(WORDS)) {
    const given = names.find((name) => !WORDS[word].options.includes(name) && options[name]);
    if (given !== undefined) throw new UsageError(`Option --${given} is for vt log ${other}`);
  }
}

async function listAll(
  file: string | undefined,
  options: { readonly json: boolean; readonly store?: string },
  most: number,
): Promise<number> {
  if (file !== undefined) {
    await list((await allInFile(file)).map(({ exec }) => exec).reverse(), most, options.json);
    return 0;
  }
  using store = await storeForReading(options.store);
  if (store === undefined) return 0;
  const count = await list(executions(store), most, options.json);
  if (count === 0 && most > 0) complain("vt: There are no executions yet: vt run FILE makes the first");
  return 0;
}

async function list(
  all: AsyncIterable<WorkflowExec> | Iterable<WorkflowExec>,
  most: number,
  json: boolean,
): Promise<number> {
  const look = lookOfStdout();
  let count = 0;
  for await (const exec of all) {
    if (count === 0 && !json) printLine(listHead(look));
    printLine(json ? JSON.stringify(exec) : listLine(exec, look));
    if (++count >= most) break;
  }
  return count;
}
