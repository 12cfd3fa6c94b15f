/** Asks before jobs are deleted, and says what becomes of them outside. */
import type { Found } from "../../runtime/jobs/find_jobs.ts";
import { isDone } from "../../runtime/jobs/standing.ts";
import { outsideName } from "../deeds/jobs.ts";
import { type Html, Layout } from "../layout.tsx";
import { ActionForm } from "../parts/action_form.tsx";
import { workflowName } from "../parts/workflow_card.tsx";
import type { View } from "../view.ts";

/** Names that a person reads before the rest is only counted. */
const MOST = 20;

/** See the head of the file. `then`: where the person goes when it is done. */
export function DeletePage(
  { view, found, then }: { readonly view: View; readonly found: readonly Found[]; readonly then: string },
): Html {
  const jobs = found.flatMap(({ entry }) => entry === undefined ? [] : [entry.value]);
  const workflows = found.flatMap(({ workflow, entry }) => entry === undefined ? [workflow] : []);
  const open = jobs.filter(({ state }) => !isDone(state));
  const mayGoOn = open.length > 0 || workflows.length > 0;
  return (
    <Layout view={view} title="Delete" place="Jobs">
      <div class="card narrow">
        <div class="card-body">
          <h1>
            Delete {countOf(workflows.length, "workflow")}
            {workflows.length > 0 && jobs.length > 0 ? " and " : ""}
            {countOf(jobs.length, "job")}?
          </h1>
          <ul>
            {workflows.slice(0, MOST).map((workflow) => (
              <li>{workflowName(workflow)} ({workflow.id}), with all its jobs</li>
            ))}
            {jobs.slice(0, MOST).map((job) => <li>{job.name}, {job.state}: {outsideName(job)}</li>)}
            {jobs.length + workflows.length > 2 * MOST ? <li>and more</li> : null}
          </ul>
          <p>
            Deleting forgets what is known here. {mayGoOn
              ? <strong>It ends nothing outside: what still runs there goes on, and nobody takes its results.</strong>
              : "All of it is over: nothing goes on outside."}
          </p>
          {jobs.length > 0 ? <p>Continuing the workflow submits anew what is deleted.</p> : null}
          <Choices view={view} found={found} then={then} mayGoOn={mayGoOn} />
        </div>
      </div>
    </Layout>
  );
}

function Choices(
  { view, found, then, mayGoOn }: Parameters<typeof DeletePage>[0] & { readonly mayGoOn: boolean },
): Html {
  const isWorkflow = found.some(({ entry }) => entry === undefined);
  // The page of a workflow that is deleted is no more.
  const after = isWorkflow && then.startsWith("/workflows/") ? "/jobs" : then;
  return (
    <ActionForm view={view} to="/jobs/delete" then={after} class="row">
      {found.map(({ workflow, entry }) =>
        entry === undefined
          ? <input type="hidden" name="workflow" value={workflow.id} />
          : <input type="hidden" name="job" value={`${workflow.id}/${entry.value.id}`} />
      )}
      {mayGoOn
        ? <button name="confirmed" value="cancel" class="button-danger">Cancel outside, then delete</button>
        : null}
      <button name="confirmed" value="forget" class="button-danger">
        {mayGoOn ? "Only delete here" : "Delete"}
      </button>
      <a class="button" href={then}>Keep</a>
    </ActionForm>
  );
}

function countOf(count: number, what: string): string {
  return count === 0 ? "" : `${count} ${what}${count === 1 ? "" : "s"}`;
}
