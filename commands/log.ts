/** `vt log`: what was run, when, and how it went. */
import { executions, findExecution, moduleExecs, writtenTexts } from "../runtime/record/execution_log.ts";
import { MOST_WRITTEN } from "../runtime/record/log_recorder.ts";
import { UsageError } from "../runtime/errors.ts";
import type { WorkflowExec } from "../runtime/record/log.ts";
import type { Store } from "../runtime/store/store.ts";
import { positiveInteger } from "./arguments.ts";
import { type Command, defineCommand, JSON_OPTION, STORE_OPTION } from "./command.ts";
import type { Look } from "./log_look.ts";
import { moduleLine, type ModuleLook } from "./log_module_text.ts";
import { digestOf, digestText, headText, listHead, listLine, treeText } from "./log_text.ts";
import { storeForReading } from "./open_store.ts";
import { columns, complain, paintFor, print, printAll, printLine } from "./terminal.ts";

/** More modules than these are shown as a digest. */
const FEW = 100;
/** More than these are shown in the order in which they ended, not as a tree. */
const AS_TREE = 10_000;

const STATES = ["completed", "cached", "failed", "suspended", "interrupted", "running"] as const;
const SEARCHED = ["module", "error", "file", "machine", "state", "since", "workflow"] as const;

export const command: Command = defineCommand({
  name: "log",
  summary: "Shows what was run, when, and how it went",
  usage: "[--most N] [--json]\nshow [ID] [--all] [--output] [--json]\ncompare ID ID [--all] [--json]\n" +
    "search [--module NAME] [--error TEXT] [--file PATH|HASH] …",
  words: ["show", "compare", "search"],
  options: {
    most: { type: "string", short: "n", value: "N", doc: "list at most so many (20; search: all)" },
    all: { type: "boolean", doc: "show every module, also of a large execution" },
    module: { type: "string", value: "NAME", doc: "search: modules of this name, which may have * and ?" },
    error: { type: "string", value: "TEXT", doc: "search: modules with this in their error" },
    file: { type: "string", value: "PATH|HASH", doc: "search: modules that gave this file, or one of this content" },
    machine: { type: "string", value: "NAME", doc: "search: what ran on this machine" },
    state: { type: "string", choices: STATES, doc: "search: what ended so" },
    since: { type: "string", value: "DATE", doc: "search: what began since then: 2026-11-22, 12h, 3d" },
    workflow: { type: "string", value: "FILE", doc: "search: executions of this file" },
    output: { type: "boolean", doc: "show what the modules of an execution wrote" },
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
    ["vt log --json --most 1000", "one JSON document a line, for other programs"],
  ],
  notes: "A record is written while the workflow runs. A run that was killed is listed as interrupted; " +
    "what its record holds is true up to a moment before.",
  async run({ operands: [word = "list", ...ids], options }): Promise<number> {
    checkWords(word, ids);
    checkOptions(word, options);
    if (options.output && options.json) throw new UsageError("Options --output and --json exclude each other");
    const most = options.most === undefined ? undefined : positiveInteger("most", options.most);
    using store = await storeForReading(options.store);
    if (store === undefined) return word === "show" || word === "compare" ? 2 : 0;
    const look = lookOfStdout();
    switch (word) {
      case "show":
        await showExecution(store, await findExecution(store, ids[0]), options);
        break;
      case "compare": {
        const both = [await findExecution(store, ids[0]), await findExecution(store, ids[1])] as const;
        await (await import("./log_compare.ts")).compare(store, both, { ...options, look });
        break;
      }
      case "search":
        await (await import("./log_search.ts")).search(store, options, { most: most ?? Infinity, look });
        break;
      default:
        await listExecutions(store, most ?? 20, options.json);
    }
    return 0;
  },
});

/** How many ids each word takes. */
const IDS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  list: [0, 0],
  show: [0, 1],
  compare: [2, 2],
  search: [0, 0],
};

function checkWords(word: string, ids: readonly string[]): void {
  if (!Object.hasOwn(IDS, word)) throw new UsageError(`Unknown word ${word}: did you mean vt log show ${word}?`);
  const [least, most] = IDS[word];
  if (word === "show" && ids.length > most) {
    throw new UsageError(`Cannot show more than one execution: ${ids.join(" ")}`);
  }
  if (ids.length >= least && ids.length <= most) return;
  throw new UsageError(
    most === 0
      ? `Cannot ${word} ${ids.join(" ")}: it takes options alone`
      : `Cannot compare ${ids.length} executions: name two, vt log lists them`,
  );
}

function checkOptions(word: string, options: Readonly<Record<string, unknown>>): void {
  const given = SEARCHED.find((name) => options[name] !== undefined);
  if (word !== "search" && given !== undefined) {
    throw new UsageError(`Option --${given} is for vt log search`);
  }
}

async function listExecutions(store: Store, most: number, json: boolean): Promise<void> {
  const look = lookOfStdout();
  let count = 0;
  for await (const exec of executions(store)) {
    if (count === 0 && !json) printLine(listHead(look));
    printLine(json ? JSON.stringify(exec) : listLine(exec, look));
    if (++count >= most) break;
  }
}

async function showExecution(
  store: Store,
  exec: WorkflowExec,
  options: { json: boolean; all: boolean; output: boolean },
): Promise<void> {
  if (options.output) return await showOutput(store, exec);
  if (options.json) return await printAll(jsonOf(store, exec));
  const look = { ...lookOfStdout(), machines: exec.machines };
  printLine(headText(exec, look));
  const { total: _, notRun: __, ...ended } = exec.counts;
  const count = Object.values(ended).reduce((sum, each) => sum + each, 0);
  if (count > FEW && !options.all) print(digestText(await digestOf(moduleExecs(store, exec)), look));
  else if (count <= AS_TREE) print(treeText(await Array.fromAsync(moduleExecs(store, exec)), look));
  else await printAll(linesOf(store, exec, look));
}

/** Standard output and error as the run wrote them. */
async function showOutput(store: Store, exec: WorkflowExec): Promise<void> {
  let kept = 0;
  for await (const { text, isError } of writtenTexts(store, exec)) {
    if (isError) complain(text);
    else print(text);
    if (!isError) kept += text.length;
  }
  const { output = 0, error = 0 } = exec.written ?? {};
  if (output > kept) complain(`vt: the first ${kept} of ${output} characters of standard output are kept`);
  if (error > MOST_WRITTEN) complain(`vt: of ${error} characters of standard error the first ${MOST_WRITTEN} are kept`);
}

async function* linesOf(store: Store, exec: WorkflowExec, look: ModuleLook): AsyncGenerator<string> {
  for await (const module of moduleExecs(store, exec)) yield `${moduleLine(module, 0, look)}\n`;
}

/** One document on one line; in pieces, since there may be a million modules in it. */
async function* jsonOf(store: Store, exec: WorkflowExec): AsyncGenerator<string> {
  yield `${JSON.stringify(exec).slice(0, -1)},"modules":[`;
  let comma = "";
  const modules = moduleExecs(store, exec);
  let next = await modules.next();
  for (; !next.done; next = await modules.next()) {
    yield comma + JSON.stringify(next.value);
    comma = ",";
  }
  yield `]${next.value.length === 0 ? "" : `,"printed":${JSON.stringify(next.value)}`}}\n`;
}

function lookOfStdout(): Look {
  return { paint: paintFor(Deno.stdout), width: columns(), now: Date.now() };
}
