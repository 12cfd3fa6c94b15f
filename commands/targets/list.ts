/** `vt targets list`: the targets that there are, and with a workflow which modules shall go where. */
import { type ExecutionConfiguration, namedTargets } from "../../runtime/scheme/execution_configuration.ts";
import { type ExecutionTarget, PROCESS_TARGET, targetText } from "../../runtime/scheme/execution_target.ts";
import { whyUnusable } from "../../schemes/mod.ts";
import { oneLine, type Paint, paintFor, print, printLine } from "../line/terminal.ts";
import {
  combined,
  type ConfigurationLayer,
  configurationLayers,
  type ConfiguredFile,
} from "../open/open_configuration.ts";
import { isScript } from "../open/open_workflow.ts";
import type { TargetsArguments } from "../targets.ts";

/** Lists them. A script is not evaluated. */
export async function list({ operands: [argument], options }: TargetsArguments): Promise<number> {
  const layers = await configurationLayers(options, argument === undefined ? undefined : await fileOf(argument));
  const configuration = combined(layers);
  const targets = namedTargets(configuration).map((target) => listed(target, layers));
  if (options.json) {
    const preferences = Object.fromEntries(
      [...configuration.preferences].map(([path, target]) => [path, { target, in: placeOfPreference(path, layers) }]),
    );
    printLine(JSON.stringify({ targets, ...(argument === undefined ? {} : { preferences }) }));
  } else {
    print(targetsText(targets, paintFor(Deno.stdout)));
    if (argument !== undefined) print(preferencesText(configuration, layers));
  }
  return 0;
}

/** The file of `FILE[:VERSION]`, and the bundle where it is one. */
export async function fileOf(argument: string): Promise<ConfiguredFile> {
  const { readSource } = await import("../../runtime/vt_file/vistrail_source.ts");
  if (isScript(argument)) {
    await readSource(argument);
    return { file: Deno.realPathSync(argument) };
  }
  const { openVistrail, splitVersion } = await import("../../runtime/vt_file/bundle.ts");
  const { file } = await splitVersion(argument);
  return { bundle: await openVistrail(file), file: Deno.realPathSync(file) };
}

interface ListedTarget extends ExecutionTarget {
  /** The file that says so; null: it is built in. */
  readonly in: string | null;
  /** Why nothing can be computed there; null: it can. */
  readonly unusable: string | null;
}

function listed(target: ExecutionTarget, layers: readonly ConfigurationLayer[]): ListedTarget {
  const layer = layers.findLast(({ configuration }) => configuration.targets.some(({ name }) => name === target.name));
  return { ...target, in: layer?.path ?? null, unusable: whyUnusable(target) ?? null };
}

function placeOfPreference(path: string, layers: readonly ConfigurationLayer[]): string {
  return layers.findLast(({ from, configuration }) => from !== "yours" && configuration.preferences.has(path))!.path;
}

const WIDEST = 2000;

function targetsText(targets: readonly ListedTarget[], paint: Paint): string {
  const texts = targets.map((target) => oneLine(targetText(target), WIDEST));
  const [left, middle] = [targets.map(({ name }) => name), texts].map((all) => Math.max(...all.map((t) => t.length)));
  return targets.map(({ name, in: place, unusable }, i) => {
    const notes = [
      place ?? (name === PROCESS_TARGET.name ? "built in, for who names it" : "built in"),
      ...(unusable === null ? [] : [`cannot be used: ${unusable}`]),
    ].join("; ");
    return `${paint("bold", name.padEnd(left))}  ${texts[i].padEnd(middle)}  ${oneLine(notes, WIDEST)}\n`;
  }).join("");
}

function preferencesText({ preferences }: ExecutionConfiguration, layers: readonly ConfigurationLayer[]): string {
  if (preferences.size === 0) return "All modules go where vt chooses\n";
  return [...preferences].map(([path, target]) => `module ${path}  ${target}  ${placeOfPreference(path, layers)}\n`)
    .join("");
}
