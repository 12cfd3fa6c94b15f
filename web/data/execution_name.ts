/** What people call an execution. */
import type { WorkflowExec } from "../../runtime/record/log.ts";

/** The file's own name, with the version's tag or the name of the script's workflow. */
export function nameOf({ workflow: { file, name } }: Pick<WorkflowExec, "workflow">): string {
  const base = file.slice(file.lastIndexOf("/") + 1);
  return name === "" || name === base ? base : `${base}: ${name}`;
}
