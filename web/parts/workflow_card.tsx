/** A workflow that has jobs, with these: where it stands, and what can be done. */
import type { Job } from "../../runtime/jobs/job.ts";
import type { JobWorkflow } from "../../runtime/jobs/job_workflow.ts";
import { isAskable, STATES_BY_URGENCY } from "../../runtime/jobs/standing.ts";
import type { ShownWorkflow } from "../data/jobs.ts";
import type { Html } from "../layout.tsx";
import type { View } from "../view.ts";
import { State } from "./state.tsx";
import { Since } from "./time.tsx";

/** What it needs; `form`: id of the form that its boxes and buttons belong to. */
export interface WorkflowCardProps {
  readonly view: View;
  readonly shown: ShownWorkflow;
  readonly form: string;
  /** The page of this workflow alone. */
  readonly isPage?: boolean;
}

/** See the head of the file. */
export function WorkflowCard(props: WorkflowCardProps): Html {
  const { view, shown, form, isPage = false } = props;
  const { workflow, jobs, found } = shown;
  const more = found - jobs.length;
  return (
    <section class="card" data-key={workflow.id} aria-labelledby={`workflow-${workflow.id}`}>
      <div class="head">
        <h2 id={`workflow-${workflow.id}`}>
          {isPage ? "Jobs" : <a href={`/workflows/${workflow.id}`}>{workflowName(workflow)}</a>}
        </h2>
        <Standing {...props} />
        <WorkflowDeeds {...props} />
      </div>
      {jobs.length === 0
        ? <p class="empty">No job of it is like that.</p>
        : <JobTable view={view} jobs={jobs} form={form} />}
      {more <= 0 || isPage ? null : (
        <p class="card-foot">
          <a href={`/workflows/${workflow.id}`}>{more} more jobs</a>
        </p>
      )}
    </section>
  );
}

/** The file's own name, with the version's tag or number, and the cell of an exploration or the mashup. */
export function workflowName({ source: { file, version, name, cell, mashup } }: Pick<JobWorkflow, "source">): string {
  const base = file.slice(file.lastIndexOf("/") + 1);
  const which = version === undefined ? "" : `:${name === "" ? version : name}`;
  const part = cell ?? (mashup && `mashup ${mashup.slice(mashup.indexOf(":") + 1)}`);
  return `${base}${which}${part === undefined ? "" : ` [${part}]`}`;
}

function Standing({ shown: { workflow, standing, holder, waiting } }: WorkflowCardProps): Html {
  const { done, total, counts } = standing;
  const state = holder !== undefined ? "running" : workflow.state === "running" ? "interrupted" : workflow.state;
  const parts = STATES_BY_URGENCY.filter((one) => counts[one] > 0).map((one) => `${counts[one]} ${one}`);
  return (
    <span class="row">
      <State of={state} />
      {workflow.isPaused ? <State of="paused" /> : null}
      <span class="soft small" title={parts.join(", ")}>{done}/{total} done</span>
      {holder === undefined ? null : <span class="soft small">process {holder.pid} {holder.purpose}s it</span>}
      {waiting === undefined ? null : <span class="soft small">process {waiting} waits for it</span>}
    </span>
  );
}

function WorkflowDeeds({ view, shown, form }: WorkflowCardProps): Html | null {
  const { workflow: { id, isPaused, state }, standing, holder, waiting } = shown;
  if (view.isReadOnly) return null;
  const common = { form, name: "workflow", value: id };
  const canContinue = holder === undefined && state !== "finished";
  const isReady = standing.outlook === "canContinue";
  return (
    <span class="head-end">
      {canContinue
        ? <button {...common} formaction="/jobs/resume" class={isReady ? "button-main" : undefined}>Continue</button>
        : null}
      {holder?.purpose === "run" || waiting !== undefined
        ? <button {...common} formaction="/jobs/stop" title="The process ends; the jobs go on">Suspend now</button>
        : null}
      {state === "finished" ? null : <button {...common} formaction="/jobs/check">Check</button>}
      {state === "finished" ? null : (
        <button {...common} formaction={isPaused ? "/jobs/unpause" : "/jobs/pause"}>
          {isPaused ? "Unpause" : "Pause"}
        </button>
      )}
      <button {...common} formaction="/jobs/delete" class="button-danger">Delete…</button>
    </span>
  );
}

function JobTable(
  { view, jobs, form }: { readonly view: View; readonly jobs: readonly Job[]; readonly form: string },
): Html {
  return (
    <div class="scroll">
      <table class="stack jobs">
        <thead>
          <tr>
            {view.isReadOnly ? null : (
              <th class="tick" data-tick-all>
                <span class="only-read-out">Select</span>
              </th>
            )}
            <th class="of-state">State</th>
            <th class="of-name">Job</th>
            <th class="of-says">It says</th>
            <th class="number">Age</th>
            <th class="number">Asked</th>
            <th class="of-machine">Machine</th>
          </tr>
        </thead>
        <tbody>{jobs.map((job) => <JobRow view={view} job={job} form={form} />)}</tbody>
      </table>
    </div>
  );
}

function JobRow({ view, job, form }: { readonly view: View; readonly job: Job; readonly form: string }): Html {
  const { id, workflow, name, state, startedAt, checkedAt, host } = job;
  return (
    <tr data-key={`${workflow}/${id}`}>
      {view.isReadOnly ? null : (
        <td class="tick">
          <input type="checkbox" form={form} name="job" value={`${workflow}/${id}`} aria-label={`Select ${name}`} />
        </td>
      )}
      <td>
        <State of={state} />
      </td>
      <td class="name">
        <a href={jobAddress(job)}>{name}</a>
      </td>
      <td class="says soft wide">{saysOf(job)}</td>
      <td class="number" data-label="age">
        <Since at={startedAt} view={view} />
      </td>
      <td class="number soft" data-label="asked">
        {checkedAt === undefined ? (isAskable(job) ? "never" : "") : <Since at={checkedAt} view={view} />}
      </td>
      <td class="soft says" data-label="on" title={host}>{host}</td>
    </tr>
  );
}

/** Address of the page of a job. */
export function jobAddress({ workflow, id }: Pick<Job, "workflow" | "id">): string {
  return `/jobs/${encodeURIComponent(workflow)}/${encodeURIComponent(id)}`;
}

/** Why it is in its state, or what it tells of itself. */
export function saysOf({ state, definition, reason, parameters }: Job): string {
  if (reason !== undefined) return reason;
  if (state === "unknown") return "nobody knows what became of it: look there, then adopt or resubmit it";
  if (state === "submitting") return "it is not yet known whether it was submitted";
  if (state === "running" && definition === undefined) return "only continuing the workflow asks after it";
  const told = typeof parameters === "object" && parameters !== null ? parameters as Record<string, unknown> : {};
  const said = told.__message__ ?? told.__desc__;
  return typeof said === "string" ? said : "";
}
