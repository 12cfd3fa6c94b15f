/** `vt show`: what is in a file, or in one version of it. */
import { InputError, UsageError } from "../runtime/errors.ts";
import type { Pipeline } from "../runtime/pipeline/pipeline.ts";
import type { MashupTrail } from "../runtime/vistrail/mashup.ts";
import { materialise } from "../runtime/vistrail/materialise.ts";
import { plainNotes } from "../runtime/vistrail/plain_notes.ts";
import { pipelineName } from "../runtime/vistrail/version_tree.ts";
import { hashVersions, workflowHash } from "../runtime/vistrail/workflow_hash.ts";
import {
  bundlePipeline,
  bundleVersion,
  openVistrail,
  splitVersion,
  type VistrailBundle,
} from "../runtime/vt_file/bundle.ts";
import { defineCommand, JSON_OPTION, SANDBOX_OPTION } from "./line/command.ts";
import { columns, complain, oneLine, type Paint, paintFor, plain, printLine } from "./line/terminal.ts";
import { forEachWorkflow, isScript, openWorkflow } from "./open/open_workflow.ts";
import { counted, drawFacts } from "./show/facts.ts";
import { type GraphLanguage, pipelineGraph, treeGraph } from "./show/graph.ts";
import { pipelineJson, vistrailJson } from "./show/json.ts";
import { drawPipeline } from "./show/pipeline.ts";
import { drawTree } from "./show/tree.ts";

/** How to show it; text for people unless one of the first four is asked for. */
export interface ShowOptions {
  readonly json?: boolean;
  readonly dot?: boolean;
  readonly mermaid?: boolean;
  /** Fingerprints of versions instead of their content. */
  readonly hashes?: boolean;
  /** Characters to a line; 120 when it is not given. */
  readonly width?: number;
  readonly paint?: Paint;
}

/** The command. */
export const command = defineCommand({
  name: "show",
  summary: "Shows what is in a file, or in one version of it",
  usage: "FILE[:VERSION]… | SCRIPT…",
  options: {
    json: JSON_OPTION,
    dot: { type: "boolean", doc: "as a graph for Graphviz" },
    mermaid: { type: "boolean", doc: "as a graph for Mermaid" },
    hashes: { type: "boolean", doc: "a fingerprint of every version instead of its content" },
    sandbox: SANDBOX_OPTION,
  },
  examples: [
    ["vt show gcd.vt", "draws the tree of versions and lists what else is there"],
    ["vt show gcd.vt:euclid", "lists the modules of the version tagged euclid"],
    ["vt show gcd.vt: --mermaid", "draws the version that would run as a graph"],
  ],
  notes:
    "Opening a .vt file runs nothing of it. A script has to be evaluated to be shown: show those that you do not trust with --sandbox.",
  async run({ operands, options }): Promise<number> {
    checkOptions(options);
    const width = Deno.stdout.isTerminal() ? columns() : 120;
    const chosen = { ...options, width, paint: paintFor(Deno.stdout) };
    return await forEachWorkflow(operands, async (operand) => {
      printLine(await (isScript(operand) ? showScript(operand, chosen) : show(operand, chosen)));
      return 0;
    });
  },
});

/** Text that shows `FILE` or `FILE:VERSION`, without a line end; throws `InputError`. */
export async function show(argument: string, options: ShowOptions = {}): Promise<string> {
  checkOptions(options);
  const { file, version } = await splitVersion(argument);
  const bundle = await openVistrail(file);
  const wholeFile = version === undefined && file === argument;
  if (options.hashes) return await showHashes(bundle, wholeFile ? undefined : bundleVersion(bundle, version), options);
  if (wholeFile) return await showVistrail(bundle, options);
  const number = bundleVersion(bundle, version);
  const pipeline = await bundlePipeline(bundle, number);
  if (options.json) return JSON.stringify({ version: number, ...pipelineJson(pipeline) });
  return showPipeline(pipeline, versionTitle(bundle, number), options);
}

