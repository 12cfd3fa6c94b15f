/** One version of a file as it is shown. */
import type { Pipeline } from "../../runtime/pipeline/pipeline.ts";
import { diffPipelines, type PipelineDiff } from "../../runtime/vistrail/diff.ts";
import { materialise } from "../../runtime/vistrail/materialise.ts";
import { plainNotes } from "../../runtime/vistrail/plain_notes.ts";
import { actionDescription, pipelineName } from "../../runtime/vistrail/version_tree.ts";
import { annotationsByVersion } from "../../runtime/vistrail/vistrail.ts";
import { bundlePipeline, bundleVersion, type VistrailBundle } from "../../runtime/vt_file/bundle.ts";
import { fromDiff } from "../drawing/difference.ts";
import type { DrawnPipeline } from "../drawing/drawn.ts";
import { fromPipeline, placesIn } from "../drawing/from_pipeline.ts";

/** See the head of the file. */
export interface ShownVersion {
  readonly id: number;
  /** Its tag, or the nearest one before it. */
  readonly name: string;
  /** What was done to make it. */
  readonly description: string;
  readonly user: string;
  readonly date: string;
  readonly notes: string;
  readonly hasThumbnail: boolean;
  readonly aliases: readonly Alias[];
  readonly pipeline: Pipeline;
  readonly drawn: DrawnPipeline;
  /** How many modules there are, those in groups included. */
  readonly modules: number;
  /** Of two versions: what makes this one of the other. */
  readonly compared?: { readonly id: number; readonly name: string; readonly diff: PipelineDiff };
}

/** A parameter that has a name of its own, which `--set` knows. */
export interface Alias {
  readonly name: string;
  readonly text: string;
  readonly type: string;
}

/** What is asked for. */
export interface VersionQuery {
  /** Number or tag; undefined: the one that VisTrails would open. */
  readonly version?: string;
  /** Another version that it is compared with. */
  readonly compare?: string;
  /** Groups that are open. */
  readonly open: ReadonlySet<string>;
}

const LONGEST_NOTES = 10_000;

/** Throws `InputError` where there is no such version. */
export async function shownVersion(bundle: VistrailBundle, query: VersionQuery): Promise<ShownVersion> {
  const { vistrail } = bundle;
  const id = bundleVersion(bundle, query.version);
  const pipeline = await bundlePipeline(bundle, id);
  const compared = query.compare === undefined ? undefined : await compare(bundle, query.compare, pipeline);
  const action = vistrail.actions.get(id);
  const places = placesIn(materialise(vistrail, id));
  return {
    id,
    name: pipelineName(vistrail, id),
    description: action === undefined ? "empty" : actionDescription(action),
    user: action?.user ?? "",
    date: action?.date ?? "",
    notes: plainNotes(annotationsByVersion(vistrail, "__notes__").get(id) ?? "", LONGEST_NOTES),
    hasThumbnail: thumbnailOf(bundle, id) !== undefined,
    aliases: aliasesOf(pipeline),
    modules: countOf(pipeline),
    pipeline,
    drawn: compared === undefined
      ? fromPipeline(pipeline, { open: query.open, places })
      : fromDiff(compared.diff, { a: placesIn(materialise(vistrail, compared.id)), b: places }),
    ...(compared && { compared }),
  };
}

async function compare(
  bundle: VistrailBundle,
  version: string,
  now: Pipeline,
): Promise<NonNullable<ShownVersion["compared"]>> {
  const id = bundleVersion(bundle, version);
  const diff = diffPipelines(await bundlePipeline(bundle, id), now, { sameIds: true });
  return { id, name: pipelineName(bundle.vistrail, id), diff };
}

/** The member of the bundle that is the picture of a version. */
export function thumbnailOf({ vistrail, thumbnails }: VistrailBundle, version: number): string | undefined {
  const name = annotationsByVersion(vistrail, "__thumb__").get(version);
  return name === undefined ? undefined : thumbnails.find((member) => member === `thumbs/${name}`);
}

function aliasesOf({ modules }: Pipeline): readonly Alias[] {
  const found = new Map<string, Alias>();
  for (const { functions, workflow } of modules) {
    for (const { parameters } of functions) {
      for (const { alias: name, text, type } of parameters) {
        if (name !== "" && !found.has(name)) found.set(name, { name, text, type: type.name });
      }
    }
    for (const alias of workflow === undefined ? [] : aliasesOf(workflow)) {
      if (!found.has(alias.name)) found.set(alias.name, alias);
    }
  }
  return [...found.values()];
}

function countOf({ modules }: Pipeline): number {
  return modules.reduce((sum, { workflow }) => sum + 1 + (workflow === undefined ? 0 : countOf(workflow)), 0);
}
