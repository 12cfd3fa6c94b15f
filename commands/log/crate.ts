/** Writes an execution as a Workflow Run RO-Crate: a folder, or a zip, with the workflow and the files of values. */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { InputError } from "../../runtime/errors.ts";
import { allModules, type ExecutedWorkflow } from "../../runtime/provenance/executed_workflow.ts";
import { roCrate } from "../../runtime/provenance/ro_crate.ts";
import type { CrateFile, CrateFiles } from "../../runtime/provenance/ro_crate_data.ts";
import { filesIn } from "../../runtime/record/recorded_files.ts";
import { newBundle, writeFile } from "../../runtime/vt_file/write_file.ts";
import { complain } from "../line/terminal.ts";
import { isScript } from "../open/open_workflow.ts";
import { graphOf } from "./graph.ts";
import type { FoundExecution } from "./source.ts";

const METADATA = "ro-crate-metadata.json";
/** Bytes that a zip may hold: it is made in memory. */
const LARGEST_ZIP = 2 ** 30;

/** Where a crate goes. */
export interface CrateOptions {
  readonly to: string;
  readonly force: boolean;
  readonly license?: string;
}

/** A file in the crate, and where it is now. */
interface Copied extends CrateFile {
  readonly from: string;
  /** Its path in the crate. */
  readonly path: string;
}

/** Writes the crate. Throws `InputError` where that cannot be done. */
export async function writeCrate(found: FoundExecution, { to, force, license }: CrateOptions): Promise<void> {
  const executed = await found.tree();
  const graph = await graphOf(found.exec);
  const { copied, ...files } = await filesOf(executed, graph !== undefined);
  if (files.workflow === undefined) complain("vt: the workflow itself is not in the crate, which has to have it");
  const metadata = [...roCrate(executed, { ...files, graph, license, date: new Date() })].join("");
  if (to.endsWith(".zip")) await writeZip(to, { copied, metadata, force });
  else await writeFolder(to, { copied, metadata, force });
}

interface Content {
  readonly copied: readonly Copied[];
  readonly metadata: string;
  readonly force: boolean;
}

async function writeZip(output: string, { copied, metadata, force }: Content): Promise<void> {
  const size = copied.reduce((sum, file) => sum + file.size, metadata.length);
  if (size > LARGEST_ZIP) {
    throw new InputError(`Cannot write ${output}: its files have ${size} bytes, write a folder instead: -o FOLDER`);
  }
  const contents = new Map([[METADATA, new TextEncoder().encode(metadata)]]);
  for (const { path, from } of copied) contents.set(path, await Deno.readFile(from));
  await writeFile(output, await newBundle(contents, new Date()), { force });
}

async function writeFolder(output: string, { copied, metadata, force }: Content): Promise<void> {
  try {
    await Deno.mkdir(output, { recursive: true });
    if (!force && [...Deno.readDirSync(output)].length > 0) {
      throw new InputError(`Cannot write ${output}: it is not empty, use --force to write into it`);
    }
    for (const { path, from } of copied) {
      const to = `${output}/${path}`;
      await Deno.mkdir(to.slice(0, to.lastIndexOf("/")), { recursive: true });
      await Deno.copyFile(from, to);
    }
  } catch (error) {
    if (error instanceof InputError || !(error instanceof Error)) throw error;
    throw new InputError(`Cannot write ${output}: ${error.message}`, { cause: error });
  }
  await writeFile(`${output}/${METADATA}`, [new TextEncoder().encode(metadata)], { force });
}

/** What is there as the record has it. */
async function filesOf(
  executed: ExecutedWorkflow,
  isWorkflowThere: boolean,
): Promise<CrateFiles & { readonly copied: readonly Copied[] }> {
  const sources = isWorkflowThere ? await sourcesOf(executed.exec.workflow.file) : [];
  const taken = new Set([METADATA, ...sources.map(({ path }) => path)]);
  const copies = new Map<string, Copied>();
  for (const { module: { outputs = {} } } of allModules(executed.top)) {
    for (const { path: from, hash } of Object.values(outputs).flatMap(filesIn)) {
      if (hash === undefined || copies.has(hash)) continue;
      const name = from.slice(from.lastIndexOf("/") + 1);
      const plain = `files/${name}`;
      const path = taken.has(plain) ? `files/${hash.slice(0, 12)}/${name}` : plain;
      const copy = await copiedFile(from, path);
      if (copy?.sha256 !== hash) continue;
      copies.set(hash, copy);
      taken.add(path);
    }
  }
  const [workflow, ...others] = sources;
  return { workflow, others, copies, copied: [...sources, ...copies.values()] };
}

/** The workflow's file, first, and what it imports; those keep their places towards each other. */
async function sourcesOf(file: string): Promise<readonly Copied[]> {
  const paths = isScript(file) ? await importsOf(file) : [file];
  const folder = commonFolder(paths);
  const copied = await Promise.all(paths.map((path) => copiedFile(path, path.slice(folder.length))));
  return copied.filter((each) => each !== undefined);
}

async function importsOf(script: string): Promise<readonly string[]> {
  const { scriptFiles } = await import("../../runtime/definition/script_hash.ts");
  const { scriptUrl } = await import("../run/job_ids_of.ts");
  const found = (await scriptFiles(scriptUrl(script))).map((url) => fileURLToPath(url));
  return [script, ...found.filter((path) => path !== script)];
}

/** With its last `/`. */
function commonFolder(paths: readonly string[]): string {
  const folders = paths.map((path) => path.slice(0, path.lastIndexOf("/") + 1));
  return folders.reduce((common, folder) => {
    let shared = common;
    while (!folder.startsWith(shared)) shared = shared.slice(0, shared.lastIndexOf("/", shared.length - 2) + 1);
    return shared;
  });
}

/** Undefined where it cannot be read. */
async function copiedFile(from: string, path: string): Promise<Copied | undefined> {
  try {
    using file = await Deno.open(from);
    const hash = createHash("sha256");
    let size = 0;
    for await (const chunk of file.readable) {
      hash.update(chunk);
      size += chunk.length;
    }
    const id = path.split("/").map((part) => encodeURIComponent(part.toWellFormed())).join("/");
    return { id, path, from, size, name: path.slice(path.lastIndexOf("/") + 1), sha256: hash.digest("hex") };
  } catch (error) {
    if (error instanceof Error && error.name in Deno.errors) return undefined;
    throw error;
  }
}
