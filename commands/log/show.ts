/** `vt log show`: one execution, its modules, and what they wrote. */
import { UsageError } from "../../runtime/errors.ts";
import { leftoverText } from "../../runtime/provenance/record_json.ts";
import { writtenTexts } from "../../runtime/record/execution_log.ts";
import type { WorkflowExec } from "../../runtime/record/log.ts";
import { MOST_WRITTEN } from "../../runtime/record/log_recorder.ts";
import type { Store } from "../../runtime/store/store.ts";
import { complain, print, printAll, printLine } from "../line/terminal.ts";
import { storeForReading } from "../open/open_store.ts";
import { endOf, lookOfStdout } from "./look.ts";
import { moduleLine, type ModuleLook } from "./module_text.ts";
import { type FoundExecution, inFile, inStore, isLogFile } from "./source.ts";
import { digestOf, digestText, headText, treeText } from "./text.ts";

/** More modules than these are shown as a digest. */
const FEW = 100;
/** More than these are shown in the order in which they ended, not as a tree. */
const AS_TREE = 10_000;

/** How it is shown. */
export interface ShowOptions {
  readonly json: boolean;
  readonly all: boolean;
  readonly output: boolean;
  readonly store?: string;
}

/** Prints an execution of the store, or `FILE#N`, and gives the exit code. */
export async function show(named: string | undefined, options: ShowOptions): Promise<number> {
  if (options.output && options.json) throw new UsageError("Options --output and --json exclude each other");
  if (named !== undefined && isLogFile(named)) {
    if (options.output) throw new UsageError("Option --output is for executions of the store: no file keeps that");
    await showFound(await inFile(named), options);
    return 0;
  }
  using store = await storeForReading(options.store);
  if (store === undefined) return 2;
  const found = await inStore(store, named);
  if (options.output) await showOutput(store, found.exec);
  else await showFound(found, options);
  return 0;
}

async function showFound(found: FoundExecution, options: ShowOptions): Promise<void> {
  const { exec } = found;
  if (options.json) return await printAll(jsonOf(found));
  const plain = lookOfStdout();
  const look = { ...plain, machines: exec.machines, until: endOf(exec, plain.now) };
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
  yield `]${leftoverText(next.value)}}\n`;
}
