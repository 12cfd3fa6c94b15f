/** `vt log export`: an execution in the forms of others. */
import { InputError, UsageError } from "../../runtime/errors.ts";
import { openLineage } from "../../runtime/provenance/open_lineage.ts";
import { provJson } from "../../runtime/provenance/prov_json.ts";
import { recordJson } from "../../runtime/provenance/record_json.ts";
import { toVistrailsLog } from "../../runtime/provenance/to_vistrails_log.ts";
import { proposedExec, schemaExec } from "../../runtime/vt_file/vistrails_log_forms.ts";
import { writeFile } from "../../runtime/vt_file/write_file.ts";
import { writeLog } from "../../runtime/vt_file/write_vistrails_log.ts";
import { printAll } from "../line/terminal.ts";
import { storeForReading } from "../open/open_store.ts";
import type { Format } from "./formats.ts";
import { graphOf } from "./graph.ts";
import { type FoundExecution, inFile, inStore, isLogFile } from "./source.ts";

/** What is exported, and where to. */
export interface LogExportOptions {
  readonly format?: string;
  readonly to?: string;
  readonly force: boolean;
  readonly license?: string;
  readonly store?: string;
}

/** Exports one execution, and gives the exit code. */
export async function exportExecution(named: string | undefined, options: LogExportOptions): Promise<number> {
  if (named !== undefined && isLogFile(named)) {
    await write(await inFile(named), options);
    return 0;
  }
  using store = await storeForReading(options.store);
  if (store === undefined) return 2;
  await write(await inStore(store, named), options);
  return 0;
}

async function write(
  found: FoundExecution,
  { format = "json", to, force, license }: LogExportOptions,
): Promise<void> {
  if (license !== undefined && format !== "ro-crate") throw new UsageError("Option --license is for --format ro-crate");
  if (format === "ro-crate") {
    if (to === undefined) throw new UsageError("No output given: write -o FOLDER or -o FILE.zip for a crate");
    const { writeCrate } = await import("./crate.ts");
    return await writeCrate(found, { to, force, license });
  }
  const pieces = await piecesOf(found, format as Format);
  if (to === undefined) return await printAll(pieces);
  await writeFile(to, await bytesOf(pieces), { force });
}

async function piecesOf(found: FoundExecution, format: Format): Promise<AsyncIterable<string>> {
  switch (format) {
    case "json":
      return recordJson(found.exec, found.modules());
    case "xml":
      return asynchronous([writeLog([proposedExec(await logged(found))])]);
    case "vistrails":
      return asynchronous([writeLog([schemaExec(await logged(found))])]);
    case "prov-json":
      return asynchronous(provJson(await found.tree(), await graphOf(found.exec)));
    case "openlineage":
      return asynchronous(openLineage(await found.tree(), await graphOf(found.exec)));
    default:
      throw new InputError(`Cannot export as ${format}`);
  }
}

async function logged({ logged, tree }: FoundExecution): Promise<ReturnType<typeof toVistrailsLog>> {
  return logged ?? toVistrailsLog(await tree());
}

async function* asynchronous(pieces: Iterable<string>): AsyncGenerator<string> {
  yield* pieces;
}

const PIECE = 2 ** 20;

async function bytesOf(pieces: AsyncIterable<string>): Promise<Uint8Array[]> {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  let gathered = "";
  for await (const piece of pieces) {
    gathered += piece;
    if (gathered.length < PIECE) continue;
    parts.push(encoder.encode(gathered));
    gathered = "";
  }
  return [...parts, encoder.encode(gathered)];
}
