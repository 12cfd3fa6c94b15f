/** The modules of an execution as a table, with what it is ordered and narrowed by. */
import { durationText } from "../../runtime/quantity_text.ts";
import type { ModulePage, ModuleQuery } from "../data/module_rows.ts";
import type { ModuleSummary } from "../data/module_summary.ts";
import { progressText, saidText } from "../drawing/box.ts";
import { STATE_TEXTS, STATES } from "../drawing/drawn.ts";
import type { Html } from "../layout.tsx";
import type { View } from "../view.ts";
import { changedAddress } from "./addresses.ts";
import { State } from "./state.tsx";

/** What is shown. */
export interface ModuleTableProps {
  readonly view: View;
  readonly page: ModulePage;
  readonly query: ModuleQuery;
  readonly linkOf: (path: string) => string;
  /** When the execution began, milliseconds since 1970. */
  readonly begunAt: number;
}

const PART = "modules";

/** See the head of the file. */
export function ModuleTable({ view, page, query, linkOf, begunAt }: ModuleTableProps): Html {
  const { pathname } = new URL(view.address, "http://page");
  return (
    <>
      <div class="head">
        <h2 id="modules-title">Modules</h2>
        <form class="head-end" method="get" action={`${pathname}#${PART}`} role="search">
          {query.order === "begun" ? null : <input type="hidden" name="order" value={query.order} />}
          {query.state === undefined ? null : <input type="hidden" name="state" value={query.state} />}
          <label class="only-read-out" for="module-text">Part of a name</label>
          <input id="module-text" type="search" name="text" value={query.text} placeholder="Part of a name" />
          <button type="submit">Search</button>
        </form>
      </div>
      <div id="module-rows" data-live>
        <StateFilters view={view} page={page} query={query} />
        <Rows view={view} page={page} query={query} linkOf={linkOf} begunAt={begunAt} />
        <Pages view={view} page={page} />
      </div>
    </>
  );
}

function StateFilters({ view, page, query }: Omit<ModuleTableProps, "linkOf" | "begunAt">): Html {
  const total = page.counts.values().reduce((sum, count) => sum + count, 0);
  const entry = (state: string | undefined, text: string, count: number): Html => (
    <li>
      <a
        href={changedAddress(view.address, { state, page: undefined }, PART)}
        aria-current={query.state === state ? "true" : undefined}
      >
        {text} <span class="count">{count}</span>
      </a>
    </li>
  );
  return (
    <nav class="filter-row" aria-label="Modules by state">
      <ul class="filters">
        {entry(undefined, "all", total)}
        {STATES.filter((state) => page.counts.has(state) || query.state === state).map((state) =>
          entry(state, STATE_TEXTS[state], page.counts.get(state) ?? 0)
        )}
      </ul>
    </nav>
  );
}

function Rows({ view, page: { rows }, query, linkOf, begunAt }: ModuleTableProps): Html {
  if (rows.length === 0) return <p class="empty">No module is so.</p>;
  const head = (order: ModuleQuery["order"], text: string, className?: string): Html => (
    <th scope="col" class={className} aria-sort={query.order === order ? "ascending" : undefined}>
      <a href={changedAddress(view.address, { order, page: undefined }, PART)}>{text}</a>
    </th>
  );
  return (
    <div class="scroll">
      <table class="stack">
        <thead>
          <tr>
            {head("state", "State")}
            {head("name", "Module")}
            <th scope="col">Where</th>
            {head("begun", "Began", "number")}
            {head("took", "Took", "number")}
            <th scope="col" class={rows.some(({ error }) => error) ? "error-column" : undefined}>
              {rows.some(({ error, state }) => error && state !== "failed") ? "It says" : "Error"}
            </th>
          </tr>
        </thead>
        <tbody>{rows.map((row) => <Row row={row} href={linkOf(row.path)} begunAt={begunAt} />)}</tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly row: ModuleSummary;
  readonly href: string;
  readonly begunAt: number;
}

function Row({ row, href, begunAt }: RowProps): Html {
  const { path, name, label, state, where, startedAt, tookMs, progress, error } = row;
  const said = saidText(row);
  return (
    <tr data-key={path}>
      <td>
        <State of={state} />
      </td>
      <td class="wide">
        <span class="module-name">
          <a href={href}>{name}</a>
          <span class="soft mono small">{path}</span>
          {label === "" ? null : <span class="soft">“{label}”</span>}
          {progress === undefined ? null : <span class="soft small">{progressText(progress)}</span>}
          {said === "" ? null : <span class="soft small">{said}</span>}
        </span>
      </td>
      <td class="nowrap">{where}</td>
      <td class="number">{startedAt === undefined ? "" : `+${durationText(startedAt - begunAt)}`}</td>
      <td class="number">{tookMs === undefined ? "" : durationText(tookMs)}</td>
      <td class={`cut ${state === "failed" ? "error-text" : "soft"}`} title={error}>{error}</td>
    </tr>
  );
}

function Pages(
  { view, page: { page, pages, count } }: { readonly view: View; readonly page: ModulePage },
): Html | null {
  if (pages === 1) return null;
  const at = (number: number): string => changedAddress(view.address, { page: String(number) }, PART);
  return (
    <nav class="row pages" aria-label="Pages of modules">
      {page > 1 ? <a class="button" href={at(page - 1)}>Before</a> : null}
      <span class="small soft">page {page} of {pages}, {count} modules</span>
      {page < pages ? <a class="button" href={at(page + 1)}>After</a> : null}
    </nav>
  );
}
