/** Our own record of an execution, whole: `docs/execution-record.schema.json` describes it. */
import type { ModuleExec, WorkflowExec } from "../record/log.ts";

/** Changes when what was written before could be misunderstood. */
const FORMAT = 1;

/** The document in pieces: there may be a million modules in it. What they return is what no module is known to have written. */
export async function* recordJson(
  exec: WorkflowExec,
  modules: AsyncGenerator<ModuleExec, readonly string[]>,
): AsyncGenerator<string> {
  yield `${JSON.stringify({ format: FORMAT, ...exec }).slice(0, -1)},"modules":[`;
  let start = "\n";
  let next = await modules.next();
  for (; !next.done; next = await modules.next()) {
    yield start + JSON.stringify(next.value);
    start = ",\n";
  }
  const printed = next.value.length === 0 ? "" : `,"printed":${JSON.stringify(next.value)}`;
  yield `\n]${printed}}\n`;
}
