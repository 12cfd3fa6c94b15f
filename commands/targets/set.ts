/** `vt targets set`: says where a module of a workflow runs. */
import { InputError } from "../../runtime/errors.ts";
import { nearest } from "../../runtime/nearest.ts";
import { modulesInside, type PlacedModule } from "../../runtime/plan/module_support.ts";
import { placeModules } from "../../runtime/plan/placement.ts";
import type { Plan } from "../../runtime/plan/plan.ts";
import {
  type ExecutionConfiguration,
  merged,
  NO_CONFIGURATION,
  withPreference,
} from "../../runtime/scheme/execution_configuration.ts";
import { AUTOMATIC } from "../../runtime/target_name.ts";
import { whyUnusable } from "../../schemes/mod.ts";
import { oneLine, printLine } from "../line/terminal.ts";
import {
  combined,
  configurationLayers,
  fileBeside,
  readConfiguration,
  saveConfiguration,
} from "../open/open_configuration.ts";
import { openWorkflow } from "../open/open_workflow.ts";
import { planWorkflow } from "../open/plan_workflow.ts";
import type { TargetsArguments } from "../targets.ts";

/** Sets the preference of a module, or of all of a name, when they support it. A script is evaluated: that trusts it. */
export async function set({ operands: [argument, module, target], options }: TargetsArguments): Promise<number> {
  const opened = await openWorkflow(argument, new Map());
  const { plan } = planWorkflow(opened, { strict: false, store: options.store });
  const chosen = modulesNamed(plan, module);
  if (chosen.length > 1 && options.all !== true) throw severalCalled(module, chosen);
  const { file } = opened.source;
  const path = options.targets ?? fileBeside(file);
  const layers = await configurationLayers({ store: options.store }, { file, bundle: opened.bundle });
  const earlier = combined(layers.filter(({ from }) => from !== "file"));
  const own = await readConfiguration(path) ?? NO_CONFIGURATION;
  const changed = chosen.reduce(
    (configuration, placed) => withPreference(configuration, placed.path, preference(placed, target, earlier)),
    own,
  );
  refuseProblems(plan, chosen, merged(earlier, changed));
  await saveConfiguration(path, changed);
  for (const placed of chosen) {
    const { name } = placed.plan.pipeline.modules[placed.index];
    printLine(
      options.json
        ? JSON.stringify({ module: placed.path, name, target, in: path })
        : oneLine(`module ${placed.path} (${name}): ${target}, in ${path}`, 2000),
    );
  }
  return 0;
}

/** Nothing needs to be written for `auto`, unless something that counts less says otherwise. */
function preference(placed: PlacedModule, target: string, earlier: ExecutionConfiguration): string | undefined {
  if (target !== AUTOMATIC) return target;
  const isSaid = earlier.preferences.has(placed.path) ||
    placed.plan.pipeline.modules[placed.index].target !== undefined;
  return isSaid ? AUTOMATIC : undefined;
}

/** Throws what would keep the modules, or what is in them, from running. */
function refuseProblems(plan: Plan, chosen: readonly PlacedModule[], configuration: ExecutionConfiguration): void {
  const { problems } = placeModules(plan, { configuration, whyUnusable });
  const found = problems.find(({ module }) =>
    chosen.some(({ path }) => module === path || module.startsWith(`${path},`))
  );
  if (found !== undefined) throw new InputError(`module ${found.module} (${found.name}): ${found.message}`);
}

/** The one of this path, or all that are called so, by their labels or else by their names; groups are looked into. */
function modulesNamed(plan: Plan, named: string): readonly PlacedModule[] {
  const all = [...modulesInside(plan, "")];
  const wanted = named.replaceAll(" ", "");
  const found = all.find(({ path }) => path === wanted);
  if (found !== undefined) return [found];
  const called = (what: "label" | "name") =>
    all.filter(({ plan, index }) => plan.pipeline.modules[index][what] === named && named !== "");
  const labelled = called("label");
  const candidates = labelled.length > 0 ? labelled : called("name");
  if (candidates.length > 0) return candidates;
  const names = all.flatMap(({ plan, index }) => {
    const { label, name } = plan.pipeline.modules[index];
    return label === "" ? [name] : [label, name];
  });
  const near = nearest(named, [...new Set(names)]);
  const hint = near === undefined ? "vt plan lists the modules" : `did you mean ${near}?`;
  throw new InputError(`Cannot find module ${JSON.stringify(named.slice(0, 80))}: ${hint}`);
}

function severalCalled(named: string, candidates: readonly PlacedModule[]): InputError {
  const paths = candidates.slice(0, 8).map(({ path }) => path).join(" ");
  const more = candidates.length > 8 ? " …" : "";
  return new InputError(
    `Cannot find module ${JSON.stringify(named.slice(0, 80))}: it may be any of ${candidates.length}, name one of ` +
      `${paths}${more}, or say --all`,
  );
}
