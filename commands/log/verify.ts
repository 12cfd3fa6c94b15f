/** `vt log verify`: whether the workflow and the files of an execution are still what its record says. */
import { sizeText } from "../../runtime/quantity_text.ts";
import { readComponents } from "../../runtime/record/component_store.ts";
import type { WorkflowExec } from "../../runtime/record/log.ts";
import { recordedFiles } from "../../runtime/record/recorded_files.ts";
import { type FileVerdict, meansGone, type VerifiedFile, verifyFile } from "../../runtime/record/verify_file.ts";
import type { Store } from "../../runtime/store/store.ts";
import { columns, oneLine, paintFor, printAll, writeMessage } from "../line/terminal.ts";
import { storeForReading } from "../open/open_store.ts";
import { hashOfSource } from "../run/hash_of.ts";
import { executionNamed, type FoundExecution, inStore, isLogFile } from "./source.ts";
import { summaryLine, verdictLine } from "./verify_text.ts";

/** How it is told. */
export interface VerifyOptions {
  readonly json: boolean;
  /** Those that have not changed too. */
  readonly all: boolean;
  readonly store?: string;
}

/** Gives the exit code: 0 where nothing has changed. */
export async function verify(named: string | undefined, options: VerifyOptions): Promise<number> {
  const isFile = named !== undefined && isLogFile(named);
  using store = isFile ? undefined : await storeForReading(options.store);
  if (store === undefined && !isFile) return 2;
  const found = store === undefined ? await executionNamed(named!, undefined) : await inStore(store, named);
  const counts: Partial<Record<FileVerdict, number>> = {};
  const all = counted(verifiedOf(found, store), counts);
  await printAll(options.json ? jsonOf(found.exec, all, counts) : textOf(all, counts, options));
  return (["changed", "gone", "unreadable"] as const).some((verdict) => counts[verdict]) ? 1 : 0;
}

/** The workflow first, then the files by their paths. */
async function* verifiedOf(found: FoundExecution, store: Store | undefined): AsyncGenerator<VerifiedFile> {
  yield await verifiedWorkflow(found.exec);
  const components = store && await readComponents(store, found.exec);
  const progress = new HashProgress();
  for (const file of await recordedFiles(found.modules(), components)) {
    yield await verifyFile(file, (done, total) => progress.show(file.path, done, total));
    progress.clear();
  }
}

/** Of a version of a file its own hash counts, not that of the whole file. */
async function verifiedWorkflow({ workflow, hash }: WorkflowExec): Promise<VerifiedFile> {
  const file = { path: workflow.file, at: [], ...(hash !== undefined && { hash }) };
  try {
    await Deno.stat(workflow.file);
  } catch (error) {
    return { ...file, verdict: meansGone(error) ? "gone" : "unreadable" };
  }
  if (hash === undefined) return { ...file, verdict: "notRecorded" };
  const now = await hashOfSource(workflow).catch(() => undefined);
  return { ...file, verdict: now === hash ? "unchanged" : "changed", ...(now !== undefined && { now }) };
}

async function* counted(
  all: AsyncIterable<VerifiedFile>,
  counts: Partial<Record<FileVerdict, number>>,
): AsyncGenerator<VerifiedFile> {
  for await (const file of all) {
    counts[file.verdict] = (counts[file.verdict] ?? 0) + 1;
    yield file;
  }
}

async function* textOf(
  all: AsyncIterable<VerifiedFile>,
  counts: Partial<Record<FileVerdict, number>>,
  options: VerifyOptions,
): AsyncGenerator<string> {
  const paint = paintFor(Deno.stdout);
  for await (const file of all) {
    const isDull = file.verdict === "unchanged" || file.verdict === "temporary";
    if (options.all || !isDull || file.at.length === 0) yield `${verdictLine(file, paint)}\n`;
  }
  yield `${summaryLine(counts)}\n`;
}

/** One document on one line. */
async function* jsonOf(
  { id, workflow }: WorkflowExec,
  all: AsyncIterable<VerifiedFile>,
  counts: Partial<Record<FileVerdict, number>>,
): AsyncGenerator<string> {
  yield `${JSON.stringify({ execution: id, workflow }).slice(0, -1)},"files":[`;
  let comma = "";
  for await (const file of all) {
    yield comma + JSON.stringify(file);
    comma = ",";
  }
  yield `],"counts":${JSON.stringify(counts)}}\n`;
}

/** Files below are hashed before anybody wonders. */
const LARGE = 2 ** 24;
const SHOWN_EACH = 2 ** 22;

/** How far a large file is read, on a terminal. */
class HashProgress {
  readonly #isTerminal = Deno.stderr.isTerminal();
  #shown = 0;

  show(path: string, done: number, total: number): void {
    if (!this.#isTerminal || total < LARGE || done - this.#shown < SHOWN_EACH) return;
    this.#shown = done;
    const text = `reads ${path}: ${sizeText(done)} of ${sizeText(total)}`;
    writeMessage(`\r\x1b[K${oneLine(text, columns() - 1)}`);
  }

  clear(): void {
    if (this.#shown > 0) writeMessage("\r\x1b[K");
    this.#shown = 0;
  }
}
