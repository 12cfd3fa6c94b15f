/** A vistrail: the tree of all versions of a workflow, with what people noted about them. Plain data and questions. */
import { InputError } from "../errors.ts";
import type { StoredObject } from "./stored_workflow.ts";

/** Everything that a `<vistrail>` says, in the terms of schema 1.0.4. */
export interface Vistrail {
  readonly name: string;
  /** As the file has it, before it was lifted. */
  readonly schemaVersion: string;
  /** By id, in the order of the file. The parent of each is there, and none is its own ancestor. */
  readonly actions: ReadonlyMap<number, Action>;
  readonly actionAnnotations: readonly ActionAnnotation[];
  readonly annotations: readonly Annotation[];
  readonly variables: readonly VistrailVariable[];
  readonly parameterExplorations: readonly ParameterExploration[];
}

/** A version, as the change that made it from its parent. */
export interface Action {
  /** The version's number, above 0. */
  readonly id: number;
  /** The parent's number; 0 = the empty root, which is no action. */
  readonly parent: number;
  /** `YYYY-MM-DD HH:MM:SS`, local time of who made it. */
  readonly date: string | null;
  readonly user: string | null;
  readonly session: number | null;
  readonly annotations: readonly Annotation[];
  readonly operations: readonly Operation[];
}

/** A step of an action. An object is known by what it is and its id. */
export type Operation = AddOperation | DeleteOperation | ChangeOperation;

interface OperationBase {
  readonly id: number;
  readonly what: string;
  readonly objectId: number;
  readonly parentId: number | null;
  /** `""` = the workflow itself. */
  readonly parentType: string;
  /** Line of the file. */
  readonly line: number;
}

/** Adds `data`. */
export interface AddOperation extends OperationBase {
  readonly kind: "add";
  readonly data: StoredObject;
}

/** Removes an object; its children go by operations of their own. */
export interface DeleteOperation extends OperationBase {
  readonly kind: "delete";
}

/** Removes `oldId` and adds `data` as `objectId`. */
export interface ChangeOperation extends OperationBase {
  readonly kind: "change";
  readonly oldId: number;
  readonly data: StoredObject;
}

/** A key and its value, on a vistrail or an action. */
export interface Annotation {
  readonly key: string;
  readonly value: string;
}

/** An annotation made on a version afterwards: a tag, notes, a thumbnail, … */
export interface ActionAnnotation extends Annotation {
  readonly id: number | null;
  readonly actionId: number;
  readonly date: string | null;
  readonly user: string | null;
}

/** A named constant that modules can take their value from. */
export interface VistrailVariable {
  readonly name: string;
  readonly uuid: string;
  readonly package: string;
  readonly module: string;
  readonly namespace: string;
  readonly value: string;
}

/** Values to be tried for some parameters of a version. */
export interface ParameterExploration {
  readonly id: number | null;
  readonly actionId: number;
  readonly name: string;
  readonly date: string | null;
  readonly user: string | null;
  /** Python list of the numbers of columns, rows, sheets and frames. */
  readonly dims: string;
  /** Python dictionary of where cells stand. */
  readonly layout: string;
  readonly functions: readonly ExploredFunction[];
}

/** A port whose value is explored. */
export interface ExploredFunction {
  readonly module: number;
  readonly port: string;
  readonly isAlias: boolean;
  readonly parameters: readonly ExploredParameter[];
}

/** One component of an explored value; its values are spread along `dimension` (0–3), else it is not explored. */
export interface ExploredParameter {
  readonly pos: number;
  readonly interpolator: string;
  readonly value: string;
  readonly dimension: number;
}

/** Values of the action annotation `key` by version; blank ones count as removed, of several the last counts. */
export function annotationsByVersion(vistrail: Vistrail, key: string): Map<number, string> {
  const values = new Map<number, string>();
  for (const annotation of vistrail.actionAnnotations) {
    if (annotation.key !== key) continue;
    if (annotation.value.trim() === "") values.delete(annotation.actionId);
    else values.set(annotation.actionId, annotation.value);
  }
  return values;
}

/** Names of versions. */
export function tagsOf(vistrail: Vistrail): Map<number, string> {
  return annotationsByVersion(vistrail, "__tag__");
}

/** Versions hidden by hand; what comes after them is hidden too, and none of them is gone. */
export function prunedVersions(vistrail: Vistrail): Set<number> {
  const pruned = [...annotationsByVersion(vistrail, "__prune__")].filter(([, value]) => value === "True");
  return new Set(pruned.map(([version]) => version));
}

/** Value of the vistrail's own annotation `key`. */
export function annotationOf(vistrail: Vistrail, key: string): string | undefined {
  return vistrail.annotations.findLast((annotation) => annotation.key === key)?.value;
}

/** Number of the version that `text` names: a tag, or the number itself; throws `InputError` when there is none. */
export function versionNamed(vistrail: Vistrail, text: string): number {
  if (/^[0-9]+$/.test(text)) {
    const version = Number(text);
    if (version === 0 || vistrail.actions.has(version)) return version;
    throw new InputError(`Cannot find version ${text}: ${countOf(vistrail)}`);
  }
  const tags = tagsOf(vistrail);
  for (const [version, tag] of tags) if (tag === text && vistrail.actions.has(version)) return version;
  const known = [...tags.values()].slice(0, 8).map((tag) => JSON.stringify(tag.slice(0, 80))).join(", ");
  const more = tags.size > 8 ? `, … (${tags.size})` : "";
  const wanted = tags.size === 0 ? "the vistrail has no tags" : `the tags are ${known}${more}`;
  throw new InputError(`Cannot find a version tagged ${JSON.stringify(text.slice(0, 80))}: ${wanted}`);
}

function countOf({ actions }: Vistrail): string {
  if (actions.size === 0) return "the vistrail has none";
  const ids = [...actions.keys()];
  const largest = ids.reduce((a, b) => Math.max(a, b), 0);
  return `the vistrail has ${actions.size}, the last is ${largest}`;
}
