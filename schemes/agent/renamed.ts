/**
 * Scripts lie elsewhere at an agent: below the folder of their tree, by the path that they have where the caller is. What
 * names them is changed on the way there, and what is said of them on the way back.
 */
import type { ComputeFailure, ComputeSuspension, ModuleWork, Work } from "../../runtime/scheme/compute_request.ts";
import type { SentModule, SentModules, SentPipeline } from "../../runtime/scheme/sent_pipeline.ts";

/** Where the files of a tree are. */
export interface TreePlace {
  /** Absolute path of its folder. */
  readonly folder: string;
  /** URL of the folder, without a slash at its end. */
  readonly url: string;
}

/** The work with the URLs that its scripts have at the agent. */
export function renamedWork(work: Work, place: TreePlace): Work {
  if ("definition" in work) return renamedModule(work, place);
  const pipeline = work.pipeline;
  return { pipeline: { ...pipeline, ...renamedModules(pipeline, place), key: `${pipeline.key} ${place.url}` } };
}

/** URLs of the scripts that a work names. */
export function scriptsOf(work: Work): ReadonlySet<string> {
  const found = new Set<string>();
  if ("definition" in work) addScript(found, work.definition);
  else addScripts(found, work.pipeline);
  return found;
}

/** A text as the caller would have it. */
export function textForCaller(text: string, { folder, url }: TreePlace): string {
  return text.replaceAll(url, "file://").replaceAll(folder, "");
}

/** A reply with its texts as the caller would have them. */
export function replyForCaller<T extends ComputeFailure | ComputeSuspension>(reply: T, place: TreePlace): T {
  const trace = "trace" in reply && reply.trace !== undefined ? { trace: textForCaller(reply.trace, place) } : {};
  return { ...reply, message: textForCaller(reply.message, place), ...trace };
}

function renamedModule(work: ModuleWork, place: TreePlace): ModuleWork {
  return { ...work, definition: renamedName(work.definition, place) };
}

function renamedName(name: ModuleWork["definition"], { url }: TreePlace): ModuleWork["definition"] {
  const { source } = name;
  if (!("script" in source) || !source.script.startsWith("file:///")) return name;
  return { ...name, source: { script: `${url}${source.script.slice("file://".length)}` } };
}

function renamedModules({ modules, connections }: SentModules, place: TreePlace): SentModules {
  const renamed = modules.map((module): SentModule => ({
    ...module,
    ...(module.definition && { definition: renamedName(module.definition, place) }),
    ...(module.workflow && { workflow: renamedModules(module.workflow, place) }),
  }));
  return { modules: renamed, connections };
}

function addScripts(found: Set<string>, { modules }: SentModules | SentPipeline): void {
  for (const { definition, workflow } of modules) {
    if (definition !== undefined) addScript(found, definition);
    if (workflow !== undefined) addScripts(found, workflow);
  }
}

function addScript(found: Set<string>, { source }: ModuleWork["definition"]): void {
  if ("script" in source) found.add(source.script);
}
