/** `vt targets add` and `remove`: one's own targets, or those beside a workflow. */
import { InputError, messageOf, UsageError } from "../../runtime/errors.ts";
import { nearest } from "../../runtime/nearest.ts";
import { NO_CONFIGURATION, withoutTarget, withTarget } from "../../runtime/scheme/execution_configuration.ts";
import { type ExecutionTarget, targetText } from "../../runtime/scheme/execution_target.ts";
import { SCHEME_NAMES } from "../../runtime/scheme/scheme_kind.ts";
import { wrongWithName } from "../../runtime/target_name.ts";
import { whyUnusable } from "../../schemes/mod.ts";
import { TARGET_PARAMETERS } from "../../schemes/target_parameters.ts";
import { printLine } from "../line/terminal.ts";
import { fileBeside, ownTargetsFile, readConfiguration, saveConfiguration } from "../open/open_configuration.ts";
import type { TargetsArguments } from "../targets.ts";
import { isAddress, targetAt } from "./address.ts";
import { fileOf } from "./list.ts";

/** Adds a target, or changes the one of this name. */
export async function add({ operands: [named], options }: TargetsArguments): Promise<number> {
  const target = isAddress(named) ? addressed(named, options) : described(named, options);
  const { name, scheme } = target;
  const wrong = wrongWithName(name, scheme) ?? whyUnusable(target);
  if (wrong !== undefined) throw new InputError(`Cannot add the target: ${wrong}`);
  const path = await changedFile(options);
  const configuration = await readConfiguration(path) ?? NO_CONFIGURATION;
  if (options.for === undefined) await makeFolder(path);
  await saveConfiguration(path, withTarget(configuration, target));
  const before = configuration.targets.find((one) => one.name === name);
  const done = before === undefined ? "added" : `changed, it was ${targetText(before)}`;
  printLine(
    options.json ? JSON.stringify({ ...target, in: path }) : `${name}: ${targetText(target)}; ${done}, in ${path}`,
  );
  return 0;
}

/** Removes a target, and the preferences for it in the same file. */
export async function remove({ operands: [name], options }: TargetsArguments): Promise<number> {
  const path = await changedFile(options);
  const configuration = await readConfiguration(path) ?? NO_CONFIGURATION;
  const names = configuration.targets.map((target) => target.name);
  if (!names.includes(name)) {
    const near = nearest(name, names);
    const hint = near === undefined ? `it has ${names.join(", ") || "none"}` : `did you mean ${near}?`;
    throw new InputError(`Cannot remove target ${name}: it is not in ${path}, ${hint}`);
  }
  await saveConfiguration(path, withoutTarget(configuration, name));
  printLine(options.json ? JSON.stringify({ name, removed: true, in: path }) : `${name}: removed from ${path}`);
  return 0;
}

function described(name: string, options: TargetsArguments["options"]): ExecutionTarget {
  if (options.name !== undefined) throw new UsageError("Option --name goes with an address: ssh://HOST --name NAME");
  const scheme = options.scheme ?? (SCHEME_NAMES.includes(name) ? name : undefined);
  if (scheme === undefined) throw new UsageError("Option --scheme is missing: it says how the target computes");
  return { name, scheme, parameters: parametersOf(options) };
}

function addressed(address: string, options: TargetsArguments["options"]): ExecutionTarget {
  const target = targetAt(address, options.name);
  if (options.scheme !== undefined && options.scheme !== target.scheme) {
    throw new UsageError(`Option --scheme says ${options.scheme}, the address is one of scheme ${target.scheme}`);
  }
  return { ...target, parameters: { ...target.parameters, ...parametersOf(options) } };
}

async function changedFile(options: TargetsArguments["options"]): Promise<string> {
  return options.for === undefined ? ownTargetsFile(options.store) : fileBeside((await fileOf(options.for)).file);
}

/** The options that were given for parameters; all schemes share them. */
function parametersOf(options: TargetsArguments["options"]): Record<string, string> {
  const names = new Set([...TARGET_PARAMETERS.values()].flat().map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(options).filter((pair): pair is [string, string] => {
      return names.has(pair[0]) && typeof pair[1] === "string";
    }),
  );
}

async function makeFolder(path: string): Promise<void> {
  const folder = path.slice(0, path.lastIndexOf("/"));
  try {
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new InputError(`Cannot make ${folder}: ${messageOf(error)}`, { cause: error });
  }
}
