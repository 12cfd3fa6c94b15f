/** From a `.vt` file and the name of a mashup to the workflow that it runs. */
import { InputError, UsageError } from "../../runtime/errors.ts";
import { withVariables } from "../../runtime/pipeline/pipeline_settings.ts";
import { findMashup, type FoundMashup } from "../../runtime/vistrail/find_mashup.ts";
import { mashupPipeline } from "../../runtime/vistrail/mashup.ts";
import { materialise } from "../../runtime/vistrail/materialise.ts";
import {
  bundlePipeline,
  bundleVersion,
  openVistrail,
  splitVersion,
  type VistrailBundle,
} from "../../runtime/vt_file/bundle.ts";
import { isScript, type OpenedWorkflow } from "./open_workflow.ts";

/** The mashup `named`, with the values of `--set` for its parameters. Its version of the file is its own. */
export async function openMashup(
  argument: string,
  named: string,
  set: ReadonlyMap<string, string>,
): Promise<OpenedWorkflow> {
  if (isScript(argument)) throw new UsageError("Option --mashup is for .vt files: a script has inputs");
  const { file, version } = await splitVersion(argument);
  if (version !== undefined) throw new UsageError(`Option --mashup and a version exclude each other: ${argument}`);
  const bundle = await openVistrail(file);
  return await openFound(bundle, findMashup(await bundle.mashups(), named), set);
}

/** The mashup that a `.vtl` file leads to. */
export async function openLinkedMashup(
  bundle: VistrailBundle,
  { trail, version }: NonNullable<VistrailBundle["linkedMashup"]>,
  set: ReadonlyMap<string, string>,
): Promise<OpenedWorkflow> {
  const trails = (await bundle.mashups()).filter(({ id }) => id === trail);
  if (trails.length > 0) return await openFound(bundle, findMashup(trails, version), set);
  throw new InputError(
    `${bundle.path}: Cannot follow the link: there is no mashup ${JSON.stringify(trail.slice(0, 80))}`,
  );
}

async function openFound(
  bundle: VistrailBundle,
  { trail, mashup }: FoundMashup,
  given: ReadonlyMap<string, string>,
): Promise<OpenedWorkflow> {
  const version = bundleVersion(bundle, String(trail.version ?? ""));
  const stored = await bundlePipeline(bundle, version);
  const pipeline = mashupPipeline(stored, materialise(bundle.vistrail, version), { mashup, given });
  return {
    source: {
      file: Deno.realPathSync(bundle.path),
      version,
      name: mashup.tag || mashup.name,
      mashup: `${trail.id}:${mashup.id}`,
    },
    pipeline: withVariables(pipeline, bundle.vistrail.variables),
    results: new Map(),
    problems: [],
    bundle,
    reason: `mashup::${trail.id}::${mashup.id}`,
  };
}
