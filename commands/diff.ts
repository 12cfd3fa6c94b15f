/** `vt diff`: what makes one version of another. */
import { UsageError } from "../runtime/errors.ts";
import { diffPipelines, haveSameOrigin, isEmptyDiff, type PipelineDiff } from "../runtime/vistrail/diff.ts";
import { pipelineName } from "../runtime/vistrail/version_tree.ts";
import {
  bundlePipeline,
  bundleVersion,
  openVistrail,
  splitVersion,
  type VistrailBundle,
} from "../runtime/vt_file/bundle.ts";
import { diffJson } from "./diff/json.ts";
import { drawDiff } from "./diff/text.ts";
import { defineCommand, JSON_OPTION } from "./line/command.ts";
import { columns, oneLine, type Paint, paintFor, plain, printLine } from "./line/terminal.ts";

/** How to show it. */
export interface DiffOptions {
  readonly json?: boolean;
  /** Characters to a line; 120 when it is not given. */
  readonly width?: number;
  readonly paint?: Paint;
}

/** The command. */
export const command = defineCommand({
  name: "diff",
  summary: "Shows what makes one version of another",
  usage: "FILE:VERSION FILE:VERSION",
  options: { json: JSON_OPTION },
  examples: [
    ["vt diff gcd.vt:12 gcd.vt:euclid", "what was added, deleted and changed between two versions"],
    ["vt diff old/gcd.vt:euclid gcd.vt:euclid --json", "the same of two files, for a program"],
  ],
  notes: "Modules of one vistrail are known by their ids, those of different ones by their names and labels. " +
    "Where modules are drawn does not count.",
  async run({ operands, options }): Promise<number> {
    if (operands.length !== 2) throw new UsageError(`Two versions are compared: ${operands.length} given`);
    const width = Deno.stdout.isTerminal() ? columns() : 120;
    printLine(await diff(operands[0], operands[1], { ...options, width, paint: paintFor(Deno.stdout) }));
    return 0;
  },
});

/** Text that shows how two versions differ, without a line end; throws `InputError`. */
export async function diff(a: string, b: string, options: DiffOptions = {}): Promise<string> {
  const { json, width = 120, paint = plain } = options;
  const [before, after] = [await openVersion(a), await openVersion(b)];
  const sameIds = haveSameOrigin(before.bundle.vistrail, after.bundle.vistrail);
  const found = diffPipelines(before.pipeline, after.pipeline, { sameIds });
  if (json) return JSON.stringify({ before: placeOf(before), after: placeOf(after), ...diffJson(found) });
  const title = oneLine(`${titleOf(before)}  →  ${titleOf(after)}`, width);
  if (isEmptyDiff(found)) return `${paint("bold", title)}\nno difference`;
  return [paint("bold", title), paint("dim", summary(found)), "", ...drawDiff(found, width, paint)].join("\n");
}

interface OpenedVersion {
  readonly bundle: VistrailBundle;
  readonly version: number;
  readonly pipeline: Awaited<ReturnType<typeof bundlePipeline>>;
}

async function openVersion(argument: string): Promise<OpenedVersion> {
  const { file, version: named } = await splitVersion(argument);
  const bundle = await openVistrail(file);
  const version = bundleVersion(bundle, named);
  return { bundle, version, pipeline: await bundlePipeline(bundle, version) };
}

function placeOf({ bundle, version }: OpenedVersion): unknown {
  return { file: bundle.path, version, name: pipelineName(bundle.vistrail, version) };
}

function titleOf({ bundle, version }: OpenedVersion): string {
  return `${bundle.path}, version ${version}: ${pipelineName(bundle.vistrail, version)}`;
}

function summary(diff: PipelineDiff): string {
  const count = (thing: string, counts: readonly [number, string][]) => {
    const parts = counts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
    return parts.length === 0 ? [] : [`${thing}: ${parts.join(", ")}`];
  };
  return [
    ...count("modules", [[diff.added.length, "added"], [diff.deleted.length, "deleted"], [
      diff.changed.length,
      "changed",
    ]]),
    ...count("connections", [[diff.addedConnections.length, "added"], [diff.deletedConnections.length, "deleted"]]),
  ].join("; ");
}
