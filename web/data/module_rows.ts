/** The modules of an execution as a table: those that are asked for, in the order that is asked for, a page of them. */
import { type DrawnState, STATES } from "../drawing/drawn.ts";
import type { ModuleSummary } from "./module_summary.ts";

/** The columns that a table can be ordered by. */
export const ORDERS = ["begun", "state", "name", "took"] as const;

/** See the head of the file. */
export interface ModuleQuery {
  readonly state?: DrawnState;
  /** Part of a module's name, label or path, in any case. */
  readonly text: string;
  readonly order: typeof ORDERS[number];
  /** Counts from 1. */
  readonly page: number;
}

/** A page of rows. */
export interface ModulePage {
  readonly rows: readonly ModuleSummary[];
  /** How many rows there are on all pages together. */
  readonly count: number;
  readonly page: number;
  readonly pages: number;
  /** Of all modules that the text fits, by state. */
  readonly counts: ReadonlyMap<DrawnState, number>;
}

/** Rows of one page. */
const PAGE_ROWS = 50;

/** Picks, orders and pages. A page that is not there is the last. */
export function moduleRows(summaries: Iterable<ModuleSummary>, query: ModuleQuery): ModulePage {
  const text = query.text.toLowerCase();
  const fitting = [...summaries].filter(({ name, label, path }) =>
    text === "" || name.toLowerCase().includes(text) || label.toLowerCase().includes(text) || path === text
  );
  const counts = countsOf(fitting);
  const rows = query.state === undefined ? fitting : fitting.filter(({ state }) => state === query.state);
  const pages = Math.max(1, Math.ceil(rows.length / PAGE_ROWS));
  const page = Math.min(pages, query.page);
  const ordered = rows.sort(COMPARE[query.order]);
  return { rows: ordered.slice((page - 1) * PAGE_ROWS, page * PAGE_ROWS), count: rows.length, page, pages, counts };
}

/** How many modules are in which state. */
export function countsOf(summaries: Iterable<ModuleSummary>): ReadonlyMap<DrawnState, number> {
  const counts = new Map<DrawnState, number>();
  for (const { state } of summaries) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}

const COMPARE: Readonly<Record<typeof ORDERS[number], (a: ModuleSummary, b: ModuleSummary) => number>> = {
  begun: (a, b) => (a.startedAt ?? Infinity) - (b.startedAt ?? Infinity) || 0,
  state: (a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state),
  name: (a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0,
  took: (a, b) => (b.tookMs ?? -1) - (a.tookMs ?? -1),
};
