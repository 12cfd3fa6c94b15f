/**
 * The execution configuration of a workflow, from where it may be: the person's own targets, the bundle, the file beside
 * it or one that is named. What comes later counts.
 */
import { InputError, VistrailFileError } from "../../runtime/errors.ts";
import { nearest } from "../../runtime/nearest.ts";
import {
  type ExecutionConfiguration,
  isEmpty,
  merged,
  namedTargets,
  NO_CONFIGURATION,
} from "../../runtime/scheme/execution_configuration.ts";
import type { ExecutionTarget } from "../../runtime/scheme/execution_target.ts";
import { storePlace } from "../../runtime/store/store_path.ts";
import { HERE } from "../../runtime/target_name.ts";
import type { VistrailBundle } from "../../runtime/vt_file/bundle.ts";
import {
  readExecutionConfiguration,
  writeExecutionConfiguration,
} from "../../runtime/vt_file/execution_configuration_xml.ts";
import { readSource } from "../../runtime/vt_file/vistrail_source.ts";
import { writeFile } from "../../runtime/vt_file/write_file.ts";
import { whyUnusable } from "../../schemes/mod.ts";

/** What decides where configurations are read. */
export interface ConfigurationOptions {
  /** The value of `--store`. */
  readonly store?: string | undefined;
  /** The value of `--targets`: read instead of the file beside the workflow. */
  readonly targets?: string | undefined;
}

/** A workflow's file; `bundle` where it is one that is open. */
export interface ConfiguredFile {
  readonly file: string;
  readonly bundle?: Pick<VistrailBundle, "members" | "read"> | undefined;
}

/** A configuration, and the file that holds it. */
export interface ConfigurationLayer {
  /** `yours`: the list of the person who runs this; its preferences count for nothing. */
  readonly from: "yours" | "bundle" | "file";
  readonly path: string;
  readonly configuration: ExecutionConfiguration;
}

/** The member of bundles that VisTrails keeps it in. */
const MEMBER = "execution_configuration";

/** The file of the person's own targets. */
export function ownTargetsFile(store: string | undefined): string {
  return `${storePlace(store).directory}/targets.xml`;
}

/** The file beside a workflow that holds its configuration: `NAME.execution.xml`. */
export function fileBeside(file: string): string {
  const folder = file.slice(0, file.lastIndexOf("/") + 1);
  return `${folder}${file.slice(folder.length).replace(/(?<=.)\.[^.]*$/, "")}.execution.xml`;
}

/** All there are, the earliest first; without a file the person's own alone. Throws `InputError`. */
export async function configurationLayers(
  { store, targets }: ConfigurationOptions,
  workflow?: ConfiguredFile,
): Promise<readonly ConfigurationLayer[]> {
  const layers: ConfigurationLayer[] = [];
  const add = (from: ConfigurationLayer["from"], path: string, configuration: ExecutionConfiguration | undefined) => {
    if (configuration !== undefined) layers.push({ from, path, configuration });
  };
  const own = ownTargetsFile(store);
  add("yours", own, await readConfiguration(own));
  const { file, bundle } = workflow ?? {};
  if (file !== undefined && bundle?.members.includes(MEMBER)) {
    const path = `${file}/${MEMBER}`;
    add("bundle", path, readNamed(await bundle.read(MEMBER), path));
  }
  const beside = targets ?? (file && fileBeside(file));
  if (beside === undefined) return layers;
  const found = await readConfiguration(beside);
  if (found === undefined && targets !== undefined) {
    throw new InputError(`Cannot read ${targets}: there is no such file`);
  }
  add("file", beside, found);
  return layers;
}

/** What all layers say together. */
export function combined(layers: readonly ConfigurationLayer[]): ExecutionConfiguration {
  return layers.map(({ from, configuration }) =>
    from === "yours" ? { ...configuration, preferences: NO_CONFIGURATION.preferences } : configuration
  ).reduce(merged, NO_CONFIGURATION);
}

/** A configuration in a file; undefined where there is no such file. */
export async function readConfiguration(path: string): Promise<ExecutionConfiguration | undefined> {
  try {
    return readNamed(await readSource(path), path);
  } catch (error) {
    if (error instanceof VistrailFileError && error.cause instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function readNamed(bytes: Uint8Array, path: string): ExecutionConfiguration {
  try {
    return readExecutionConfiguration(bytes);
  } catch (error) {
    throw error instanceof VistrailFileError ? error.in(path) : error;
  }
}

/** Writes it in the place of what is there; one that says nothing has no file. */
export async function saveConfiguration(path: string, configuration: ExecutionConfiguration): Promise<void> {
  if (isEmpty(configuration)) {
    await Deno.remove(path).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw new InputError(`Cannot remove ${path}: ${error.message}`);
    });
    return;
  }
  await writeFile(path, [new TextEncoder().encode(writeExecutionConfiguration(configuration))], { force: true });
}

/** The target that `--target` names; throws `InputError` where there is none, or where nothing can be computed there. */
export function chosenTarget(name: string, configuration: ExecutionConfiguration): ExecutionTarget | typeof HERE {
  if (name === HERE) return HERE;
  const targets = namedTargets(configuration);
  const found = targets.find((target) => target.name === name);
  if (found === undefined) {
    const names = [HERE, ...targets.map((target) => target.name)];
    const near = nearest(name, names);
    const meant = near === undefined ? `there are ${names.join(", ")}` : `did you mean ${near}?`;
    throw new InputError(`Cannot use target ${name}: there is none of this name, ${meant}`);
  }
  const unusable = whyUnusable(found);
  if (unusable !== undefined) throw new InputError(`Cannot use target ${name}: ${unusable}`);
  return found;
}
