/** From where the modules of an execution ran, by its record alone, to a configuration that sends them there again. */
import type { RemoteExecution } from "../record/log.ts";

import type { ExecutionConfiguration } from "../scheme/execution_configuration.ts";
import type { ExecutionTarget } from "../scheme/execution_target.ts";
import { AUTOMATIC, HERE, parameterName, schemeName, wrongWithName } from "../target_name.ts";
import {
  allModules,
  type ExecutedFrame,
  type ExecutedModule,
  type ExecutedWorkflow,
  isGroup,
} from "./executed_workflow.ts";

/** Names each module that was computed. What was done elsewhere by a module's own doing says nothing of its place. */
export function loggedConfiguration({ exec, top }: ExecutedWorkflow): ExecutionConfiguration {
  const targets = new Targets();
  const preferences = new Map<string, string>();
  const read = ({ modules }: ExecutedFrame): void => {
    for (const executed of modules) {
      const { module, frames } = executed;
      const whole = module.remote?.find(isWhole);
      if (whole === undefined) {
        if (module.state !== "cached" && !isGroup(executed)) preferences.set(module.path, HERE);
        frames.forEach(read);
        continue;
      }
      preferences.set(module.path, targets.nameOf(whole));
      // What a script says of a module inside did not count.
      if (exec.workflow.version === undefined) {
        for (const path of pathsInside(executed)) preferences.set(path, AUTOMATIC);
      }
    }
  };
  read(top);
  return { targets: targets.all, preferences };
}

function pathsInside({ frames }: ExecutedModule): string[] {
  return frames.flatMap((frame) => [...allModules(frame)].map(({ module }) => module.path));
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
