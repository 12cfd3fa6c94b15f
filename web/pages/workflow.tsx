/** The page of one workflow that has jobs: all of them, and its executions. */
import type { JobState } from "../../runtime/jobs/job.ts";
import type { ListedExecution } from "../../runtime/record/execution_index.ts";
import type { ShownWorkflow } from "../data/jobs.ts";
import { type Html, Layout } from "../layout.tsx";
import { ExecutionTable } from "../parts/execution_table.tsx";
import { JobDeeds } from "../parts/job_deeds.tsx";
import { When } from "../parts/time.tsx";
import { WorkflowCard, workflowName } from "../parts/workflow_card.tsx";
import type { View } from "../view.ts";

/** What it shows. */
export interface WorkflowPageProps {
  readonly view: View;
  readonly shown: ShownWorkflow;
  readonly query: { readonly state?: JobState; readonly text: string; readonly skip: number; readonly most: number };
  /** The newest first. */
  readonly executions: readonly ListedExecution[];
}

/** See the head of the file. */
export function WorkflowPage({ view, shown, query, executions }: WorkflowPageProps): Html {
  const { workflow } = shown;
  return (
    <Layout view={view} title={workflowName(workflow)} place="Jobs" scripts={["select.js"]}>
      <div class="head">
        <h1>{workflowName(workflow)}</h1>
      </div>
      <dl class="facts">
        <dt>File</dt>
        <dd class="mono">{workflow.source.file}</dd>
        <dt>Begun</dt>
        <dd>
          <When at={workflow.startedAt} view={view} /> by {workflow.user} on {workflow.host}
        </dd>
        {Object.entries(workflow.parameters).map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd class="mono">{value}</dd>
          </>
        ))}
      </dl>
      <JobDeeds view={view} id="jobs-form" />
      <div id="workflow" data-live class="list">
        <WorkflowCard view={view} shown={shown} form="jobs-form" isPage />
        <Pages shown={shown} query={query} />
      </div>
      <section aria-labelledby="executions-head" class="list">
        <h2 id="executions-head">Its executions</h2>
        <div id="executions" data-live>
          {executions.length === 0
            ? <p class="card empty">There is no record of them.</p>
            : <ExecutionTable view={view} executions={executions} />}
        </div>
      </section>
    </Layout>
  );
}

function Pages(
  { shown: { workflow, jobs, found }, query: { state, text, skip, most } }: Omit<
    WorkflowPageProps,
    "view" | "executions"
  >,
): Html | null {
  if (found <= most && skip === 0) return null;
  const address = (at: number): string => {
    const pairs = { ...state && { state }, ...text && { search: text }, skip: String(at) };
    return `/workflows/${workflow.id}?${new URLSearchParams(pairs)}`;
  };
  return (
    <nav class="row pages" aria-label="Pages">
      <span class="soft">{skip + 1} to {skip + jobs.length} of {found} jobs</span>
      {skip > 0 ? <a class="button" href={address(Math.max(0, skip - most))}>Before</a> : null}
      {skip + jobs.length < found ? <a class="button" href={address(skip + most)}>More</a> : null}
    </nav>
  );
}
