/** Our own record of an execution, whole: `docs/execution-record.schema.json` describes it. */
import type { WorkflowExec } from "../record/log.ts";
import type { RecordedModule } from "../record/log_line.ts";

/** Changes when what was written before could be misunderstood. */
const FORMAT = 1;

/** The document in pieces: there may be a million modules in it. */
export async function* recordJson(exec: WorkflowExec, modules: AsyncIterable<RecordedModule>): AsyncGenerator<string> {
  yield `${JSON.stringify({ format: FORMAT, ...exec }).slice(0, -1)},"modules":[`;
  let start = "\n";
  for await (const module of modules) {
    yield start + JSON.stringify(module);
    start = ",\n";
  }
  yield "\n]}\n";
}
