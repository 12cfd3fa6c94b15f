/** `vt doctor`: whether vt can work here, and what it found. */
import { accessSync, constants, existsSync } from "node:fs";
import { Repository, repositoryFolder } from "../modules/persistence/repository.ts";
import { examinePython, findPython, noPython } from "../modules/python/python_command.ts";
import { InputError, messageOf, UsageError } from "../runtime/errors.ts";
import { sizeText } from "../runtime/quantity_text.ts";
import { executionCount } from "../runtime/record/execution_log.ts";
import { selfForm } from "../runtime/self_command.ts";
import { openExistingStore, storeFile } from "../runtime/store/store.ts";
import { type StorePlace, storePlace } from "../runtime/store/store_path.ts";
import { VERSION } from "../runtime/version.ts";
import { noticeFinding, secretFinding } from "./doctor/people.ts";
import { type Command, defineCommand, JSON_OPTION, STORE_OPTION } from "./line/command.ts";
import { PYTHON_OPTION, usePython } from "./line/python_option.ts";
import { oneLine, type Paint, paintFor, printLine } from "./line/terminal.ts";
import { storeForReading } from "./open/open_store.ts";

/** One thing that was looked at. */
export interface Finding {
  readonly name: string;
  readonly value: string;
  /** What is wrong with it, and what to do. */
  readonly problem?: string;
}

/** Says whether vt can work here. */
export const command: Command = defineCommand({
  name: "doctor",
  summary: "Says whether vt can work here, and what it found",
  usage: "[--gc] [--store DIR] [--python FILE] [--json]",
  options: {
    json: JSON_OPTION,
    store: STORE_OPTION,
    python: PYTHON_OPTION,
    gc: { type: "boolean", doc: "remove known results that were not used for long, and files that nothing names" },
  },
  examples: [
    ["vt doctor", "versions, the store and why it is there, the terminal"],
    ["vt doctor --store /scratch/vt", "whether a store could be kept there"],
    ["vt doctor --gc", "make room in the store"],
  ],
  notes:
    "Without --gc it changes nothing and creates nothing. The exit code is 1 when something is wrong. --gc removes " +
    "results that no run has used for 90 days, and the least recently used while the others take more than 10 GB.",
  async run({ operands, options }): Promise<number> {
    if (operands.length > 0) {
      throw new UsageError(`Cannot look after ${operands.join(" ")}: vt doctor takes options only`);
    }
    if (options.gc) return await collect(options);
    usePython(options.python);
    const places = await storeFindings(options.store);
    const findings = [...versions(), ...places, denoForCheck(), await python(), ...terminalFindings()];
    const healthy = findings.every(({ problem }) => problem === undefined);
    if (options.json) printLine(JSON.stringify({ healthy, findings }));
    else for (const finding of findings) printLine(findingText(finding, paintFor(Deno.stdout)));
    return healthy ? 0 : 1;
  },
});

const LIMITS = { maxBytes: 10e9, olderThanDays: 90 };

async function collect({ store: named, json }: { store: string | undefined; json: boolean }): Promise<number> {
  const { collectGarbage, NOTHING_COLLECTED } = await import("../runtime/store/garbage.ts");
  using store = await storeForReading(named);
  const collected = store === undefined ? NOTHING_COLLECTED : await collectGarbage(store, LIMITS);
  if (store !== undefined) await (await import("../runtime/record/component_garbage.ts")).collectComponents(store);
  const { resultsRemoved, filesRemoved, bytesFreed, resultsKept, bytesKept } = collected;
  printLine(
    json
      ? JSON.stringify(collected)
      : `Removed ${resultsRemoved} results and ${filesRemoved} files, ${sizeText(bytesFreed)}; ` +
        `kept ${resultsKept} results, ${sizeText(bytesKept)} of files`,
  );
  return 0;
}

/** A finding on one line, its problem on the next. */
export function findingText({ name, value, problem }: Finding, paint: Paint): string {
  const mark = problem === undefined ? paint("green", "ok") : paint("red", "!!");
  const line = `${mark}  ${name.padEnd(12)}  ${oneLine(value, 2000)}`;
  return problem === undefined ? line : `${line}\n    ${" ".repeat(12)}  ${paint("red", problem)}`;
}

