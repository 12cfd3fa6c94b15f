/** From where the modules of an execution ran, by its record alone, to a configuration that sends them there again. */
import type { RemoteExecution } from "../record/log.ts";

import type { ExecutionConfiguration } from "../scheme/execution_configuration.ts";
import type { ExecutionTarget } from "../scheme/execution_target.ts";
import { HERE, parameterName, schemeName, wrongWithName } from "../target_name.ts";
import { type ExecutedFrame, type ExecutedWorkflow, isGroup } from "./executed_workflow.ts";

/** Names each module that was computed. What was done elsewhere by a module's own doing says nothing of its place. */
export function loggedConfiguration({ top }: ExecutedWorkflow): ExecutionConfiguration {
  const targets = new Targets();
  const preferences = new Map<string, string>();
  const read = ({ modules }: ExecutedFrame): void => {
    for (const executed of modules) {
      const { module, frames } = executed;
      const whole = module.remote?.find(isWhole);
      if (whole !== undefined) preferences.set(module.path, targets.nameOf(whole));
      else if (module.state !== "cached" && !isGroup(executed)) preferences.set(module.path, HERE);
      if (whole === undefined) { for (const frame of frames) read(frame); }
    }
  };
  read(top);
  return { targets: targets.all, preferences };
}

/** Whether the module as a whole was computed there. */
function isWhole({ scheme, tasks }: RemoteExecution): boolean {
  return tasks === undefined && scheme !== "";
}

class Targets {
  readonly #byText = new Map<string, ExecutionTarget>();

  get all(): readonly ExecutionTarget[] {
    return [...this.#byText.values()];
  }

  nameOf({ scheme: written, annotations }: RemoteExecution): string {
    const { target: said, ...others } = annotations;
    const scheme = schemeName(written);
    const parameters = Object.fromEntries(Object.entries(others).map(([key, value]) => [parameterName(key), value]));
    const text = JSON.stringify([scheme, said, parameters]);
    let target = this.#byText.get(text);
    if (target === undefined) {
      this.#byText.set(text, target = { name: this.#free(said, scheme), scheme, parameters });
    }
    return target.name;
  }

  #free(said: string | undefined, scheme: string): string {
    const wanted = said !== undefined && wrongWithName(said, scheme) === undefined ? said : scheme;
    const taken = new Set(this.all.map(({ name }) => name));
    let name = wanted;
    for (let n = 2; taken.has(name); n++) name = `${wanted}-${n}`;
    return name;
  }
}
