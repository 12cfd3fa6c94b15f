/** `vt why`: why a module ran again, or came from the cache; what would run now, and why. */
import { InputError, UsageError } from "../runtime/errors.ts";
import { executions, findExecution } from "../runtime/record/execution_log.ts";
import type { WorkflowExec } from "../runtime/record/log.ts";
import type { Store } from "../runtime/store/store.ts";
import { Explainer } from "../runtime/why/explainer.ts";
import { History, readExecution } from "../runtime/why/known_execution.ts";
import { type Command, defineCommand, JSON_OPTION, STORE_OPTION } from "./line/command.ts";
import { PYTHON_OPTION, usePython } from "./line/python_option.ts";
import { oneLine } from "./line/terminal.ts";
import { storeForReading } from "./open/open_store.ts";
import { type NamedFile, sortOperands } from "./why/operands.ts";
import { tell } from "./why/told.ts";

/** Says why modules ran again. */
export const command: Command = defineCommand({
  name: "why",
  summary: "Says why a module ran again, or why it did not",
  usage: "MODULE [FILE[:VERSION]]\nFILE[:VERSION] [MODULE]\n--execution ID [MODULE]\n--next FILE[:VERSION] [MODULE]",
  options: {
    execution: { type: "string", value: "ID", doc: "of this execution, by the beginning of its id; else of the last" },
    next: { type: "boolean", doc: "what would run now, and why; nothing is run" },
    set: {
      type: "string",
      multiple: true,
      value: "NAME=VALUE",
      doc: "with --next: value of an input, parameter or alias",
    },
    all: { type: "boolean", doc: "every module, also those that came from the cache" },
    json: JSON_OPTION,
    store: STORE_OPTION,
    python: PYTHON_OPTION,
  },
  examples: [
    ["vt why Square", "what made this module run in the last execution"],
    ["vt why sum.ts Square", "in the last execution of this file"],
    ["vt why gcd.vt", "all modules that ran, those that were changed first"],
    ["vt why --execution 1r4k 3,4", "module 4 inside group 3, in another execution"],
    ["vt why --next sum.ts --set n=20", "what would run with another value"],
  ],
  notes:
    "MODULE is its id (inside a group the path of ids), its label, or its name. It is compared with the newest earlier " +
    "execution of the workflow in which it ended well. With --next a script is evaluated, which trusts it.",
  async run({ operands, options }): Promise<number> {
    usePython(options.python);
    const { file, module } = await sortOperands(operands);
    if (options.next) return await (await import("./why/next.ts")).whyNext({ file, module }, options);
    if (options.set.length > 0) throw new UsageError("Option --set is for --next");
    if (file !== undefined && options.execution !== undefined) {
      throw new UsageError("Name a FILE or an --execution, not both");
    }
    using store = await storeForReading(options.store);
    if (store === undefined) return 2;
    const exec = file === undefined ? await findExecution(store, options.execution) : await lastOf(store, file);
    const known = await readExecution(store, exec);
    if (known === undefined) {
      throw new InputError(`Cannot tell why: what the modules of execution ${exec.id} were made of was not kept`);
    }
    const { graph } = known;
    const explained = {
      graph,
      ends: await known.ends(),
      isScript: exec.workflow.version === undefined,
      exec,
      earlier: new History(store, exec.workflow, exec.id),
    };
    await tell({ explainer: new Explainer(explained), graph, ends: explained.ends, exec }, module, options);
    return 0;
  },
});

async function lastOf(store: Store, { argument, file, version }: NamedFile): Promise<WorkflowExec> {
  for await (const exec of executions(store)) {
    const { workflow } = exec;
    if (workflow.file !== file) continue;
    if (version === undefined || version === String(workflow.version) || version === workflow.name) return exec;
  }
  throw new InputError(`Cannot find an execution of ${oneLine(argument, 400)}: vt log lists what was run`);
}
