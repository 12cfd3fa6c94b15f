/** The home page: what runs, what waits, and all that is over. */
import type { ListedExecution } from "../../runtime/record/execution_index.ts";
import {
  EXECUTION_STATES,
  type ExecutionPage,
  type ExecutionQuery,
  SEARCH_PLACES,
  type SearchPlace,
} from "../data/executions.ts";
import type { ShownWorkflow } from "../data/jobs.ts";
import { type Html, Layout } from "../layout.tsx";
import { ExecutionTable } from "../parts/execution_table.tsx";
import { RunningExecutions } from "../parts/running_executions.tsx";
import { capital } from "../parts/state.tsx";
import { When } from "../parts/time.tsx";
import { WaitingWorkflows } from "../parts/waiting_workflows.tsx";
import type { View } from "../view.ts";

/** What it shows. */
export interface HomePageProps {
  readonly view: View;
  readonly query: ExecutionQuery;
  readonly page: ExecutionPage;
  readonly running: readonly ListedExecution[];
  readonly waiting: readonly ShownWorkflow[];
}

/** See the head of the file. */
export function HomePage({ view, query, page, running, waiting }: HomePageProps): Html {
  const isFirst = query.before === undefined && query.text === "" && query.state === undefined;
  return (
    <Layout view={view} title="Executions" place="Executions">
      <h1 class={isFirst ? "only-read-out" : undefined}>Executions</h1>
      <div id="now" data-live class="columns" hidden={!isFirst || running.length + waiting.length === 0}>
        {running.length === 0 ? null : <RunningExecutions view={view} running={running} all={page.counts.running} />}
        {waiting.length === 0 ? null : <WaitingWorkflows view={view} waiting={waiting} />}
      </div>
      <div class="row between">
        <div id="filters" data-live>
          <Filters query={query} counts={page.counts} />
        </div>
        <Search query={query} />
      </div>
      <div id="executions" data-live class="list">
        {page.executions.length === 0
          ? <p class="card empty">{emptyText(query)}</p>
          : <ExecutionTable view={view} executions={page.executions} />}
        <Pages view={view} query={query} page={page} />
      </div>
    </Layout>
  );
}

function emptyText({ state, text, before }: ExecutionQuery): string {
  if (state === undefined && text === "" && before === undefined) return "Nothing was run yet: vt run FILE does.";
  return "No execution is like that.";
}

function addressOf(query: ExecutionQuery, more: Readonly<Record<string, string | undefined>> = {}): string {
  const place = query.place === "name" ? undefined : query.place;
  const now = { state: query.state, search: query.text, in: place, ...more };
  const pairs = Object.entries(now).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return pairs.length === 0 ? "/" : `/?${new URLSearchParams(pairs)}`;
}

function Filters(
  { query, counts }: { readonly query: ExecutionQuery; readonly counts: ExecutionPage["counts"] },
): Html {
  const current = (isCurrent: boolean): "page" | undefined => isCurrent ? "page" : undefined;
  return (
    <nav aria-label="States">
      <ul class="filters">
        <li>
          <a href={addressOf(query, { state: undefined })} aria-current={current(query.state === undefined)}>
            All <span class="count">{counts.all}</span>
          </a>
        </li>
        {EXECUTION_STATES.map((state) => (
          <li>
            <a href={addressOf(query, { state })} aria-current={current(query.state === state)}>
              {capital(state)} <span class="count">{counts[state]}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const PLACES: Readonly<Record<SearchPlace, string>> = {
  name: "workflow or file",
  module: "module",
  error: "error",
};

function Search({ query }: { readonly query: ExecutionQuery }): Html {
  return (
    <form method="get" action="/" role="search" class="row">
      {query.state === undefined ? null : <input type="hidden" name="state" value={query.state} />}
      <select name="in" aria-label="Search in">
        {SEARCH_PLACES.map((place) => <option value={place} selected={place === query.place}>{PLACES[place]}</option>)}
      </select>
      <input type="search" name="search" value={query.text} placeholder="Search" aria-label="Search executions" />
      <button>Search</button>
    </form>
  );
}

function Pages({ view, query, page }: Pick<HomePageProps, "view" | "query" | "page">): Html | null {
  const { next, searchedUntil } = page;
  if (next === undefined && query.before === undefined) return null;
  return (
    <nav class="row pages" aria-label="Pages">
      {searchedUntil === undefined ? null : (
        <span class="soft">
          searched back to <When at={searchedUntil} view={view} />
        </span>
      )}
      {query.before === undefined ? null : <a class="button" href={addressOf(query)}>Newest</a>}
      {next === undefined ? null : (
        <a class="button" rel="next" href={addressOf(query, { before: next })}>
          {searchedUntil === undefined ? "Older" : "Search further back"}
        </a>
      )}
    </nav>
  );
}
