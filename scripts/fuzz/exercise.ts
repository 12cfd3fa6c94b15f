/** Does with a file all that is safe to do with any bytes. */
import { diff } from "../../commands/diff.ts";
import { planWorkflow, registry } from "../../commands/open/plan_workflow.ts";
import { show } from "../../commands/show.ts";
import { InputError } from "../../runtime/errors.ts";
import { exploredPipelines } from "../../runtime/pipeline/exploration.ts";
import type { Pipeline } from "../../runtime/pipeline/pipeline.ts";
import { withVariables } from "../../runtime/pipeline/pipeline_settings.ts";
import { VistrailsSignatures } from "../../runtime/plan/vistrails_signature.ts";
import { fromVistrailsLog } from "../../runtime/provenance/from_vistrails_log.ts";
import { toVistrailsLog } from "../../runtime/provenance/to_vistrails_log.ts";
import { findMashup } from "../../runtime/vistrail/find_mashup.ts";
import { mashupPipeline } from "../../runtime/vistrail/mashup.ts";
import { materialise, materialiseAll } from "../../runtime/vistrail/materialise.ts";
import { pipelineOf } from "../../runtime/vistrail/pipeline_at.ts";
import { defaultVersion, leavesOf } from "../../runtime/vistrail/version_tree.ts";
import { tagsOf, type Vistrail } from "../../runtime/vistrail/vistrail.ts";
import { workflowHash } from "../../runtime/vistrail/workflow_hash.ts";
import { bundlePipeline, openVistrail, type VistrailBundle } from "../../runtime/vt_file/bundle.ts";
import { readJobs } from "../../runtime/vt_file/jobs_annotation.ts";
import { readVistrail } from "../../runtime/vt_file/vistrail_xml.ts";
import { proposedExec, schemaExec } from "../../runtime/vt_file/vistrails_log_forms.ts";
import { readVistrailsLog } from "../../runtime/vt_file/vistrails_log_xml.ts";
import { writeLog } from "../../runtime/vt_file/write_vistrails_log.ts";
import { setVersionNote } from "../../runtime/vt_file/xml_edit.ts";

/** Versions that are materialised, and those that all else is done with. */
const MOST_MATERIALISED = 60;
const MOST_VERSIONS = 3;

/** The longest message that is still one line for a person. */
const LONGEST_MESSAGE = 1500;

/** Something that bad input must not do. */
export class Finding extends Error {
  override readonly name = "Finding";
}

/** How far it came: the file was refused, or opened. Throws `Finding`. */
export async function exercise(path: string): Promise<"refused" | "opened"> {
  const bundle = await attempt("open", () => openVistrail(path));
  if (bundle === undefined) return "refused";
  for (const form of FORMS) await attempt(`show ${Object.keys(form)}`, () => show(path, form));
  await attempt("materialise all versions", () => materialiseSome(bundle.vistrail));
  await attempt("log", () => exerciseLog(bundle));
  await attempt("jobs", () => readJobs(bundle.vistrail));
  await attempt("tag", () => tagVersion(bundle));
  const versions = someVersions(bundle.vistrail);
  for (const version of versions) await exerciseVersion(bundle, version);
  await attempt("diff", () => diff(`${path}:${versions[0]}`, `${path}:${versions.at(-1)}`));
  await attempt("mashups", () => applyMashups(bundle));
  return "opened";
}

/** Reads the log, makes records of it, and logs of these again. */
async function exerciseLog(bundle: VistrailBundle): Promise<void> {
  for (const logged of await bundle.executions()) {
    const record = fromVistrailsLog(logged, { file: bundle.path, nameOf: String });
    for (const exec of [logged, toVistrailsLog(record)]) {
      readVistrailsLog(writeLog([schemaExec(exec), proposedExec(exec)]));
    }
  }
}

const FORMS = [{}, { json: true }, { dot: true }, { mermaid: true }];

/** The result; undefined when the input was refused as it should be. */
async function attempt<T>(
  what: string,
  work: () => T | Promise<T>,
  wanted: "one line" | "any message" = "one line",
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InputError)) {
      throw new Finding(`${what}: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
    }
    const { message } = error;
    if (wanted === "any message" && message !== "") return undefined;
    if (message === "" || message.length > LONGEST_MESSAGE || /[\n\r]/.test(message)) {
      throw new Finding(`${what}: a message of ${message.length} characters: ${JSON.stringify(message.slice(0, 300))}`);
    }
  }
}

async function materialiseSome(vistrail: Vistrail): Promise<void> {
  let left = MOST_MATERIALISED;
  for (const [, workflow] of materialiseAll(vistrail)) {
    await workflowHash(workflow);
    await attempt("pipeline", () => pipelineOf(workflow));
    if (--left === 0) break;
  }
}

function someVersions(vistrail: Vistrail): readonly number[] {
  const wanted = new Set([defaultVersion(vistrail), ...tagsOf(vistrail).keys(), ...leavesOf(vistrail)]);
  return [...wanted].slice(0, MOST_VERSIONS);
}

async function exerciseVersion(bundle: VistrailBundle, version: number): Promise<void> {
  const { path, vistrail } = bundle;
  for (const form of [...FORMS, { hashes: true }]) {
    await attempt(`show version ${version} ${Object.keys(form)}`, () => show(`${path}:${version}`, form));
  }
  const stored = await attempt(`pipeline of version ${version}`, () => bundlePipeline(bundle, version));
  if (stored === undefined) return;
  await attempt(`plan version ${version}`, () => plan(withVariables(stored, vistrail.variables), version));
  for (const exploration of vistrail.parameterExplorations.slice(0, 2)) {
    // Its messages quote names from the file as they are; the command line makes one line of them.
    await attempt("parameter exploration", () => exploredPipelines(stored, exploration, { registry }), "any message");
  }
}

function plan(pipeline: Pipeline, version: number): void {
  const source = { file: "", version, name: "" };
  const planned = planWorkflow({ source, pipeline, results: new Map(), problems: [] }, { strict: false });
  const bad = planned.problems.find(({ message }) => message.length > LONGEST_MESSAGE);
  if (bad !== undefined) throw new Error(`a problem of ${bad.message.length} characters: ${bad.message.slice(0, 300)}`);
  if (planned.isRefused) return;
  const signatures = VistrailsSignatures.ofPlan(planned.plan);
  for (const index of planned.plan.order) signatures.of(index);
}

async function applyMashups(bundle: VistrailBundle): Promise<void> {
  for (const trail of await bundle.mashups()) {
    const { version } = trail;
    const mashup = await attempt("mashup", () => findMashup([trail], "").mashup);
    if (mashup === undefined || version === null) continue;
    const given = new Map(mashup.aliases.map(({ name, value }) => [name, value]));
    const workflow = materialise(bundle.vistrail, version);
    mashupPipeline(await bundlePipeline(bundle, version), workflow, { mashup, given });
  }
}

/** As `vt tag` does: the changed document has the tag, and can be read. */
async function tagVersion(bundle: VistrailBundle): Promise<void> {
  const member = bundle.members.includes("vistrail") ? await bundle.read("vistrail") : undefined;
  const version = defaultVersion(bundle.vistrail);
  if (member === undefined || version === 0) return;
  const note = { version, key: "__tag__", value: "fuzzed", user: "ada", date: new Date(0) };
  const changed = readVistrail(setVersionNote(new TextDecoder().decode(member), note));
  if (tagsOf(changed).get(version) !== "fuzzed") throw new Error("the tag that was set is not there");
}
