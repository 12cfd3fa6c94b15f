/** `vt why --next`: which modules the next run would compute, and why; nothing is run. */
import { InvalidPipelineError, UsageError } from "../runtime/errors.ts";
import { definitionsIn } from "../runtime/interpreter/components_in.ts";
import { signaturesOf } from "../runtime/interpreter/result_cache.ts";
import { lookOutside } from "../runtime/plan/look_outside.ts";
import type { Plan } from "../runtime/plan/plan.ts";
import { writeChunks } from "../runtime/record/components.ts";
import type { WorkflowSource } from "../runtime/record/log.ts";
import { openResults } from "../runtime/store/result_store.ts";
import { openExistingStore, type Store } from "../runtime/store/store.ts";
import { storePlace } from "../runtime/store/store_path.ts";
import { ComponentGraph } from "../runtime/why/component_graph.ts";
import { Explainer } from "../runtime/why/explainer.ts";
import { History, type ModuleEnds } from "../runtime/why/known_execution.ts";
import { endsToCome } from "../runtime/why/next_run.ts";
import { scriptUrl } from "./job_ids_of.ts";
import { openWorkflow, readSettings } from "./open_workflow.ts";
import { planWorkflow } from "./plan_workflow.ts";
import type { NamedFile } from "./why_operands.ts";
import { tell } from "./why_told.ts";

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
  const script = scriptUrl(file);
  const signatures = await signaturesOf(plan, { script });
  const definitions = await definitionsIn(plan, { script });
  const graph = new ComponentGraph({ chunks: [...writeChunks(signatures.components())], definitions });
  if (store === undefined) return { graph, ends: endsToCome(plan, signatures, new Map()) };
  await using results = openResults(store);
  await results.prefetch(signatures.all());
  return { graph, ends: endsToCome(plan, signatures, results) };
}

async function* noExecutions(): AsyncGenerator<never> {}
