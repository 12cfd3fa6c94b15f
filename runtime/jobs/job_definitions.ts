/** Finds the steps of a job again, in a program that did not submit it: in a package, or by importing its script. */
import { placeOf } from "../authoring/definition_table.ts";
import type { JobSteps } from "../authoring/job_steps.ts";
import type { AnyDefinition } from "../authoring/module.ts";
import { packageOf } from "../authoring/package.ts";
import { Workflow } from "../authoring/workflow.ts";
import { InputError, messageOf } from "../errors.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import type { Registry } from "../pipeline/registry.ts";
import type { JobDefinitionName } from "./job.ts";
import type { JobWorkflow } from "./job_workflow.ts";

/** Remembers what it has found, and what it could not find: make another to look again. */
export class JobDefinitions {
  readonly #registry: Registry;
  readonly #found = new Map<string, Promise<JobSteps>>();

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** The steps behind a name that was recorded with a job of this workflow. Importing a script trusts it. */
  stepsOf(name: JobDefinitionName, workflow: JobWorkflow): Promise<JobSteps> {
    const { source, parameters } = workflow;
    const key = JSON.stringify([name.package, name.namespace, name.name, source.file, parameters]);
    let found = this.#found.get(key);
    if (found === undefined) {
      found = this.#find(name, workflow);
      found.catch(() => {}); // who asks hears of it
      this.#found.set(key, found);
    }
    return found;
  }

  async #find(name: JobDefinitionName, workflow: JobWorkflow): Promise<JobSteps> {
    const known = this.#registry.definition(name);
    if (known !== undefined) return stepsIn(known, name);
    if (this.#registry.package(name.package) !== undefined) {
      throw new InputError(`package ${name.package} has no module ${name.name} any more`);
    }
    const urls = scriptUrls(name, workflow);
    for (const url of urls) {
      for (const definition of definitionsIn(await importScript(url), workflow)) {
        if (isNamed(definition, name)) return stepsIn(definition, name);
      }
    }
    throw new InputError(
      urls.length === 0
        ? `there is no package ${name.package}`
        : `${urls.map(pathOf).join(" and ")} has no job ${name.name} any more`,
    );
  }
}

/** Whether jobs are defined in a script: these have its URL in the place of a package. */
export function isScript(from: string): boolean {
  return /^(file|https?|data):/.test(from);
}

/** The script that defined the job, and the one that used it. */
function scriptUrls({ package: from }: JobDefinitionName, { source: { file } }: JobWorkflow): readonly string[] {
  const urls = new Set<string>();
  if (isScript(from)) urls.add(from);
  if (/\.[cm]?[jt]sx?$/.test(file)) urls.add(`file://${encodeURI(file).replaceAll(/[?#]/g, encodeURIComponent)}`);
  return [...urls];
}

async function importScript(url: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(url);
  } catch (error) {
    const [reason] = messageOf(error).split("\n");
    // Deno colours even the messages of errors.
    const plain = reason.split("\x1b").map((part, i) => i === 0 ? part : part.replace(/^\[[0-9;]*m/, "")).join("");
    throw new InputError(`cannot import ${pathOf(url)}: ${plain.replace(/\.$/, "")}`, { cause: error });
  }
}

/** What a script exports, then what its workflow uses without exporting it. */
function* definitionsIn(
  script: Readonly<Record<string, unknown>>,
  { parameters }: JobWorkflow,
): Generator<AnyDefinition> {
  for (const value of Object.values(script)) {
    if (typeof value === "object" && value !== null) yield value as AnyDefinition;
  }
  if (!(script.default instanceof Workflow)) return;
  const pipelines: Pipeline[] = [script.default.build({ set: new Map(Object.entries(parameters)) }).pipeline];
  for (let pipeline = pipelines.pop(); pipeline !== undefined; pipeline = pipelines.pop()) {
    for (const { definition, workflow } of pipeline.modules) {
      if (workflow !== undefined) pipelines.push(workflow);
      else if (definition !== undefined) yield definition;
    }
  }
}

function isNamed(definition: AnyDefinition, { package: from, namespace, name }: JobDefinitionName): boolean {
  if (definition.name !== name || (definition.namespace ?? "") !== namespace) return false;
  return (packageOf(definition)?.identifier ?? placeOf(definition)?.url) === from;
}

function stepsIn({ job }: AnyDefinition, { name }: JobDefinitionName): JobSteps {
  if (job === undefined) throw new InputError(`module ${name} is no job any more`);
  return job;
}

function pathOf(url: string): string {
  return url.startsWith("file://") ? decodeURIComponent(url.slice(7)) : url;
}
