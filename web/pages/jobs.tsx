/** The page of all jobs: workflows that wait, and the jobs that they wait for. */
import type { JobState } from "../../runtime/jobs/job.ts";
import { intervalText, type MonitorSettings } from "../../runtime/jobs/monitor_settings.ts";
import { STATES_BY_URGENCY } from "../../runtime/jobs/standing.ts";
import type { ShownWorkflow } from "../data/jobs.ts";
import { type Html, Layout } from "../layout.tsx";
import { ActionForm } from "../parts/action_form.tsx";
import { JobDeeds } from "../parts/job_deeds.tsx";
import { capital } from "../parts/state.tsx";
import { Since } from "../parts/time.tsx";
import { WorkflowCard } from "../parts/workflow_card.tsx";
import type { TimerState } from "../services.ts";
import type { View } from "../view.ts";

/** Which jobs are asked for. */
export interface JobsQuery {
  readonly state?: JobState;
  readonly text: string;
  readonly all: boolean;
  readonly before?: string;
}

/** What it shows. */
export interface JobsPageProps {
  readonly view: View;
  readonly shown: readonly ShownWorkflow[];
  /** Where the next page begins; undefined when there is none. */
  readonly next?: string;
  readonly query: JobsQuery;
  readonly settings: MonitorSettings;
  readonly timer: TimerState;
}

/** See the head of the file. */
export function JobsPage(props: JobsPageProps): Html {
  const { view, shown, query, next } = props;
  return (
    <Layout view={view} title="Jobs" place="Jobs" scripts={["select.js"]}>
      <div class="head">
        <h1>Jobs</h1>
        <div class="head-end">
          <Timer {...props} />
        </div>
      </div>
      <Filters query={query} />
      <JobDeeds view={view} id="jobs-form" isAll />
      <div id="jobs" data-live class="list">
        {shown.length === 0 ? <p class="card empty">{emptyText(query)}</p> : null}
        {shown.map((each) => <WorkflowCard view={view} shown={each} form="jobs-form" />)}
        <Pages query={query} next={next} />
      </div>
    </Layout>
  );
}

function emptyText({ state, text, all, before }: JobsQuery): string {
  if (state !== undefined || text !== "" || before !== undefined) return "No job is like that.";
  return all ? "No workflow has submitted any job yet." : "No workflow waits for jobs.";
}

function addressOf({ state, text, all }: JobsQuery, more: Readonly<Partial<Record<string, string>>> = {}): string {
  const now = { state, search: text, all: all ? "1" : undefined, ...more };
  const pairs = Object.entries(now).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return `/jobs${pairs.length === 0 ? "" : `?${new URLSearchParams(pairs)}`}`;
}

function Pages({ query, next }: Pick<JobsPageProps, "query" | "next">): Html | null {
  if (next === undefined && query.before === undefined) return null;
  return (
    <nav class="row pages" aria-label="Pages">
      {query.before === undefined ? null : <a class="button" href={addressOf(query)}>Newest</a>}
      {next === undefined ? null : <a class="button" rel="next" href={addressOf(query, { before: next })}>Older</a>}
    </nav>
  );
}

function Filters({ query }: Pick<JobsPageProps, "query">): Html {
  const address = (more: Partial<Record<string, string>>): string => addressOf(query, more);
  const current = (isCurrent: boolean): "page" | undefined => isCurrent ? "page" : undefined;
  return (
    <nav class="row" aria-label="Which jobs">
      <ul class="filters">
        <li>
          <a href={address({ state: undefined, all: undefined })} aria-current={current(!query.all && !query.state)}>
            Open
          </a>
        </li>
        {STATES_BY_URGENCY.map((state) => (
          <li>
            <a href={address({ state })} aria-current={current(query.state === state)}>{capital(state)}</a>
          </li>
        ))}
        <li>
          <a href={address({ state: undefined, all: "1" })} aria-current={current(query.all && !query.state)}>All</a>
        </li>
      </ul>
      <form method="get" action="/jobs" role="search" class="row search">
        {query.state === undefined ? null : <input type="hidden" name="state" value={query.state} />}
        {query.all ? <input type="hidden" name="all" value="1" /> : null}
        <input
          type="search"
          name="search"
          value={query.text}
          placeholder="Name, reason or id"
          aria-label="Search jobs"
        />
        <button>Search</button>
      </form>
    </nav>
  );
}

/** How the jobs are looked after by themselves. */
function Timer({ view, settings, timer }: JobsPageProps): Html {
  return (
    <div class="row">
      <span class="soft small" id="timer" data-live>{timerText(timer, settings, view)}</span>
      <ActionForm view={view} to="/jobs/timer" class="row">
        <label for="interval">Ask every</label>
        <input
          id="interval"
          name="interval"
          list="intervals"
          size={6}
          value={intervalText(settings.intervalMs)}
          autocomplete="off"
          aria-describedby="interval-help"
        />
        <span id="interval-help" class="only-read-out">off, or such as 10s, 1m or 1h</span>
        <datalist id="intervals">{["off", "10s", "1m", "10m", "1h"].map((one) => <option value={one} />)}</datalist>
        <label title="Continue workflows when their jobs are ready">
          <input type="checkbox" name="automatic" checked={settings.isAutomatic} /> continue by itself
        </label>
        <button>Set</button>
      </ActionForm>
    </div>
  );
}

function timerText(
  { isOn, isAsking, lastRoundAt }: TimerState,
  { intervalMs }: MonitorSettings,
  view: View,
): Html | string {
  if (!isOn) return "This monitor does not ask by itself.";
  if (isAsking) return "asking now";
  if (intervalMs === undefined) return "asked only when you want it";
  return lastRoundAt === undefined ? "" : (
    <>
      asked <Since at={lastRoundAt} view={view} /> ago
    </>
  );
}
