/** The page of one job: what is known of it, what it has written, what can be done. */
import type { Job } from "../../runtime/jobs/job.ts";
import { isAskable, isDone } from "../../runtime/jobs/standing.ts";
import { sizeText } from "../../runtime/quantity_text.ts";
import type { ShownOutput } from "../data/job_output.ts";
import type { ShownWorkflow } from "../data/jobs.ts";
import { type Html, Layout } from "../layout.tsx";
import { ActionForm } from "../parts/action_form.tsx";
import { State } from "../parts/state.tsx";
import { Since, When } from "../parts/time.tsx";
import { jobAddress, saysOf, workflowName } from "../parts/workflow_card.tsx";
import type { View } from "../view.ts";

/** What it shows. */
export interface JobPageProps {
  readonly view: View;
  readonly job: Job;
  readonly shown: ShownWorkflow;
  readonly output: ShownOutput;
  /** The output is shown up to its end. */
  readonly isEnd: boolean;
}

/** See the head of the file. */
export function JobPage(props: JobPageProps): Html {
  const { view, job, shown: { workflow } } = props;
  return (
    <Layout view={view} title={job.name} place="Jobs" scripts={["tail.js"]}>
      <p class="soft">
        <a href="/jobs">Jobs</a> / <a href={`/workflows/${workflow.id}`}>{workflowName(workflow)}</a>
      </p>
      <div class="head">
        <h1>{job.name}</h1>
        <span id="state" data-live>
          <State of={job.state} />
        </span>
        <Deeds view={view} job={job} />
      </div>
      <div class="card" id="facts" data-live>
        <div class="card-body">
          <Facts {...props} />
        </div>
      </div>
      <Output {...props} />
    </Layout>
  );
}

function Facts({ view, job }: JobPageProps): Html {
  const says = saysOf(job);
  return (
    <dl class="facts">
      {says === "" ? null : (
        <>
          <dt>It says</dt>
          <dd>{says}</dd>
        </>
      )}
      <dt>Begun</dt>
      <dd>
        <When at={job.startedAt} view={view} />, <Since at={job.startedAt} view={view} /> ago, on {job.host}
      </dd>
      <dt>Asked</dt>
      <dd>
        {job.checkedAt === undefined ? "never" : (
          <>
            <Since at={job.checkedAt} view={view} /> ago
          </>
        )}
      </dd>
      <dt>Module</dt>
      <dd>{job.module}{job.definition === undefined ? "" : `, ${job.definition.name} of ${job.definition.package}`}</dd>
      <dt>Known outside as</dt>
      <dd class="mono">{job.key}</dd>
      <dt>Id</dt>
      <dd class="mono">{job.id}</dd>
      <dt>Parameters</dt>
      <dd>
        <details>
          <summary>{sizeText(JSON.stringify(job.parameters ?? null).length)}</summary>
          <pre>{JSON.stringify(job.parameters, null, 2)}</pre>
        </details>
      </dd>
    </dl>
  );
}

function Deeds({ view, job }: Pick<JobPageProps, "view" | "job">): Html | null {
  const { state, workflow, id } = job;
  if (view.isReadOnly) return null;
  const isOpen = !isDone(state);
  return (
    <div class="head-end" id="deeds" data-live>
      <ActionForm view={view} to="/jobs/check" class="row">
        <input type="hidden" name="job" value={`${workflow}/${id}`} />
        {isAskable(job) ? <button class="button-main">Check</button> : null}
        {["unknown", "failed", "cancelled"].includes(state)
          ? <button formaction="/jobs/resubmit" title="Forget it, so that continuing submits it again">Resubmit</button>
          : null}
        {isOpen ? <button formaction="/jobs/cancel" class="button-danger">Cancel</button> : null}
        <button formaction="/jobs/delete" class="button-danger">Delete…</button>
      </ActionForm>
      {["unknown", "submitting"].includes(state) ? <Adopt view={view} job={job} /> : null}
    </div>
  );
}

function Adopt({ view, job: { workflow, id } }: Pick<JobPageProps, "view" | "job">): Html {
  return (
    <details class="menu">
      <summary class="button">Adopt…</summary>
      <ActionForm view={view} to="/jobs/adopt" class="card card-body">
        <input type="hidden" name="job" value={`${workflow}/${id}`} />
        <p>Nobody knows whether it was submitted. Adopting says that it was: it is asked after from then on.</p>
        <div class="field">
          <label for="parameters">What its start would have returned, as JSON (empty: what is known)</label>
          <textarea id="parameters" name="parameters" rows={4}></textarea>
        </div>
        <div class="row">
          <button class="button-main">Adopt</button>
        </div>
      </ActionForm>
    </details>
  );
}

function Output(props: JobPageProps): Html {
  const { job, output: { stream, text, to, problem } } = props;
  const isLive = isLiveOutput(props);
  const address = `/api/workflows/${encodeURIComponent(job.workflow)}/jobs/${encodeURIComponent(job.id)}/output`;
  const tail = isLive ? { "data-tail": `${address}?stream=${stream}`, "data-from": to } : {};
  return (
    <section class="card" aria-labelledby="output-head">
      <OutputHead {...props} />
      {problem !== undefined
        ? <p class="empty">{problem}</p>
        : text === ""
        ? <p class="empty" data-tail-empty>Nothing yet.</p>
        : null}
      {problem !== undefined
        ? null
        : <pre class="written" tabindex={0} aria-label={`What ${job.name} wrote`} {...tail}>{text}</pre>}
    </section>
  );
}

/** It grows while it is seen. */
function isLiveOutput({ job, output: { problem }, isEnd }: JobPageProps): boolean {
  return isEnd && problem === undefined && !isDone(job.state);
}

function OutputHead(props: JobPageProps): Html {
  const { job, output: { stream, from, to, size, problem }, isEnd } = props;
  const address = (query: Record<string, string>): string => `${jobAddress(job)}?${new URLSearchParams(query)}`;
  const part = isLiveOutput(props)
    ? `live, from ${sizeText(from)} on`
    : `${sizeText(from)} to ${sizeText(to)} of ${sizeText(size)}`;
  return (
    <div class="head">
      <h2 id="output-head">Output</h2>
      <ul class="filters">
        {(["stdout", "stderr"] as const).map((one) => (
          <li>
            <a href={address({ stream: one })} aria-current={one === stream ? "page" : undefined}>
              {one === "stdout" ? "standard output" : "standard error"}
            </a>
          </li>
        ))}
      </ul>
      <span class="head-end soft small">
        {problem === undefined ? <span>{part}</span> : null}
        {from > 0 ? <a class="button" href={address({ stream, before: String(from) })}>Earlier</a> : null}
        {isEnd ? null : <a class="button" href={address({ stream })}>To the end</a>}
      </span>
    </div>
  );
}
