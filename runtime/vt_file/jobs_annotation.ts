/**
 * Jobs as VisTrails keeps them in a vistrail: JSON in its annotation `__jobs__`. What other programs added to an entry
 * is kept. Numbers are those of JavaScript: integers beyond 2^53 lose their last digits.
 */
import { VistrailFileError } from "../errors.ts";
import { annotationOf, type Vistrail } from "../vistrail/vistrail.ts";
import { setAnnotation } from "./xml_edit.ts";

const KEY = "__jobs__";

/** A job as the file knows it. */
export interface SavedJob {
  /** VisTrails' signature of the module. */
  readonly id: string;
  /** While it runs, what its handle is made of; then its result. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly name: string;
  /** `YYYY-MM-DDTHH:MM:SS.ffffff`, local time. */
  readonly start: string;
  readonly finished: boolean;
  /** Entries that VisTrails does not have. */
  readonly others: ReadonlyMap<string, unknown>;
}

/** A workflow that has jobs. */
export interface SavedJobWorkflow {
  /** A version's number or tag, `Parameter Exploration …` or `Mashup …`. */
  readonly version: number | string;
  /** A uuid. */
  readonly id: string;
  readonly name: string;
  readonly user: string;
  /** As in `SavedJob`. */
  readonly start: string;
  /** Ids of jobs that are there; several workflows may share one. */
  readonly jobs: readonly string[];
  /** Entries that VisTrails does not have. */
  readonly others: ReadonlyMap<string, unknown>;
}

/** All jobs of a vistrail, by id and in the order of the file. */
export interface SavedJobs {
  readonly jobs: ReadonlyMap<string, SavedJob>;
  readonly workflows: ReadonlyMap<string, SavedJobWorkflow>;
  /** Entries that VisTrails does not have. */
  readonly others: ReadonlyMap<string, unknown>;
}

/** The jobs of a vistrail, none where it has no such annotation. Throws `VistrailFileError` when that cannot be read. */
export function readJobs(vistrail: Vistrail): SavedJobs {
  const text = annotationOf(vistrail, KEY) ?? "";
  return text.trim() === "" ? { jobs: new Map(), workflows: new Map(), others: new Map() } : parseJobs(text);
}

/** The text of the annotation; undefined without workflows, since VisTrails then has no annotation. */
export function jobsText({ jobs, workflows, others }: SavedJobs): string | undefined {
  if (workflows.size === 0) return undefined;
  const text = JSON.stringify({
    jobs: Object.fromEntries([...jobs].map(([id, job]) => [id, withOthers(job)])),
    workflows: Object.fromEntries([...workflows].map(([id, workflow]) => [id, withOthers(workflow)])),
    ...Object.fromEntries(others),
  });
  // As Python writes it: what XML does not allow can be written, too.
  return text.replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function withOthers({ others, ...entry }: SavedJob | SavedJobWorkflow): Record<string, unknown> {
  return { ...entry, ...Object.fromEntries(others) };
}

/** What `saveVistrail` needs to set these jobs, or to remove the annotation where there are none. */
export function jobsEdit(jobs: SavedJobs): (xml: string) => string {
  const text = jobsText(jobs);
  return (xml) => setAnnotation(xml, KEY, text);
}

/** Reads the annotation's text. Of a workflow's jobs, those that are not there are dropped. */
function parseJobs(text: string): SavedJobs {
  const all = objectOf(parsed(text), "it");
  const jobs = new Map<string, SavedJob>();
  for (const [id, entry] of entriesOf(all, "jobs")) jobs.set(id, readJob(id, entry));
  const workflows = new Map<string, SavedJobWorkflow>();
  for (const [id, entry] of entriesOf(all, "workflows")) workflows.set(id, readWorkflow(id, entry, jobs));
  return { jobs, workflows, others: without(all, ["jobs", "workflows"]) };
}

function readJob(id: string, entry: ReadonlyMap<string, unknown>): SavedJob {
  const parameters = entry.get("parameters");
  return {
    id,
    parameters: isObject(parameters) ? parameters : {},
    name: textOf(entry.get("name")),
    start: textOf(entry.get("start")),
    finished: entry.get("finished") === true,
    others: without(entry, ["id", "parameters", "name", "start", "finished"]),
  };
}

function readWorkflow(
  id: string,
  entry: ReadonlyMap<string, unknown>,
  known: ReadonlyMap<string, unknown>,
): SavedJobWorkflow {
  const [version, jobs] = [entry.get("version"), entry.get("jobs")];
  return {
    version: typeof version === "number" ? version : textOf(version),
    id,
    name: textOf(entry.get("name")),
    user: textOf(entry.get("user")),
    start: textOf(entry.get("start")),
    jobs: (Array.isArray(jobs) ? jobs : []).filter((job) => typeof job === "string" && known.has(job)),
    others: without(entry, ["version", "id", "name", "user", "start", "jobs"]),
  };
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // What is nested too deeply to be written again is refused now.
    JSON.stringify(value);
    return value;
  } catch (cause) {
    throw new VistrailFileError(`Cannot read the jobs: the annotation ${KEY} is no JSON that can be read`, {}, {
      cause,
    });
  }
}

/** The objects in an object's object `name`; none where that is absent. */
function entriesOf(all: ReadonlyMap<string, unknown>, name: string): [string, ReadonlyMap<string, unknown>][] {
  const entries = all.get(name);
  if (entries === undefined || entries === null) return [];
  return [...objectOf(entries, name)].map(([id, entry]) => [id, objectOf(entry, `${name}[${JSON.stringify(id)}]`)]);
}

function objectOf(value: unknown, what: string): ReadonlyMap<string, unknown> {
  if (isObject(value)) return new Map(Object.entries(value));
  throw new VistrailFileError(`Cannot read the jobs: ${what.slice(0, 80)} in the annotation ${KEY} is no object`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function without(entry: ReadonlyMap<string, unknown>, names: readonly string[]): ReadonlyMap<string, unknown> {
  return new Map([...entry].filter(([name]) => !names.includes(name)));
}
