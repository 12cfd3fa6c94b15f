/** A pipeline that was sent here, run as one module: the far side's part of `send_group.ts` and `send_chain.ts`. */
import type { AnyDefinition } from "../authoring/module.ts";
import { BASIC } from "../authoring/port_type.ts";
import type { Pipeline, PipelineModule } from "../pipeline/pipeline.ts";
import { currentIdentifier, Registry } from "../pipeline/registry.ts";
import type { Plan } from "../plan/plan.ts";
import { planPipeline } from "../plan/plan_pipeline.ts";
import { heldIn } from "../python/held_value.ts";
import { departing, departingWithout } from "../python/travel.ts";
import type { ExecutionEvent } from "../record/execution_event.ts";
import { machineIfTold } from "../record/machine.ts";
import { recordedValues } from "../record/recorded_value.ts";
import type { FarContext } from "../scheme/compute_here.ts";
import {
  type FindDefinition,
  loadPackage,
  MissingDefinitionError,
  type PackageSources,
} from "../scheme/find_definition.ts";
import type { SentModule, SentModules, SentPipeline } from "../scheme/sent_pipeline.ts";
import { isSmaller } from "../scheme/value_size.ts";
import type { FarTrace } from "../telemetry/far_trace.ts";
import { execute } from "./execution.ts";
import type { OutputValues } from "./module_run.ts";
import { TemporaryFiles } from "./temporary_files.ts";

/** Where definitions come from. */
export interface DefinitionSources {
  readonly findDefinition: FindDefinition;
  readonly packages: PackageSources;
}

/** Pipelines that are kept ready. */
const MOST_READY = 64;
const ready = new Map<string, Promise<AnyDefinition>>();

/** What computes a pipeline; it is made ready once. Rejects where something of it is not there. */
export function definitionOf(sent: SentPipeline, sources: DefinitionSources): Promise<AnyDefinition> {
  let definition = ready.get(sent.key);
  if (definition === undefined) {
    definition = makeReady(sent, sources);
    definition.catch(() => ready.delete(sent.key));
    ready.set(sent.key, definition);
    if (ready.size > MOST_READY) ready.delete(ready.keys().next().value!);
  }
  return definition;
}

async function makeReady(sent: SentPipeline, sources: DefinitionSources): Promise<AnyDefinition> {
  const identifiers = new Set([BASIC]);
  const pipeline = await received(sent, sources, identifiers);
  const known = [...identifiers].filter((identifier) => Object.hasOwn(sources.packages, identifier));
  const packages = await Promise.all(known.map((identifier) => loadPackage(identifier, sources.packages)));
  const { plan, problems } = planPipeline(pipeline, new Registry(packages));
  const error = problems.find(({ severity }) => severity === "error");
  if (error !== undefined) throw new MissingDefinitionError(`Cannot compute ${error.name} elsewhere: ${error.message}`);
  return {
    name: "pipeline",
    inputs: {},
    outputs: {},
    compute: (inputs, context) => computePipeline(plan, sent, inputs, context as FarContext),
  };
}

async function received(
  { modules, connections }: SentModules,
  sources: DefinitionSources,
  identifiers: Set<string>,
): Promise<Pipeline> {
  const found: PipelineModule[] = [];
  for (const module of modules) found.push(await receivedModule(module, sources, identifiers));
  return { modules: found, connections };
}

async function receivedModule(
  { definition, workflow, ...module }: SentModule,
  sources: DefinitionSources,
  identifiers: Set<string>,
): Promise<PipelineModule> {
  identifiers.add(currentIdentifier(module.package));
  for (const { types } of module.portSpecs) for (const type of types) identifiers.add(currentIdentifier(type.package));
  return {
    ...module,
    ...(definition && { definition: await sources.findDefinition(definition) }),
    ...(workflow && { workflow: await received(workflow, sources, identifiers) }),
  };
}

/** Objects that only modules inside are to have are not pickled to be looked at. */
const STAYED = "it stayed where the modules around it ran";

async function computePipeline(
  plan: Plan,
  sent: SentPipeline,
  inputs: Readonly<Record<string, unknown>>,
  context: FarContext,
): Promise<OutputValues> {
  let outputs: OutputValues | undefined;
  const trace = await traceOf(context);
  const untold = new Map<number, { readonly event: ExecutionEvent; readonly outputs: OutputValues }>();
  const outcome = await execute(plan, {
    signal: context.signal,
    tracer: trace?.tracer,
    secretOf: (name) => Object.hasOwn(context.secrets, name) ? context.secrets[name] : undefined,
    feeds: feedsByModule(plan, sent.feeds, inputs),
    // They are removed by whoever made the folder: outputs may name them.
    files: new TemporaryFiles(context.folder),
    observe: (happened, own) => {
      const told = trace?.heard(happened) ?? happened;
      const event = own !== undefined && told.kind === "moduleFinished"
        ? { ...told, recorded: recordedValues(own) }
        : told;
      if (own !== undefined && tellsOutputs(sent, event, own)) {
        return context.observe({ kind: "inside", event, outputs: departingWithout(own, STAYED) });
      }
      if (own !== undefined && event.within === "" && event.id === sent.result) outputs = own;
      else if (own !== undefined && event.within === "") untold.set(event.id, { event, outputs: own });
      context.observe({ kind: "inside", event });
    },
  });
  // What failed may be mended: what it had from others is not to be computed again for that.
  if (outcome.state !== "completed") {
    for (const { event, outputs } of untold.values()) {
      context.observe({ kind: "inside", event, outputs: await departing(outputs) });
    }
  }
  return outputs ?? {};
}

/** Whether what a module gave is told together with its end. */
function tellsOutputs(
  { result, tellsOutputs: which }: SentPipeline,
  event: ExecutionEvent,
  own: OutputValues,
): boolean {
  if (event.kind !== "moduleFinished") return false;
  if (event.within === "" && event.id === result) return false; // they go back with the reply
  if (which === "all") return true;
  return event.within === "" && isSmaller(own, which) && heldIn(own).next().done === true;
}

/** A computed name: nothing of it is read where nobody traces. */
async function traceOf({ trace, secrets }: FarContext): Promise<FarTrace | undefined> {
  if (trace === undefined) return undefined;
  const { traceSent }: typeof import("../telemetry/far_trace.ts") = await import(
    new URL("../telemetry/far_trace.ts", import.meta.url).href
  );
  return traceSent(trace, { secrets: Object.values(secrets), machine: machineIfTold() });
}

function feedsByModule(
  plan: Plan,
  feeds: SentPipeline["feeds"],
  inputs: Readonly<Record<string, unknown>>,
): ReadonlyMap<number, ReadonlyMap<string, unknown>> {
  const byModule = new Map<number, Map<string, unknown>>();
  for (const { name, module, port } of feeds) {
    if (!Object.hasOwn(inputs, name)) continue;
    const index = plan.indexOf(module)!;
    const values = byModule.get(index) ?? new Map<string, unknown>();
    byModule.set(index, values.set(port, inputs[name]));
  }
  return byModule;
}
