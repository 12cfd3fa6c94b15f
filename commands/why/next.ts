/** `vt why --next`: which modules the next run would compute, and why; nothing is run. */
import { InvalidPipelineError, UsageError } from "../../runtime/errors.ts";
import { lookOutside } from "../../runtime/plan/look_outside.ts";
import type { Plan } from "../../runtime/plan/plan.ts";
import type { WorkflowSource } from "../../runtime/record/log.ts";
import { openResults } from "../../runtime/store/result_store.ts";
import { openExistingStore, type Store } from "../../runtime/store/store.ts";
import { storePlace } from "../../runtime/store/store_path.ts";
import type { ComponentGraph } from "../../runtime/why/component_graph.ts";
import { Explainer } from "../../runtime/why/explainer.ts";
import { History, type ModuleEnds } from "../../runtime/why/known_execution.ts";
import { endsToCome } from "../../runtime/why/next_run.ts";
import { openWorkflow, readSettings } from "../open/open_workflow.ts";
import { planWorkflow } from "../open/plan_workflow.ts";
import { componentsOf } from "../run/components_of.ts";
import type { NamedFile } from "./operands.ts";
import { tell } from "./told.ts";

interface NextOptions {
  readonly set: readonly string[];
  readonly store: string | undefined;
  readonly json: boolean;
  readonly all: boolean;
}

/** Tells of one module, or of all that would run. */
export async function whyNext(
  { file, module }: { readonly file?: NamedFile; readonly module?: string },
  options: NextOptions,
): Promise<number> {
  if (file === undefined) throw new UsageError("No FILE given");
  const opened = await openWorkflow(file.argument, readSettings(options.set));
  const { plan, problems, isRefused } = planWorkflow(opened, { strict: false });
  if (isRefused) throw new InvalidPipelineError(problems);
  const place = storePlace(options.store);
  using store = await openExistingStore(place);
  const { graph, ends } = await toCome(lookOutside(plan, place.directory), opened.source, store);
  const earlier = store === undefined ? noExecutions() : new History(store, opened.source);
  const isScript = opened.source.version === undefined;
  await tell({ explainer: new Explainer({ graph, ends, isScript, earlier }), graph, ends }, module, options);
  return 0;
}

async function toCome(
  plan: Plan,
  { file }: WorkflowSource,
  store: Store | undefined,
): Promise<{ readonly graph: ComponentGraph; readonly ends: ModuleEnds }> {
  const { graph, signatures } = await componentsOf(plan, file);
  if (store === undefined) return { graph, ends: endsToCome(plan, signatures, new Map()) };
  await using results = openResults(store);
  await results.prefetch(signatures.all());
  return { graph, ends: endsToCome(plan, signatures, results) };
}

async function* noExecutions(): AsyncGenerator<never> {}
