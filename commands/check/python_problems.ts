/** What is wrong with a workflow where there is no Python. */
import { PythonSource } from "../../modules/basic/python_source.ts";
import { findPython, noPython } from "../../modules/python/python_command.ts";
import type { Problem } from "../../runtime/errors.ts";
import type { Plan } from "../../runtime/plan/plan.ts";

/** One error when modules need a Python that is not there. Nothing is started to find out. */
export function pythonProblems(plan: Plan): readonly Problem[] {
  if (!needsPython(plan) || findPython() !== undefined) return [];
  return [{ module: "", name: "", message: noPython(), severity: "error" }];
}

function needsPython({ definitions, inner }: Plan): boolean {
  return definitions.some((definition) => definition === PythonSource) || inner.values().some(needsPython);
}
