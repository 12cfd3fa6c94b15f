/** What is shown of executions, as plain data: pages and programs get the same. */
import { InputError } from "../../runtime/errors.ts";
import type { ExecutionIndex, ListedExecution } from "../../runtime/record/execution_index.ts";
import { moduleExecs } from "../../runtime/record/execution_log.ts";
import type { ModuleExec, WorkflowState } from "../../runtime/record/log.ts";
import type { Store } from "../../runtime/store/store.ts";

/** The states by which executions are chosen, in the order of the page. */
export const EXECUTION_STATES: readonly WorkflowState[] = [
  "running",
  "suspended",
  "failed",
  "interrupted",
  "completed",
];

/** Where a text is looked for. */
export const SEARCH_PLACES = ["name", "module", "error"] as const;

/** See {@linkcode SEARCH_PLACES}. */
export type SearchPlace = typeof SEARCH_PLACES[number];

/** Which executions are asked for. */
export interface ExecutionQuery {
  readonly state?: WorkflowState;
  readonly text: string;
  /** `name`: in the names of workflow and file; else in the names of modules, or in what went wrong. */
  readonly place: SearchPlace;
  /** Only older ones than the one with this id. */
  readonly before?: string;
  readonly limit: number;
}

/** A page of executions, the newest first. */
export interface ExecutionPage {
  readonly executions: readonly FoundExecution[];
  /** Of all that the text fits, by state. */
  readonly counts: Readonly<Record<WorkflowState | "all", number>>;
  /** Where the next page begins; undefined when there is none. */
  readonly next?: string;
  /** The search took so long that it stopped at `next`, milliseconds since 1970: there may be more before. */
  readonly searchedUntil?: number;
}

/** An execution, and the module of it that was looked for, or failed first. */
export interface FoundExecution extends ListedExecution {
  readonly module?: Pick<ModuleExec, "path" | "name" | "state" | "error">;
}

/** Reads a query as addresses have it; an InputError where one of its values is none. */
export function executionQuery(value: (name: string) => string | undefined, most = 50): ExecutionQuery {
  const limit = value("limit") || String(most);
  if (!/^\d{1,4}$/.test(limit) || Number(limit) < 1 || Number(limit) > MOST) {
    throw new InputError(`limit must be a number from 1 to ${MOST}: it is ${limit}`);
  }
  return {
    state: oneOf("state", value("state") || undefined, EXECUTION_STATES),
    text: (value("search") ?? "").trim().slice(0, 500),
    place: oneOf("in", value("in") || "name", SEARCH_PLACES)!,
    before: value("before") || undefined,
    limit: Number(limit),
  };
}

function oneOf<T extends string>(name: string, value: string | undefined, choices: readonly T[]): T | undefined {
  if (value === undefined || choices.some((choice) => choice === value)) return value as T | undefined;
  throw new InputError(`${name} must be one of ${choices.join(", ")}: it is ${value}`);
}

/** Executions of one page, at most. */
const MOST = 1000;
/** What is looked for in modules is in the record of each execution: so many milliseconds one request looks. */
const PATIENCE_MS = 1500;

/** Where executions are. */
export interface ExecutionSource {
  readonly store: Store;
  readonly index: ExecutionIndex;
}

/** The executions that are asked for. */
export async function listExecutions(source: ExecutionSource, query: ExecutionQuery): Promise<ExecutionPage> {
  const { index } = source;
  await index.refresh();
  if (query.place !== "name" && query.text !== "") return await searchModules(source, query);
  const found = index.find(query, query.limit + 1);
  const listed = found.slice(0, query.limit);
  const next = found.length > query.limit ? listed.at(-1)!.id : undefined;
  const executions = await Promise.all(
    listed.map(async (each) => ({ ...each, module: await index.failures.of(each) })),
  );
  return { executions, counts: index.counts(query), next };
}

async function searchModules(
  { store, index }: ExecutionSource,
  { state, text, place, before, limit }: ExecutionQuery,
): Promise<ExecutionPage> {
  const executions: FoundExecution[] = [];
  const deadline = performance.now() + PATIENCE_MS;
  for (const execution of index.find({ state, before }, Infinity)) {
    const module = await moduleWith(store, execution, { text: text.toLowerCase(), place });
    if (module !== undefined) executions.push({ ...execution, module });
    const isLate = performance.now() > deadline;
    if (executions.length < limit && !isLate) continue;
    const searchedUntil = executions.length < limit ? execution.startedAt : undefined;
    return { executions, counts: index.counts(), next: execution.id, searchedUntil };
  }
  return { executions, counts: index.counts() };
}

/** The first module that fits. */
async function moduleWith(
  store: Store,
  execution: ListedExecution,
  { text, place }: Pick<ExecutionQuery, "text" | "place">,
): Promise<FoundExecution["module"]> {
  const mayHaveErrors = (execution.counts.failed ?? 0) > 0 || execution.state !== "completed";
  if (place === "error" && !mayHaveErrors) return undefined;
  for await (const { path, name, state, error, loop = [] } of moduleExecs(store, execution)) {
    const errors = [error, ...loop.map((iteration) => iteration.error)];
    const said = place === "module" ? error : errors.find((each) => each?.toLowerCase().includes(text));
    const fits = place === "module" ? name.toLowerCase().includes(text) : said !== undefined;
    if (fits) return { path, name, state, error: said };
  }
  return undefined;
}
