/** Workflows that are suspended, with the jobs that they wait for. */
import { STATES_BY_URGENCY } from "../../runtime/jobs/standing.ts";
import type { ShownWorkflow } from "../data/jobs.ts";
import type { Html } from "../layout.tsx";
import type { View } from "../view.ts";
import { ActionForm } from "./action_form.tsx";
import { State } from "./state.tsx";
import { Since } from "./time.tsx";
import { jobAddress, saysOf, workflowName } from "./workflow_card.tsx";

/** See the head of the file. The last of `waiting` only says that there are more where there are many. */
export function WaitingWorkflows(
  { view, waiting }: { readonly view: View; readonly waiting: readonly ShownWorkflow[] },
): Html {
  return (
    <section class="card" aria-labelledby="waiting-head">
      <div class="head">
        <h2 id="waiting-head">Waiting for jobs</h2>
        <a class="head-end" href="/jobs">all jobs</a>
      </div>
      <ul class="lines">
        {waiting.map((shown) => <Waiting view={view} shown={shown} />)}
      </ul>
    </section>
  );
}

function Waiting({ view, shown }: { readonly view: View; readonly shown: ShownWorkflow }): Html {
  const { workflow, standing: { counts, outlook }, jobs } = shown;
  const states = STATES_BY_URGENCY.filter((state) => counts[state] > 0).map((state) => `${counts[state]} ${state}`);
  const name = workflowName(workflow);
  return (
    <li data-key={workflow.id}>
      <div class="line">
        <a class="line-name" href={`/workflows/${workflow.id}`}>{name}</a>
        {workflow.isPaused ? <State of="paused" /> : null}
        <span class="soft small shrink">{states.join(", ")}</span>
        <span class="small">
          <Since at={workflow.startedAt} view={view} />
        </span>
        <ActionForm view={view} to={outlook === "canContinue" ? "/jobs/resume" : "/jobs/check"}>
          <input type="hidden" name="workflow" value={workflow.id} />
          {outlook === "canContinue"
            ? <button class="button-small button-main" aria-label={`Continue ${name}`}>Continue</button>
            : <button class="button-small" aria-label={`Check the jobs of ${name}`}>Check</button>}
        </ActionForm>
      </div>
      <ul class="lines-inside">
        {jobs.map((job) => (
          <li class="line" data-key={job.id}>
            <State of={job.state} />
            <a class="line-name" href={jobAddress(job)}>{job.name}</a>
            <span class="soft small says">{saysOf(job)}</span>
          </li>
        ))}
      </ul>
    </li>
  );
}
