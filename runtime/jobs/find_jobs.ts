/** Finds jobs and workflows by the beginnings of their ids. */
import { InputError } from "../errors.ts";
import { list, read, type Store } from "../store/store.ts";
import type { Job } from "./job.ts";
import type { JobWorkflow } from "./job_workflow.ts";

/** A workflow, or one of its jobs. */
export interface Found {
  readonly workflow: JobWorkflow;
  /** The job's record; undefined for the workflow as a whole. */
  readonly entry?: Deno.KvEntry<Job>;
}

/**
 * What each text means: the beginning of the id of one workflow or one job, or `WORKFLOW/JOB`. A job that several
 * workflows have is that of the one that is not finished. An InputError where a text means nothing, or several.
 */
export async function findJobs(store: Store, texts: readonly string[]): Promise<readonly Found[]> {
  const searches = texts.map((text) => new Search(text));
  for (const search of searches) await search.lookForWorkflows(store);
  const open = searches.filter(({ isExact }) => !isExact);
  if (open.length > 0) {
    for await (const entry of list<Job>(store, { prefix: ["job"] }, { batch: 500 })) {
      for (const search of open) search.look(entry);
    }
  }
  return await Promise.all(searches.map((search) => search.found(store)));
}

/** More that begin so are not worth naming. */
const MOST = 20;

class Search {
  readonly #text: string;
  readonly #workflowPrefix: string;
  readonly #jobPrefix: string;
  #workflows: readonly JobWorkflow[] = [];
  #jobs: Deno.KvEntry<Job>[] = [];
  #hasWholeId = false;

  constructor(text: string) {
    this.#text = text;
    const parts = text.toLowerCase().split("/");
    if (parts.length > 2 || parts.includes("")) {
      throw new InputError(`Cannot find ${text || "an empty id"}: it is no id`);
    }
    this.#jobPrefix = parts.at(-1)!;
    this.#workflowPrefix = parts.length === 2 ? parts[0] : "";
  }

  /** Whether the text is the whole id of a workflow. */
  get isExact(): boolean {
    return this.#workflows.some(({ id }) => id === this.#jobPrefix);
  }

  async lookForWorkflows(store: Store): Promise<void> {
    if (this.#workflowPrefix !== "") return;
    const selector = { start: ["workflow", this.#jobPrefix], end: ["workflow", `${this.#jobPrefix}\uffff`] };
    const entries = await read(store, (kv) => Array.fromAsync(kv.list<JobWorkflow>(selector, { limit: MOST })));
    this.#workflows = entries.map(({ value }) => value);
  }

  look(entry: Deno.KvEntry<Job>): void {
    const { id, workflow } = entry.value;
    if (!id.startsWith(this.#jobPrefix) || !workflow.startsWith(this.#workflowPrefix)) return;
    const isWhole = id === this.#jobPrefix;
    if (isWhole && !this.#hasWholeId) this.#jobs = [];
    this.#hasWholeId ||= isWhole;
    if (isWhole || (!this.#hasWholeId && this.#jobs.length < MOST)) this.#jobs.push(entry);
  }

  async found(store: Store): Promise<Found> {
    const workflow = this.isExact ? this.#workflows.find(({ id }) => id === this.#jobPrefix) : undefined;
    if (workflow !== undefined) return { workflow };
    const ids = new Set([...this.#workflows, ...this.#jobs.map(({ value }) => value)].map(({ id }) => id));
    if (ids.size === 0) {
      throw new InputError(`Cannot find ${this.#text}: no id of a job or workflow begins so, vt jobs lists them`);
    }
    if (ids.size > 1) {
      throw new InputError(`Cannot tell what ${this.#text} is: ${[...ids].slice(0, 3).join(" and ")} begin so`);
    }
    return this.#workflows.length > 0 ? { workflow: this.#workflows[0] } : await this.#ofItsWorkflow(store);
  }

  /** A job's id says what is computed, so that each execution of a file has the same. */
  async #ofItsWorkflow(store: Store): Promise<Found> {
    const all: Found[] = [];
    for (const entry of this.#jobs) {
      const { value } = await read(store, (kv) => kv.get<JobWorkflow>(["workflow", entry.value.workflow]));
      if (value !== null) all.push({ workflow: value, entry });
    }
    const unfinished = all.filter(({ workflow }) => workflow.state !== "finished");
    const [found, ...others] = unfinished.length > 0 ? unfinished : all;
    if (found !== undefined && others.length === 0) return found;
    const ways = all.slice(0, 3).map(({ workflow }) => `${workflow.id}/${this.#jobPrefix}`);
    throw new InputError(
      `Cannot tell which job ${this.#text} is: several workflows have it, write ${ways.join(" or ")}`,
    );
  }
}
