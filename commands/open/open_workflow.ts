/** From an argument of the command line to a pipeline: a version of a `.vt` file, or a script. */
import { InputError, type Problem, UsageError } from "../../runtime/errors.ts";
import type { Pipeline } from "../../runtime/pipeline/pipeline.ts";
import type { WorkflowSource } from "../../runtime/record/log.ts";
import type { VistrailBundle } from "../../runtime/vt_file/bundle.ts";

/** What is to run. */
export interface OpenedWorkflow {
  readonly source: WorkflowSource;
  readonly pipeline: Pipeline;
  /** Of a script: by name, the ids of the modules on whose `ExternalPipe` the results are. */
  readonly results: ReadonlyMap<string, number>;
  /** Of a script: how many slots the pools have that its modules share. */
  readonly pools?: ReadonlyMap<string, number>;
  /** What is wrong with it already. */
  readonly problems: readonly Problem[];
  /** The file that it is a version of; undefined for a script. */
  readonly bundle?: VistrailBundle;
  /** Why it is run, for the record; without it the command says. */
  readonly reason?: string;
}

/** Whether the argument names a script: by its extension, `.ts`, `.js` and their kin. */
export function isScript(argument: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(argument);
}

/** Opens `FILE[:VERSION]` or a script, with the values of `--set`. A script is evaluated: that trusts it. */
export async function openWorkflow(argument: string, set: ReadonlyMap<string, string>): Promise<OpenedWorkflow> {
  return isScript(argument) ? await openScriptWorkflow(argument, set) : await openFileWorkflow(argument, set);
}

async function openScriptWorkflow(path: string, set: ReadonlyMap<string, string>): Promise<OpenedWorkflow> {
  // A computed name keeps the authoring face out of what `vt show FILE.vt` reads at its start.
  const { openScript }: typeof import("./open_script.ts") = await import(
    new URL("./open_script.ts", import.meta.url).href
  );
  const workflow = await openScript(path);
  const { pipeline, outputs, pools, problems } = workflow.build({ set });
  const source = { file: Deno.realPathSync(path), name: workflow.name };
  return { source, pipeline, results: outputs, pools, problems };
}

async function openFileWorkflow(argument: string, set: ReadonlyMap<string, string>): Promise<OpenedWorkflow> {
  const { bundlePipeline, bundleVersion, openVistrail, splitVersion } = await import("../../runtime/vt_file/bundle.ts");
  const { withAliases, withVariables } = await import("../../runtime/pipeline/pipeline_settings.ts");
  const { pipelineName } = await import("../../runtime/vistrail/version_tree.ts");
  const { file, version: named } = await splitVersion(argument);
  const bundle = await openVistrail(file);
  if (bundle.linkedMashup !== undefined && named === undefined) {
    const { openLinkedMashup } = await import("./open_mashup.ts");
    return await openLinkedMashup(bundle, bundle.linkedMashup, set);
  }
  const version = bundleVersion(bundle, named);
  const stored = await bundlePipeline(bundle, version);
  return {
    source: { file: Deno.realPathSync(file), version, name: pipelineName(bundle.vistrail, version) },
    pipeline: withAliases(withVariables(stored, bundle.vistrail.variables), set),
    results: new Map(),
    problems: [],
    bundle,
  };
}

/** Reads `NAME=VALUE` texts; of a name given twice the last counts. */
export function readSettings(texts: readonly string[]): Map<string, string> {
  const settings = new Map<string, string>();
  for (const text of texts) {
    const equals = text.indexOf("=");
    if (equals < 1) throw new UsageError(`Option --set needs NAME=VALUE: it is ${JSON.stringify(text)}`);
    settings.set(text.slice(0, equals), text.slice(equals + 1));
  }
  return settings;
}

/** Runs `each` for every argument, in order: input that is wrong is one line, and the others are still done. */
export async function forEachWorkflow(
  args: readonly string[],
  each: (argument: string) => Promise<number>,
): Promise<number> {
  const { complain, oneLine } = await import("../line/terminal.ts");
  if (args.length === 0) throw new UsageError("No FILE given");
  const codes = new Set<number>();
  for (const argument of args) {
    try {
      codes.add(await each(argument));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      complain(`vt: ${oneLine(error.message, 2000)}`);
      codes.add(2);
    }
  }
  return worstOf(codes);
}

/** The exit code for several workflows: the first of these that one of them ended with. */
export function worstOf(codes: Iterable<number>): number {
  const found = new Set(codes);
  return [2, 130, 1, 75].find((code) => found.has(code)) ?? 0;
}
