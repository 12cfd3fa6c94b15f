/** What `vt log search` found, as people read it. */
import { whenText } from "../../runtime/quantity_text.ts";
import { type FoundExec, portsWith, type SoughtFile } from "../../runtime/record/search_executions.ts";
import { endOf, type Look } from "./look.ts";
import { moduleLine } from "./module_text.ts";
import { recordedText } from "./recorded_text.ts";
import { workflowName } from "./text.ts";

/** The head of the list of modules. */
export function foundHead({ paint }: Look): string {
  return paint("dim", "id        when          workflow              state         took  module");
}

/** A module with its execution in a line; below it its error, and where the file is that was looked for. */
export function foundText({ exec, module }: FoundExec, file: SoughtFile | undefined, look: Look): string {
  const where = `${exec.id}  ${whenText(exec.startedAt, look.now).padEnd(12)}  ${
    workflowName(exec.workflow, 20).padEnd(20)
  }`;
  if (module === undefined) {
    return `${where}  ${look.paint("dim", "the workflow itself, or a value that it was given")}`;
  }
  const line = `${where}${moduleLine(module, 0, { ...look, until: endOf(exec, look.now) })}`;
  const ports = file === undefined ? [] : portsWith(module, file);
  return [line, ...ports.map((port) => `${" ".repeat(22)}${port} = ${recordedText(module.outputs![port], 300)}`)].join(
    "\n",
  );
}
