/** `vt export`: a script as a file for VisTrails, a version of a file as a script or as a file of its own. */
import { UsageError } from "../runtime/errors.ts";
import { writeFile } from "../runtime/vt_file/write_file.ts";
import { defineCommand, JSON_OPTION } from "./line/command.ts";
import { complain, oneLine, printLine } from "./line/terminal.ts";
import { isScript, readSettings } from "./open/open_workflow.ts";

/** What is to be written, and what is to be said of it. */
export interface Export {
  readonly parts: readonly Uint8Array[];
  /** Modules, without those inside groups. */
  readonly modules: number;
  /** What the one who opens it will miss, a line each. */
  readonly warnings: readonly string[];
}

/** What is exported, and how. */
export interface ExportOptions {
  /** `FILE[:VERSION]` or a script. */
  readonly from: string;
  readonly to: string;
  readonly set: ReadonlyMap<string, string>;
  /** What VisTrails does not have is refused. */
  readonly strict: boolean;
}

/** The command. */
export const command = defineCommand({
  name: "export",
  summary: "Writes a script as a VisTrails file, or a version of a file as a script",
  usage: "SCRIPT -o FILE.vt [--set NAME=VALUE]…\nFILE[:VERSION] -o SCRIPT.ts\nFILE[:VERSION] -o FILE.vt",
  options: {
    output: { type: "string", short: "o", value: "FILE", doc: "what to write: .vt, .xml or .ts" },
    set: { type: "string", multiple: true, value: "NAME=VALUE", doc: "value of an input or parameter of the script" },
    force: { type: "boolean", doc: "replace the file if it exists" },
    strict: { type: "boolean", doc: "refuse what VisTrails does not have" },
    json: JSON_OPTION,
  },
  examples: [
    ["vt export examples/sum_of_squares.ts -o sum.vt", "a file that VisTrails opens"],
    ["vt export gcd.vt:euclid -o euclid.ts", "the version tagged euclid as a script"],
    ["vt export gcd.vt:euclid -o euclid.vt", "that version alone as a file"],
  ],
  notes: "A script has to be evaluated to be exported: only export scripts that you trust. Modules of scripts and of " +
    "packages org.vt.* are written too, but VisTrails does not have them.",
  async run({ operands: [from, ...more], options: { output: to, set, force, strict, json } }): Promise<number> {
    if (from === undefined) throw new UsageError("No FILE given");
    if (more.length > 0) throw new UsageError(`One FILE is exported at a time: ${more.length + 1} given`);
    if (to === undefined) throw new UsageError("No output given: write -o FILE");
    const { parts, modules, warnings } = await exportWorkflow({ from, to, set: readSettings(set), strict });
    await writeFile(to, parts, { force });
    for (const warning of warnings) complain(`vt: ${oneLine(warning, 2000)}`);
    printLine(json ? JSON.stringify({ file: to, modules, warnings }) : `${to}: ${modules} modules`);
    return 0;
  },
});

/** Makes the content of the file; nothing is written. Throws `InputError`. */
export async function exportWorkflow(options: ExportOptions): Promise<Export> {
  const { from, to, set } = options;
  if (!/\.(vt|xml|ts)$/.test(to)) throw new UsageError(`Cannot export to ${to}: a .vt, .xml or .ts file wanted`);
  if (isScript(from)) {
    if (isScript(to)) throw new UsageError(`Cannot export ${from} to ${to}: it is a script already`);
    return await (await import("./export/vistrail.ts")).exportScript(options);
  }
  if (set.size > 0) throw new UsageError(`Option --set is for scripts: ${from} is none`);
  if (isScript(to)) return await (await import("./export/script.ts")).exportToScript(options);
  return await (await import("./export/vistrail.ts")).exportVersion(options);
}
