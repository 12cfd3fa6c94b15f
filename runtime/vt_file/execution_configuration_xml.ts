/**
 * Execution configurations as XML: `NAME.execution.xml` beside a file, and the member `execution_configuration` of
 * bundles. VisTrails described one form (`executionPreference`) and wrote another (`executionTarget`); each is read, and
 * any mixture. What is written is the described one, with the target's name as an annotation where it is not the scheme.
 */
import type { ExecutionConfiguration } from "../scheme/execution_configuration.ts";
import type { ExecutionTarget } from "../scheme/execution_target.ts";

import type { VistrailFileError } from "../errors.ts";
import { AUTOMATIC, HERE, parameterName, schemeName, wrongWithName } from "../target_name.ts";
import { elementError, named, text } from "./scalars.ts";
import { writeElement, type WrittenElement } from "./write_element.ts";
import { parseXml, type XmlElement } from "./xml.ts";

const LIMITS = { depth: 16, elements: 500_000, attributeLength: 2 ** 16 };
const MOST_TARGETS = 1000;
/** Groups nested deeper are not run either. */
const PATH = /^\d{1,16}(?:,\d{1,16}){0,64}$/;

/** Reads a configuration; throws `VistrailFileError` with line and column. */
export function readExecutionConfiguration(source: Uint8Array | string): ExecutionConfiguration {
  const root = parseXml(source, LIMITS);
  if (root.name !== "executionConfiguration") {
    throw elementError(
      `Cannot read the execution configuration: the root element is <${root.name}>, <executionConfiguration> wanted`,
      root,
    );
  }
  const { targets, nameOf } = readTargets(root);
  return { targets, preferences: readPreferences(root, nameOf) };
}

/** Targets, and what a preference calls them. */
interface ReadTargets {
  readonly targets: readonly ExecutionTarget[];
  readonly nameOf: (id: string) => string | undefined;
}

function readTargets(root: XmlElement): ReadTargets {
  const elements = root.children.filter(({ name }) => name === "executionPreference" || name === "executionTarget");
  if (elements.length > MOST_TARGETS) {
    throw elementError(`Cannot read the execution configuration: it has more than ${MOST_TARGETS} targets`, root);
  }
  const taken = new Set(elements.flatMap((element) => annotatedName(element) ?? []));
  const targets = new Map<string, ExecutionTarget>();
  const names = new Map<string, string>();
  for (const element of elements) {
    const id = text(element, "id") ?? "";
    const target = readTarget(element, taken);
    if (target === undefined) continue;
    if (id === "" || id === "-1") throw wrong(element, `id ${JSON.stringify(id)} stands for no target`);
    if (names.has(id)) throw wrong(element, `there is another one of id ${JSON.stringify(id)}`);
    if (targets.has(target.name)) throw wrong(element, `there is another target ${target.name}`);
    names.set(id, target.name);
    targets.set(target.name, target);
  }
  return { targets: [...targets.values()], nameOf: (id) => id === "" || id === "-1" ? HERE : names.get(id) };
}

/**
 * `taken`: the names that targets have already; a target that says none gets another, and takes it. Undefined for the
 * target that VisTrails computes here by: it has no scheme.
 */
function readTarget(element: XmlElement, taken: Set<string>): ExecutionTarget | undefined {
  const written = (text(element, "system") ?? text(element, "scheme") ?? "").trim();
  if (written === "") return undefined;
  const scheme = schemeName(written);
  const name = annotatedName(element) ?? freeName(scheme, taken);
  const reason = wrongWithName(scheme, scheme) ?? wrongWithName(name, scheme);
  if (reason !== undefined) throw wrong(element, reason);
  taken.add(name);
  return { name, scheme, parameters: readParameters(element) };
}

function readParameters(element: XmlElement): ExecutionTarget["parameters"] {
  const parameters = new Map<string, string>();
  for (const annotation of named(element, "annotation")) {
    const parameter = parameterName(text(annotation, "key") ?? "");
    if (parameters.has(parameter)) throw wrong(annotation, `key ${JSON.stringify(parameter)} is there twice`);
    parameters.set(parameter, text(annotation, "value") ?? "");
  }
  parameters.delete("name");
  return Object.fromEntries(parameters);
}

function annotatedName(element: XmlElement): string | undefined {
  const found = named(element, "annotation").find((annotation) => text(annotation, "key") === "name");
  return found && (text(found, "value") ?? "");
}

function freeName(scheme: string, taken: ReadonlySet<string>): string {
  let name = scheme;
  for (let n = 2; taken.has(name); n++) name = `${scheme}-${n}`;
  return name;
}

function readPreferences(root: XmlElement, nameOf: ReadTargets["nameOf"]): Map<string, string> {
  const preferences = new Map<string, string>();
  for (const element of named(root, "moduleExecutionPreference")) {
    const path = (text(element, "module_id") ?? "").replaceAll(/\s+/g, "");
    if (!PATH.test(path)) {
      throw wrong(element, `module_id ${JSON.stringify(path.slice(0, 40))} names no module, such as "3" or "0,4"`);
    }
    if (preferences.has(path)) throw wrong(element, `module ${path} has another one`);
    const written = (text(element, "preference") ?? text(element, "target") ?? "").trim();
    const target = nameOf(written) ?? written;
    if (target !== HERE && target !== AUTOMATIC && wrongWithName(target, target) !== undefined) {
      throw wrong(element, `there is no target of id ${JSON.stringify(target.slice(0, 40))}`);
    }
    preferences.set(path, target);
  }
  return preferences;
}

function wrong(element: XmlElement, reason: string): VistrailFileError {
  return elementError(`Cannot read <${element.name}>: ${reason}`, element);
}

/** Writes a configuration. A target that it does not hold is written by its name. Throws `InputError`. */
export function writeExecutionConfiguration({ targets, preferences }: ExecutionConfiguration): string {
  const ids = new Map(targets.map(({ name }, id) => [name, String(id)]));
  let annotations = 0;
  const annotation = ([key, value]: readonly [string, string]): WrittenElement => ({
    name: "annotation",
    attributes: { id: annotations++, key, value },
  });
  return writeElement({
    name: "executionConfiguration",
    attributes: { version: "1.0.3" },
    children: [
      ...targets.map(({ name, scheme, parameters }, id) => ({
        name: "executionPreference",
        attributes: { id, system: scheme },
        children: [...(name === scheme ? [] : [["name", name] as const]), ...Object.entries(parameters)]
          .map(annotation),
      })),
      ...[...preferences].map(([path, target]) => ({
        name: "moduleExecutionPreference",
        attributes: { module_id: path, preference: target === HERE ? "-1" : ids.get(target) ?? target },
      })),
    ],
  });
}
