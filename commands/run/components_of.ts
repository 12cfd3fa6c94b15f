/** What the modules of a plan are made of now, to be compared with executions. */
import { definitionsIn } from "../../runtime/interpreter/components_in.ts";
import { type Signatures, signaturesOf } from "../../runtime/interpreter/result_cache.ts";
import type { Plan } from "../../runtime/plan/plan.ts";
import { writeChunks } from "../../runtime/record/components.ts";
import { ComponentGraph } from "../../runtime/why/component_graph.ts";
import { scriptUrl } from "./job_ids_of.ts";

/** `file`: what the plan is of. */
export async function componentsOf(
  plan: Plan,
  file: string,
): Promise<{ readonly graph: ComponentGraph; readonly signatures: Signatures }> {
  const script = scriptUrl(file);
  const signatures = await signaturesOf(plan, { script });
  const definitions = await definitionsIn(plan, { script });
  return { graph: new ComponentGraph({ chunks: [...writeChunks(signatures.components())], definitions }), signatures };
}
