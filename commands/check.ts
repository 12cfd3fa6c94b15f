/** `vt check`: what is wrong with workflows, all at once; nothing is run. */
import type { Problem } from "../runtime/errors.ts";
import { type CheckedFile, type CheckedVersion, checkWorkflow } from "./check/check_file.ts";
import { drawChecked, drawTotals } from "./check/text.ts";
import { defineCommand, JSON_OPTION, SANDBOX_OPTION } from "./line/command.ts";
import { PYTHON_OPTION, usePython } from "./line/python_option.ts";
import { columns, paintFor, printLine } from "./line/terminal.ts";
import { forEachWorkflow } from "./open/open_workflow.ts";

/** Checks workflows. */
export const command = defineCommand({
  name: "check",
  summary: "Says all that is wrong with workflows; type-checks scripts",
  usage: "FILE[:VERSION]…",
  options: {
    all: { type: "boolean", doc: "every version that has a tag, or that nothing was made from" },
    json: JSON_OPTION,
    strict: { type: "boolean", doc: "count warnings as errors" },
    python: PYTHON_OPTION,
    sandbox: SANDBOX_OPTION,
  },
  examples: [
    ["vt check *.vt", "which files can be run here, and what the others lack"],
    ["vt check old.vt --all", "which of its versions can be run"],
    ["vt check workflow.ts --strict", "type errors, wrong wires, and inputs without a value"],
  ],
  notes:
    "Checking a .vt file is safe for any bytes. A script is evaluated for its pipeline, which trusts it, unless with --sandbox, which leaves its types unchecked.",
  async run({ operands, options }): Promise<number> {
    usePython(options.python);
    const width = Deno.stdout.isTerminal() ? columns() : 80;
    const style = { width, paint: paintFor(Deno.stdout), brief: operands.length > 1 || options.all };
    const files: CheckedFile[] = [];
    const code = await forEachWorkflow(operands, async (argument) => {
      const checked = await checkWorkflow(argument, options);
      files.push(checked);
      if (options.json) printLine(JSON.stringify(checkedJson(checked, options.all)));
      else drawChecked(checked, style).forEach(printLine);
      return checked.ok ? 0 : 2;
    });
    const unreadable = operands.length - files.length;
    if (!options.json) drawTotals({ files, unreadable }, style).forEach(printLine);
    return code;
  },
});

/** One document a file. With `all` its versions have their own, and `problems` are those of any. */
function checkedJson({ file, ok, typeErrors, versions }: CheckedFile, all: boolean): Record<string, unknown> {
  if (all) {
    const problems = versions.flatMap((one) => one.problems);
    return { file, ok, typeErrors, problems: distinct(problems), versions: versions.map(versionJson) };
  }
  return { file, ok, typeErrors, problems: [], ...versions.map(versionJson)[0] };
}

function versionJson({ version, name, ok, modules, missing, problems }: CheckedVersion): Record<string, unknown> {
  return { ...(version === undefined ? {} : { version }), name, ok, modules, missing, problems };
}

function distinct(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
