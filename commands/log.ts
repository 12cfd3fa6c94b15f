/** `vt log`: what was run, when, and how it went. */
import { executions, writtenTexts } from "../runtime/record/execution_log.ts";
import { MOST_WRITTEN } from "../runtime/record/log_recorder.ts";
import { UsageError } from "../runtime/errors.ts";
import type { WorkflowExec } from "../runtime/record/log.ts";
import type { Store } from "../runtime/store/store.ts";
import { positiveInteger } from "./arguments.ts";
import { type Command, defineCommand, JSON_OPTION, STORE_OPTION } from "./command.ts";
import { FORMATS } from "./log_formats.ts";
import type { Look } from "./log_look.ts";
import { moduleLine, type ModuleLook } from "./log_module_text.ts";
import { allInFile, type FoundExecution, inFile, inStore, isLogFile } from "./log_source.ts";
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
  usage: "[FILE] [--most N] [--json]\nshow [ID|FILE[#N]] [--all] [--output] [--json]\n" +
    "export [ID|FILE[#N]] [--format FORMAT] [-o FILE] [--force]",
  words: ["show", "export"],
  options: {
    most: { type: "string", short: "n", value: "N", doc: "list at most so many executions (20)" },
    all: { type: "boolean", doc: "show every module, also of a large execution" },
    output: { type: "boolean", doc: "show what the modules of an execution wrote" },
    format: { type: "string", value: "FORMAT", choices: FORMATS, doc: "with export: json if not given" },
    to: { type: "string", short: "o", value: "FILE", doc: "with export: where to, a folder or .zip for ro-crate" },
    force: { type: "boolean", doc: "with export: replace what is there" },
    license: { type: "string", value: "NAME", doc: "with export: under which license a crate stands" },
    json: JSON_OPTION,
    store: STORE_OPTION,
  },
  examples: [
    ["vt log", "the last 20 executions, the newest first"],
    ["vt log show", "the last one, with its modules and their errors"],
    ["vt log show 1r4k", "the one whose id begins so"],
    ["vt log show 1r4k --output", "what its modules wrote to their standard output and error"],
    ["vt log gcd.vt", "the executions that a file of VisTrails holds"],
    ["vt log show gcd.vt#3", "the third of them"],
    ["vt log export 1r4k --format prov-json -o run.json", "as W3C PROV; xml and vistrails are logs of VisTrails"],
    ["vt log export --format ro-crate -o run.zip", "the last one with its workflow and files, as an RO-Crate"],
    ["vt log --json --most 1000", "one JSON document a line, for other programs"],
  ],
  notes: "A record is written while the workflow runs. A run that was killed is listed as interrupted; " +
    "what its record holds is true up to a moment before.",
  async run({ operands: [word, named, ...more], options }): Promise<number> {
    if (more.length > 0) throw new UsageError(`Cannot take more than one execution: ${[named, ...more].join(" ")}`);
    if (word === "show") return await showOne(named, options);
    if (word === "export") return await (await import("./log_export.ts")).exportExecution(named, options);
    if (word !== undefined && !isLogFile(word)) {
      throw new UsageError(`Unknown word ${word}: did you mean vt log show ${word}?`);
    }
    if (named !== undefined) throw new UsageError(`Cannot list more than one file: ${word} ${named}`);
    return await listAll(word, options);
  },
});

async function listAll(
  file: string | undefined,
  options: { readonly most?: string; readonly json: boolean; readonly store?: string },
): Promise<number> {
  const most = positiveInteger("most", options.most ?? "20");
  if (file !== undefined) {
    await list((await allInFile(file)).map(({ exec }) => exec).reverse(), most, options.json);
    return 0;
  }
  using store = await storeForReading(options.store);
  if (store !== undefined) await list(executions(store), most, options.json);
  return 0;
}

async function list(
  all: AsyncIterable<WorkflowExec> | Iterable<WorkflowExec>,
  most: number,
  json: boolean,
): Promise<void> {
  const look = lookOfStdout();
  let count = 0;
  for await (const exec of all) {
    if (count === 0 && !json) printLine(listHead(look));
    printLine(json ? JSON.stringify(exec) : listLine(exec, look));
    if (++count >= most) break;
  }
}

interface ShowOptions {
  readonly json: boolean;
  readonly all: boolean;
  readonly output: boolean;
  readonly store?: string;
}

async function showOne(named: string | undefined, options: ShowOptions): Promise<number> {
  if (options.output && options.json) throw new UsageError("Options --output and --json exclude each other");
  if (named !== undefined && isLogFile(named)) {
    if (options.output) throw new UsageError("Option --output is for executions of the store: no file keeps that");
    await show(await inFile(named), options);
    return 0;
  }
  using store = await storeForReading(options.store);
  if (store === undefined) return 2;
  const found = await inStore(store, named);
  if (options.output) await showOutput(store, found.exec);
  else await show(found, options);
  return 0;
}

async function show(found: FoundExecution, options: ShowOptions): Promise<void> {
  const { exec } = found;
  if (options.json) return await printAll(jsonOf(found));
  const look = { ...lookOfStdout(), machines: exec.machines };
  printLine(headText(exec, look));
  const { total: _, notRun: __, ...ended } = exec.counts;
  const count = Object.values(ended).reduce((sum, each) => sum + each, 0);
  if (count > FEW && !options.all) print(digestText(await digestOf(found.modules()), look));
  else if (count <= AS_TREE) print(treeText(await Array.fromAsync(found.modules()), look));
  else await printAll(linesOf(found, look));
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

async function* linesOf(found: FoundExecution, look: ModuleLook): AsyncGenerator<string> {
  for await (const module of found.modules()) yield `${moduleLine(module, 0, look)}\n`;
}

/** One document on one line; in pieces, since there may be a million modules in it. */
async function* jsonOf(found: FoundExecution): AsyncGenerator<string> {
  yield `${JSON.stringify(found.exec).slice(0, -1)},"modules":[`;
  let comma = "";
  const modules = found.modules();
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
