/** `vt check`: what is wrong with workflows, all at once; nothing is run. */
import { type Problem, problemText } from "../runtime/errors.ts";
import { defineCommand, JSON_OPTION } from "./command.ts";
import { forEachWorkflow, isScript, openWorkflow } from "./open_workflow.ts";
import { planWorkflow } from "./plan_workflow.ts";
import { complain, paintFor, print, printLine } from "./terminal.ts";
import { typeCheckScript } from "./type_check.ts";

/** Checks workflows. */
export const command = defineCommand({
  name: "check",
  summary: "Says all that is wrong with workflows; type-checks scripts",
  usage: "FILE[:VERSION]…",
  options: {
    json: JSON_OPTION,
    strict: { type: "boolean", doc: "count warnings as errors" },
  },
  examples: [
    ["vt check *.vt", "which files can be run here, and what the others lack"],
    ["vt check workflow.ts --strict", "type errors, wrong wires, and inputs without a value"],
  ],
  notes: "Checking a .vt file is safe for any bytes. A script is evaluated for its pipeline, which trusts it.",
  async run({ operands, options }): Promise<number> {
    return await forEachWorkflow(operands, async (argument) => {
      const types = isScript(argument) ? await typeErrors(argument) : "";
      const { problems, isRefused } = types === ""
        ? await problemsOf(argument, options)
        : { problems: [], isRefused: true };
      if (options.json) printLine(JSON.stringify({ file: argument, ok: !isRefused, typeErrors: types, problems }));
      else printText(argument, { types, problems, isRefused });
      return isRefused ? 2 : 0;
    });
  },
});

/** That an input has no value yet is no fault of the workflow. */
async function problemsOf(
  argument: string,
  options: { strict: boolean },
): Promise<{ problems: readonly Problem[]; isRefused: boolean }> {
  const opened = await openWorkflow(argument, new Map());
  const unset = opened.problems.map((problem): Problem => ({ ...problem, severity: "warning" }));
  return planWorkflow({ ...opened, problems: unset }, options);
}

async function typeErrors(path: string): Promise<string> {
  const result = await typeCheckScript(path);
  if (result.checked) return result.errors;
  complain(`vt: ${path}: types are not checked: ${result.reason}`);
  return "";
}

function printText(argument: string, found: { types: string; problems: readonly Problem[]; isRefused: boolean }): void {
  const paint = paintFor(Deno.stdout);
  printLine(`${found.isRefused ? paint("red", "✗") : paint("green", "✓")} ${argument}`);
  if (found.types !== "") print(`${found.types.trimEnd().replaceAll(/^/gm, "    ")}\n`);
  for (const problem of found.problems) {
    printLine(
      `    ${paint(problem.severity === "error" ? "red" : "yellow", problem.severity)}: ${problemText(problem)}`,
    );
  }
}