function versions(): Finding[] {
  const { deno, v8, typescript } = Deno.version;
  return [
    { name: "vt", value: VERSION },
    { name: "form", value: selfForm() },
    { name: "deno", value: `${deno} (V8 ${v8}, TypeScript ${typescript})` },
    {
      name: "system",
      value: `${Deno.build.os} ${Deno.osRelease()}, ${Deno.build.arch}, ${navigator.hardwareConcurrency} CPUs`,
    },
  ];
}

async function storeFindings(named: string | undefined): Promise<Finding[]> {
  let place: StorePlace;
  try {
    place = storePlace(named);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return [{ name: "store", value: "none", problem: error.message }];
  }
  const { directory, because, fileSystem, notice } = place;
  const why = `${because === "otherwise" ? notice : because}${fileSystem === "" ? "" : `, ${fileSystem}`}`;
  return [
    { name: "store", value: `${directory} (${why})` },
    writable(directory),
    await content(place),
    keptFiles(directory),
    await noticeFinding(place),
    secretFinding(directory),
  ];
}

/** What the modules of the persistence package keep; it is not part of the database, and no garbage. */
function keptFiles(directory: string): Finding {
  const folder = repositoryFolder(directory);
  const count = new Repository(folder).count();
  return { name: "kept files", value: count === 0 ? "none yet" : `${count} in ${folder}` };
}

function writable(directory: string): Finding {
  const existing = nearestExisting(directory);
  const name = "writable";
  if (!Deno.statSync(existing).isDirectory) return { name, value: "no", problem: `${existing} is not a directory` };
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
  } catch (error) {
    return { name, value: "no", problem: `${messageOf(error)}: name another directory with --store` };
  }
  return { name, value: existing === directory ? "yes" : `yes, ${existing}; the first run makes the rest` };
}

function nearestExisting(path: string): string {
  for (let at = path; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) if (existsSync(at)) return at;
  return "/";
}

async function content(place: StorePlace): Promise<Finding> {
  const name = "executions";
  try {
    using store = await openExistingStore(place);
    if (store === undefined) return { name, value: "none yet" };
    const bytes = ["", "-wal"].map((suffix) => sizeOf(storeFile(place.directory) + suffix));
    return { name, value: `${await executionCount(store)}, ${sizeText(bytes[0] + bytes[1])}` };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { name, value: "unknown", problem: error.message };
  }
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0;
  }
}

/** `vt check` checks the types of scripts with Deno itself, which a compiled vt does not contain. */
function denoForCheck(): Finding {
  const paths = (Deno.env.get("PATH") ?? "").split(":").map((folder) => `${folder}/deno`);
  const path = Deno.build.standalone ? paths.find((path) => existsSync(path)) : Deno.execPath();
  if (path !== undefined) return { name: "vt check", value: path };
  return { name: "vt check", value: "no deno on PATH: scripts are run, but their types are not checked" };
}

async function python(): Promise<Finding> {
  const name = "python";
  const path = findPython();
  if (path === undefined) {
    const isNamed = Boolean(Deno.env.get("VT_PYTHON"));
    return { name, value: "none: PythonSource cannot run", ...(isNamed && { problem: noPython() }) };
  }
  const facts = await examinePython(path);
  if (facts === undefined) return { name, value: path, problem: "it does not run Python: name another with --python" };
  const value = `${path} ${facts.version}, ${facts.numpy === null ? "no numpy" : `numpy ${facts.numpy}`}`;
  if (facts.isSupported) return { name, value };
  return { name, value, problem: "PythonSource needs Python 3.6 or later: name another with --python or VT_PYTHON" };
}

function terminalFindings(): Finding[] {
  const isTerminal = Deno.stderr.isTerminal();
  const colours = Deno.noColor ? "no colours (NO_COLOR)" : "colours";
  const size = isTerminal ? `${Deno.consoleSize().columns} columns, ${colours}` : "no terminal: plain lines";
  return [{ name: "terminal", value: `${Deno.env.get("TERM") ?? "TERM not set"}, ${size}` }];
}
