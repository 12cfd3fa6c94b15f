/** What `vt check` finds out: of a file one version or more, each with its modules, those that are missing, and problems. */
import { InputError, type Problem, UsageError, VistrailFileError } from "../../runtime/errors.ts";
import { withVariables } from "../../runtime/pipeline/pipeline_settings.ts";
import { currentIdentifier } from "../../runtime/pipeline/registry.ts";
import { moduleCount, type Plan } from "../../runtime/plan/plan.ts";
import { defaultVersion, leavesOf, pipelineName } from "../../runtime/vistrail/version_tree.ts";
import { tagsOf, type Vistrail } from "../../runtime/vistrail/vistrail.ts";
import {
  bundlePipeline,
  bundleVersion,
  openVistrail,
  splitVersion,
  type VistrailBundle,
} from "../../runtime/vt_file/bundle.ts";
import { complain } from "../line/terminal.ts";
import { isScript, type OpenedWorkflow, openWorkflow } from "../open/open_workflow.ts";
import { planWorkflow, registry } from "../open/plan_workflow.ts";
import { moduleName } from "../show/pipeline.ts";
import { supplierOf } from "./suppliers.ts";
import { typeCheckScript } from "./type_check.ts";

/** How to check. */
export interface CheckOptions {
  /** Warnings count as errors. */
  readonly strict: boolean;
  /** Every version of a file that has a tag, and every one that nothing was made from. */
  readonly all: boolean;
}

/** What was found in a file or a script. */
export interface CheckedFile {
  /** As it was named. */
  readonly file: string;
  readonly ok: boolean;
  /** Of a script; without any it is `""`, else there are no versions. */
  readonly typeErrors: string;
  readonly versions: readonly CheckedVersion[];
}

/** What was found in one version of a file, or in a script. */
export interface CheckedVersion {
  /** Undefined for a script. */
  readonly version?: number;
  readonly name: string;
  readonly ok: boolean;
  /** How many modules it has, those inside groups too. */
  readonly modules: number;
  readonly missing: readonly MissingPackage[];
  /** Errors first. */
  readonly problems: readonly Problem[];
  /** Those that do not come from missing packages. */
  readonly otherProblems: readonly Problem[];
}

/** A package that is not here, with those of its modules that a workflow has; the most frequent first. */
export interface MissingPackage {
  readonly package: string;
  /** A package of Debian that has the library behind it. */
  readonly suppliedBy: string | null;
  readonly modules: readonly { readonly name: string; readonly count: number }[];
}

/** Checks what an argument names; throws `InputError` where it cannot be opened. Runs nothing of a file. */
export async function checkWorkflow(file: string, options: CheckOptions): Promise<CheckedFile> {
  const typeErrors = isScript(file) ? await typeErrorsOf(file) : "";
  if (typeErrors !== "") return { file, ok: false, typeErrors, versions: [] };
  const versions = isScript(file) ? [await checkScript(file, options)] : await checkVersions(file, options);
  return { file, ok: versions.every(({ ok }) => ok), typeErrors, versions };
}

async function typeErrorsOf(path: string): Promise<string> {
  const result = await typeCheckScript(path);
  if (result.checked) return result.errors;
  complain(`vt: ${path}: types are not checked: ${result.reason}`);
  return "";
}

async function checkScript(path: string, options: CheckOptions): Promise<CheckedVersion> {
  const opened = await openWorkflow(path, new Map());
  // That an input has no value yet is no fault of the workflow.
  const unset = opened.problems.map((problem): Problem => ({ ...problem, severity: "warning" }));
  return checkOpened({ ...opened, problems: unset }, options);
}

async function checkVersions(argument: string, options: CheckOptions): Promise<readonly CheckedVersion[]> {
  const { file, version } = await splitVersion(argument);
  const bundle = await openVistrail(file);
  if (!options.all) return [checkOpened(await openVersion(bundle, bundleVersion(bundle, version)), options)];
  if (version !== undefined) throw new UsageError(`Option --all and a version exclude each other: ${argument}`);
  const checked: CheckedVersion[] = [];
  for (const one of notableVersions(bundle.vistrail)) checked.push(await tryVersion(bundle, one, options));
  return checked;
}

function notableVersions(vistrail: Vistrail): readonly number[] {
  const tagged = [...tagsOf(vistrail).keys()].filter((version) => vistrail.actions.has(version));
  const all = new Set([...tagged, ...leavesOf(vistrail), defaultVersion(vistrail)]);
  return [...all].sort((a, b) => a - b);
}

async function openVersion(bundle: VistrailBundle, version: number): Promise<OpenedWorkflow> {
  const stored = await bundlePipeline(bundle, version);
  return {
    source: { file: bundle.path, version, name: pipelineName(bundle.vistrail, version) },
    pipeline: withVariables(stored, bundle.vistrail.variables),
    results: new Map(),
    problems: [],
  };
}

/** A version that cannot be read is no reason to say nothing of the others. */
async function tryVersion(bundle: VistrailBundle, version: number, options: CheckOptions): Promise<CheckedVersion> {
  try {
    return checkOpened(await openVersion(bundle, version), options);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const message = error instanceof VistrailFileError ? error.reason : error.message;
    const problems: Problem[] = [{ module: "", name: "", message, severity: "error" }];
    const name = pipelineName(bundle.vistrail, version);
    return { version, name, ok: false, modules: 0, missing: [], problems, otherProblems: problems };
  }
}

function checkOpened(opened: OpenedWorkflow, options: CheckOptions): CheckedVersion {
  const { plan, problems, isRefused } = planWorkflow(opened, options);
  const missing = missingModules(plan);
  const places = new Set(missing.map(({ place }) => place));
  return {
    version: opened.source.version,
    name: opened.source.name,
    ok: !isRefused,
    modules: moduleCount(plan),
    missing: packagesOf(missing),
    problems,
    otherProblems: problems.filter(({ module }) => !places.has(module)),
  };
}

interface MissingModule {
  /** As problems name it. */
  readonly place: string;
  readonly package: string;
  readonly name: string;
}

function missingModules(plan: Plan, within = ""): MissingModule[] {
  return plan.pipeline.modules.flatMap((module, index) => {
    const place = `${within}${module.id}`;
    const inner = plan.inner.get(index);
    if (inner !== undefined) return missingModules(inner, `${place},`);
    const isHere = module.kind !== "module" || plan.definitions[index] !== undefined ||
      registry.package(module.package) !== undefined;
    return isHere ? [] : [{ place, package: currentIdentifier(module.package), name: moduleName(module) }];
  });
}

function packagesOf(missing: readonly MissingModule[]): MissingPackage[] {
  const packages = [...Map.groupBy(missing, (module) => module.package)];
  return packages.sort((a, b) => b[1].length - a[1].length).map(([identifier, modules]) => ({
    package: identifier,
    suppliedBy: supplierOf(identifier) ?? null,
    modules: counted(modules.map(({ name }) => name)),
  }));
}

function counted(names: readonly string[]): { name: string; count: number }[] {
  const groups = [...Map.groupBy(names, (name) => name)];
  return groups.map(([name, same]) => ({ name, count: same.length })).sort((a, b) => b.count - a.count);
}

/** How many modules of the package there are. */
export function countOf({ modules }: MissingPackage): number {
  return modules.reduce((sum, { count }) => sum + count, 0);
}
