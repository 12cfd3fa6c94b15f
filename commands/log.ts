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

export const command: Command = defineCommand({
  name: "log",
  summary: "Shows what was run, when, and how it went",
  usage: "[--most N] [--json]\nshow [ID] [--all] [--output] [--json]",
  words: ["show"],
  options: {
    most: { type: "string", short: "n", value: "N", doc: "list at most so many executions (20)" },
    all: { type: "boolean", doc: "show every module, also of a large execution" },
    output: { type: "boolean", doc: "show what the modules of an execution wrote" },
    json: JSON_OPTION,
    store: STORE_OPTION,
  },
  examples: [
    ["vt log", "the last 20 executions, the newest first"],
    ["vt log show", "the last one, with its modules and their errors"],
    ["vt log show 1r4k", "the one whose id begins so"],
    ["vt log show 1r4k --output", "what its modules wrote to their standard output and error"],
    ["vt log --json --most 1000", "one JSON document a line, for other programs"],
  ],
  notes: "A record is written while the workflow runs. A run that was killed is listed as interrupted; " +
    "what its record holds is true up to a moment before.",
  async run({ operands: [word, id, ...more], options }): Promise<number> {
    if (word !== undefined && word !== "show") {
      throw new UsageError(`Unknown word ${word}: did you mean vt log show ${word}?`);
    }
    if (more.length > 0) throw new UsageError(`Cannot show more than one execution: ${[id, ...more].join(" ")}`);
    if (options.output && options.json) throw new UsageError("Options --output and --json exclude each other");
    const most = positiveInteger("most", options.most ?? "20");
    using store = await storeForReading(options.store);
    if (store === undefined) return word === "show" ? 2 : 0;
    if (word === "show") await showExecution(store, await findExecution(store, id), options);
    else await listExecutions(store, most, options.json);
    return 0;
  },
});

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
