/** Our own record of an execution, whole: `docs/execution-record.schema.json` describes it. */
import type { Leftover } from "../record/line_reader.ts";
import type { ModuleExec, WorkflowExec } from "../record/log.ts";

/** Changes when what was written before could be misunderstood. */
const FORMAT = 1;

/** The document in pieces: there may be a million modules in it. */
export async function* recordJson(
  exec: WorkflowExec,
  modules: AsyncGenerator<ModuleExec, Leftover>,
): AsyncGenerator<string> {
  yield `${JSON.stringify({ format: FORMAT, ...exec }).slice(0, -1)},"modules":[`;
  let start = "\n";
  let next = await modules.next();
  for (; !next.done; next = await modules.next()) {
    yield start + JSON.stringify(next.value);
    start = ",\n";
  }
  yield `\n]${leftoverText(next.value)}}\n`;
}

/** The members behind the modules, where there are any: what no module is known to have written, and lines that are lost. */
export function leftoverText({ printed, damaged }: Leftover): string {
  return (printed.length === 0 ? "" : `,"printed":${JSON.stringify(printed)}`) +
    (damaged === 0 ? "" : `,"damagedLines":${damaged}`);
}
