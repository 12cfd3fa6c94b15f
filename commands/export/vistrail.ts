/** Workflows as new vistrails: what a script builds, or one version of a file. */
import { POLICY_OPTIONS } from "../../runtime/authoring/compute_policy.ts";
import { BASIC } from "../../runtime/authoring/port_type.ts";
import { InputError, InvalidPipelineError } from "../../runtime/errors.ts";
import type { PipelineModule } from "../../runtime/pipeline/pipeline.ts";
import type { Plan } from "../../runtime/plan/plan.ts";
import { policiesInside } from "../../runtime/plan/policies.ts";
import { type PackageName, storedFromPlan } from "../../runtime/plan/stored_from_plan.ts";
import { materialise } from "../../runtime/vistrail/materialise.ts";
import type { StoredWorkflow } from "../../runtime/vistrail/stored_workflow.ts";
import { pipelineName } from "../../runtime/vistrail/version_tree.ts";
import { annotationsByVersion, tagsOf } from "../../runtime/vistrail/vistrail.ts";
import { bundleVersion, openVistrail, splitVersion, type VistrailBundle } from "../../runtime/vt_file/bundle.ts";
import { newBundle } from "../../runtime/vt_file/write_file.ts";
import { type NewVistrail, writeVistrail } from "../../runtime/vt_file/write_vistrail.ts";
import type { Export, ExportOptions } from "../export.ts";
import { userName } from "../line/user_name.ts";
import { openWorkflow } from "../open/open_workflow.ts";
import { planWorkflow, registry } from "../open/plan_workflow.ts";

/** What a script builds, as a vistrail of one version. */
export async function exportScript({ from, to, set, strict }: ExportOptions): Promise<Export> {
  const opened = await openWorkflow(from, set);
  // Mandatory inputs may be set in VisTrails.
  const { plan, problems, isRefused } = planWorkflow({ ...opened, problems: [] }, { strict: false, isForExport: true });
  if (isRefused) throw new InvalidPipelineError(problems.filter(({ severity }) => severity === "error"));
  const packageName = packageNames(from);
  const absent = absentModules(plan, packageName);
  if (strict && absent.length > 0) {
    throw new InputError(`Cannot export ${from}: VisTrails has no ${absent.join("; no ")}`);
  }
  return {
    ...await written(to, {
      workflow: storedFromPlan(plan, packageName),
      tag: tagOf(opened.source.name),
      description: `Exported from ${fileName(from)}`,
    }),
    warnings: [...absent.map((module) => `VisTrails will report missing: ${module}`), ...lostPolicies(plan)],
  };
}

/** One version, as it is, alone in a vistrail: ids stay. Sub-workflows, variables, tag and notes come along. */
export async function exportVersion({ from, to }: ExportOptions): Promise<Export> {
  const { file, version: named } = await splitVersion(from);
  const bundle = await openVistrail(file);
  const { vistrail } = bundle;
  const version = bundleVersion(bundle, named);
  const members = to.endsWith(".vt") ? await abstractionMembers(bundle) : new Map<string, Uint8Array>();
  const workflow = materialise(vistrail, version);
  return {
    ...await written(to, {
      workflow,
      tag: tagsOf(vistrail).get(version) ?? "",
      description: `Exported from ${fileName(file)}, version ${version}: ${pipelineName(vistrail, version)}`,
      notes: annotationsByVersion(vistrail, "__notes__").get(version),
      variables: vistrail.variables,
    }, members),
    warnings: to.endsWith(".vt") || !hasSubworkflow(workflow)
      ? []
      : [`Sub-workflows are left out: ${fileName(to)} is no bundle, a .vt file can hold them`],
  };
}

function hasSubworkflow({ modules }: StoredWorkflow): boolean {
  return modules.some(({ what, workflow }) =>
    what === "abstraction" || (workflow !== null && hasSubworkflow(workflow))
  );
}

async function abstractionMembers(bundle: VistrailBundle): Promise<Map<string, Uint8Array>> {
  const names = [...(await bundle.abstractions()).keys()];
  return new Map(await Promise.all(names.map(async (name) => [name, await bundle.read(name)] as const)));
}

async function written(
  to: string,
  vistrail: Omit<NewVistrail, "user" | "date">,
  members: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<Omit<Export, "warnings">> {
  const date = new Date();
  const xml = new TextEncoder().encode(writeVistrail({ ...vistrail, user: userName(), date }));
  const parts = to.endsWith(".xml") ? [xml] : await newBundle(new Map([["vistrail", xml], ...members]), date);
  return { parts, modules: vistrail.workflow.modules.length };
}

/** Identifiers as VisTrails has them; a script's own modules get one made of its name, for theirs is an address. */
function packageNames(script: string): PackageName {
  const own = `org.vt.script.${fileName(script).replace(/\.\w+$/, "").replaceAll(/\W+/g, "_")}`;
  return ({ package: identifier }) => {
    const known = registry.package(identifier || BASIC);
    return known === undefined ? { identifier: own, version: "" } : known;
  };
}

/** `package: Name, Name` of what VisTrails has no package for, those inside groups included. */
function absentModules(plan: Plan, packageName: PackageName): string[] {
  const names = new Map<string, Set<string>>();
  const visit = ({ pipeline, inner }: Plan): void => {
    for (const module of pipeline.modules) note(module);
    for (const content of inner.values()) visit(content);
  };
  const note = (module: PipelineModule): void => {
    const { identifier } = packageName(module);
    if (module.kind !== "module" || !identifier.startsWith("org.vt.")) return;
    names.set(identifier, (names.get(identifier) ?? new Set()).add(module.name));
  };
  visit(plan);
  return [...names].map(([identifier, modules]) => `${[...modules].join(", ")} of package ${identifier}`);
}

/** What a file has no place for. */
function lostPolicies(plan: Plan): string[] {
  const paths = [...policiesInside(plan, "")].map(({ path }) => path);
  if (paths.length === 0) return [];
  const which = `${paths.slice(0, 8).join(", ")}${paths.length > 8 ? ", …" : ""}`;
  return [`Left out, for a file has no place for it: ${POLICY_OPTIONS.join(", ")} of modules ${which}`];
}

/** A tag is one line, and none that is a number can be asked for. */
function tagOf(name: string): string {
  const tag = name.replaceAll(/\p{Cc}+/gu, " ").trim();
  return /^[0-9]*$/.test(tag) ? "" : tag;
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