/** Text that shows a pipeline under a title, without a line end. */
export function showPipeline(pipeline: Pipeline, title: string, options: ShowOptions = {}): string {
  checkOptions(options);
  const { json, width = 120, paint = plain } = options;
  if (json) return JSON.stringify(pipelineJson(pipeline));
  const language = languageOf(options);
  if (language !== undefined) return pipelineGraph(pipeline, language);
  const size = `${counted(pipeline.modules.length, "module")}, ${counted(pipeline.connections.length, "connection")}`;
  return [title, paint("dim", size), "", ...drawPipeline(pipeline, width, paint)].join("\n").trimEnd();
}

async function showScript(path: string, options: ShowOptions): Promise<string> {
  if (options.hashes) throw new UsageError(`Option --hashes is for vistrails: ${path} is a script`);
  const { pipeline, source } = await openWorkflow(path, new Map());
  return showPipeline(pipeline, oneLine(`${path}: ${source.name}`, 400), options);
}

function checkOptions({ json, dot, mermaid, hashes }: ShowOptions): void {
  const forms = [["--json", json], ["--dot", dot], ["--mermaid", mermaid]].filter(([, wanted]) => wanted);
  if (forms.length > 1) throw new UsageError(`Options ${forms[0][0]} and ${forms[1][0]} exclude each other`);
  if (hashes && (dot || mermaid)) throw new UsageError(`Options --hashes and ${forms[0][0]} exclude each other`);
}

function languageOf({ dot, mermaid }: ShowOptions): GraphLanguage | undefined {
  return dot ? "dot" : mermaid ? "mermaid" : undefined;
}

async function showVistrail(bundle: VistrailBundle, options: ShowOptions): Promise<string> {
  const { path, vistrail } = bundle;
  const { width = 120, paint = plain } = options;
  if (options.json) return JSON.stringify(vistrailJson(path, vistrail, await readableMashups(bundle)));
  const language = languageOf(options);
  if (language !== undefined) return treeGraph(vistrail, language);
  const facts = await drawFacts(bundle, width, paint);
  return [
    `${paint("bold", oneLine(path, width))}`,
    paint("dim", oneLine(summary(bundle), width)),
    "",
    ...drawTree(vistrail, width, paint),
    ...(facts.length === 0 ? [] : ["", ...facts]),
  ].join("\n");
}

/** A damaged mashup is no reason to show nothing of the versions. */
async function readableMashups(bundle: VistrailBundle): Promise<readonly MashupTrail[] | null> {
  try {
    return await bundle.mashups();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    complain(`vt: ${oneLine(error.message, 2000)}`);
    return null;
  }
}

function summary({ vistrail }: VistrailBundle): string {
  const actions = [...vistrail.actions.values()];
  const users = [...new Set(actions.flatMap(({ user }) => user ? [user] : []))];
  const dates = actions.flatMap(({ date }) => date === null ? [] : [date.slice(0, 10)]).sort();
  const by = users.length === 0 ? "" : `, by ${users.slice(0, 6).join(", ")}${users.length > 6 ? ", …" : ""}`;
  const [first, last] = [dates[0], dates.at(-1)];
  const when = first === undefined ? "" : `, ${first === last ? first : `${first} to ${last}`}`;
  return `schema ${vistrail.schemaVersion}, ${counted(actions.length, "version")}${when}${by}`;
}

function versionTitle({ path, vistrail }: VistrailBundle, version: number): string {
  const action = vistrail.actions.get(version);
  const made = [action?.date, action?.user].filter((part) => part).join(" by ");
  const notes = vistrail.actionAnnotations.findLast(({ key, actionId }) => key === "__notes__" && actionId === version);
  const lines = [`${path}, version ${version}: ${pipelineName(vistrail, version)}${made === "" ? "" : ` (${made})`}`];
  if (notes !== undefined && notes.value.trim() !== "") lines.push(plainNotes(notes.value));
  return lines.map((line) => oneLine(line, 400)).join("\n");
}

async function showHashes(bundle: VistrailBundle, only: number | undefined, options: ShowOptions): Promise<string> {
  const { vistrail } = bundle;
  const hashes = only === undefined
    ? await hashVersions(vistrail)
    : new Map([[only, await workflowHash(materialise(vistrail, only))]]);
  if (options.json) return JSON.stringify({ versions: Object.fromEntries(hashes) });
  return [...hashes].map(([version, hash]) => `${hash}  ${version}`).join("\n");
}
