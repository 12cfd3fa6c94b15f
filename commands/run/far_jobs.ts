/** Asks after jobs that agents have submitted. */
import type { FarSteps } from "../../runtime/jobs/job_questions.ts";
import { type DefinitionName, outputsOfReply } from "../../runtime/scheme/compute_request.ts";
import { farJobSteps } from "../../runtime/scheme/job_call.ts";
import type { Schemes } from "../../schemes/mod.ts";

/** The steps of such jobs, done at their targets. Schemes are opened when the first is asked after. */
export function farStepsBy(schemes: Pick<Schemes, "of">): FarSteps {
  return ({ key, definition }, target) => {
    const { package: from, namespace, name } = definition!;
    const source: DefinitionName["source"] = /^(file|https?|data):/.test(from) ? { script: from } : { package: from };
    return farJobSteps(async (step, inputs) => {
      const work = { definition: { source, namespace, name }, job: { step, key, directory: "" } };
      return outputsOfReply(await schemes.of(target).compute({ work, inputs, isRepeatable: step !== "cancel" }));
    }, undefined);
  };
}
