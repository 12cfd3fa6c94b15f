/** Makes the plan of a pipeline: the one place where its parts come together. */
import type { Problem } from "../errors.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import type { Registry } from "../pipeline/registry.ts";
import { supportedExecution } from "../scheme/supported_execution.ts";
import { connect } from "./connectors.ts";
import { readFunctions } from "./function_values.ts";
import { boundaryOf } from "./group_ports.ts";
import { downstreamOf, inTopologicalOrder, listDepths, sinksOf, upstreamToUpdate } from "./order.ts";
import type { Plan, Report } from "./plan.ts";
import { policiesOf } from "./policies.ts";
import { resolveModules } from "./resolve_modules.ts";
import { simpleModules } from "./simple_modules.ts";
import { unfedPorts } from "./unfed_ports.ts";

/** A plan, and what is wrong with it: with an error among the problems it must not be run. */
export interface PlannedPipeline {
  readonly plan: Plan;
  readonly problems: readonly Problem[];
}

const NOTHING: Pipeline = { modules: [], connections: [] };
const NO_BOUNDARY = { inputs: [], outputs: [] };

/** Groups inside groups beyond this are refused. */
const MOST_NESTED = 64;

/** Names from files, which messages hold, may be of any length. */
const LONGEST_MESSAGE = 600;
const LONGEST_NAME = 200;

/** Plans a pipeline with all its groups. Runs nothing and reads no file. */
export function planPipeline(pipeline: Pipeline, registry: Registry, within = "", nesting = 0): PlannedPipeline {
  const problems: Problem[] = [];
  const report = reportTo(problems, pipeline, within);
  const indexOf = indexOfIds(pipeline, report);
  const planInner = (content: Pipeline, index: number): Plan => {
    const path = pathWithin(within, pipeline.modules[index].id);
    const isTooDeep = nesting === MOST_NESTED;
    if (isTooDeep) report(index, `Groups are nested more than ${MOST_NESTED} deep`);
    const planned = planPipeline(isTooDeep ? NOTHING : content, registry, path, nesting + 1);
    for (const problem of planned.problems) problems.push(problem);
    return planned.plan;
  };
  const { definitions, ports, inner } = resolveModules(pipeline, registry, { report, planInner });
  const connectors = connect(pipeline, ports, { indexOf, report });
  const order = inTopologicalOrder(connectors, (indexes) => report(-1, cycleText(pipeline, indexes)));
  const listDepth = listDepths(connectors, order, report);
  const upstream = upstreamToUpdate({ connectors, order, ports, listDepth });
  const known = {
    pipeline,
    definitions,
    ports,
    inner,
    connectors,
    functions: readFunctions(pipeline, ports, { registry, report }),
    order,
    listDepth,
    upstream,
    downstream: downstreamOf(upstream),
    policies: policiesOf(pipeline.modules, definitions, report),
    sinks: sinksOf(connectors, pipeline),
    indexOf,
    boundary: nesting === 0 ? NO_BOUNDARY : boundaryOf({ pipeline, ports, indexOf }),
    startsElsewhere: definitions.some((definition) => definition && supportedExecution(definition).autoselect),
  };
  const plan: Plan = { ...known, isSimple: simpleModules(known) };
  for (const { index, port } of unfedPorts(plan)) report(index, `Missing value from port ${port}`, "warning");
  return { plan, problems };
}

function pathWithin(within: string, id: number): string {
  return within === "" ? String(id) : `${within},${id}`;
}

function reportTo(problems: Problem[], { modules }: Pipeline, within: string): Report {
  return (index, text, severity = "error") => {
    const module = modules[index];
    const message = shortened(text, LONGEST_MESSAGE);
    problems.push(
      module === undefined
        ? { module: within, name: "", message, severity }
        : { module: pathWithin(within, module.id), name: shortened(module.name, LONGEST_NAME), message, severity },
    );
  };
}

function indexOfIds({ modules }: Pipeline, report: Report): (id: number) => number | undefined {
  if (modules.every((module, i) => module.id === i)) return (id) => modules[id] === undefined ? undefined : id;
  const indexes = new Map<number, number>();
  for (const [index, module] of modules.entries()) {
    if (indexes.has(module.id)) report(index, "There are two modules with this id");
    indexes.set(module.id, index);
  }
  return (id) => indexes.get(id);
}

function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}

function cycleText({ modules }: Pipeline, indexes: readonly number[]): string {
  const names = indexes.slice(0, 8).map((index) => `${modules[index].id} (${shortened(modules[index].name, 40)})`);
  return `Pipeline contains cycles: modules ${names.join(", ")}${indexes.length > 8 ? ", …" : ""}`;
}
