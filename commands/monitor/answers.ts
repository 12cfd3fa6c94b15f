/** What the pages of executions and files ask: why modules ran, and where they may be computed. */
import { InputError, messageOf } from "../../runtime/errors.ts";
import type { WorkflowExec } from "../../runtime/record/log.ts";
import { namedTargets } from "../../runtime/scheme/execution_configuration.ts";
import type { Store } from "../../runtime/store/store.ts";
import { AUTOMATIC, HERE } from "../../runtime/target_name.ts";
import { Explainer } from "../../runtime/why/explainer.ts";
import { History, readExecution } from "../../runtime/why/known_execution.ts";
import { whyUnusable } from "../../schemes/mod.ts";
import type { Answers, Targets } from "../../web/answers.ts";
import { plain } from "../line/terminal.ts";
import { combined, configurationLayers } from "../open/open_configuration.ts";
import { whyText } from "../why/text.ts";

/** See the head of the file. `files`: absolute paths of those that the monitor was started with. */
export function answersOf(store: Store, files: readonly string[] = []): Answers {
  return { files, why: (exec, module) => why(store, exec, module), targets: (file) => targets(store, file) };
}

async function why(store: Store, exec: WorkflowExec, module: string): Promise<string | undefined> {
  const known = await readExecution(store, exec);
  const number = known?.graph.numberOf(module);
  if (known === undefined || number === undefined) return undefined;
  const explainer = new Explainer({
    graph: known.graph,
    ends: await known.ends(),
    isScript: exec.workflow.version === undefined,
    exec,
    earlier: new History(store, exec.workflow, exec.id),
  });
  return whyText(await explainer.why(number), { paint: plain, now: Date.now() }).trimEnd();
}

/** A bundle's own configuration is not looked at: it would have to be opened. */
async function targets({ directory }: Store, file: string): Promise<Targets> {
  const configuration = combined(await configurationLayers({ store: directory }, { file }));
  const usable = namedTargets(configuration).filter((target) => whyUnusable(target) === undefined);
  const names = [AUTOMATIC, HERE, ...usable.map(({ name }) => name)];
  return { names: [...new Set(names)], preferences: configuration.preferences };
}

/** The files that the monitor is started with; throws `InputError` where one is not there. */
export function readFiles(operands: readonly string[]): readonly string[] {
  return operands.map((operand) => {
    try {
      return Deno.realPathSync(operand);
    } catch (error) {
      throw new InputError(`Cannot show ${operand}: ${messageOf(error)}`, { cause: error });
    }
  });
}
