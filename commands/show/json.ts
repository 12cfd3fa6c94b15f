/** The shapes that `vt show --json` prints. Names from files are values here, or keys of objects without a prototype. */
import type { Pipeline, PipelineModule } from "../../runtime/pipeline/pipeline.ts";
import type { MashupTrail } from "../../runtime/vistrail/mashup.ts";
import { defaultVersion, leavesOf } from "../../runtime/vistrail/version_tree.ts";
import { annotationsByVersion, prunedVersions, tagsOf, type Vistrail } from "../../runtime/vistrail/vistrail.ts";

/** The whole tree of versions, and the mashups; these are null when they cannot be read. */
export function vistrailJson(file: string, vistrail: Vistrail, trails: readonly MashupTrail[] | null): unknown {
  const tags = tagsOf(vistrail);
  const notes = annotationsByVersion(vistrail, "__notes__");
  const pruned = prunedVersions(vistrail);
  return {
    file,
    schemaVersion: vistrail.schemaVersion,
    actionCount: vistrail.actions.size,
    latest: defaultVersion(vistrail),
    tags: Object.fromEntries(tags),
    leaves: leavesOf(vistrail),
    versions: [...vistrail.actions.values()].map(({ id, parent, user, date }) => ({
      id,
      parent,
      user,
      date,
      tag: tags.get(id) ?? null,
      notes: notes.get(id) ?? null,
      pruned: pruned.has(id),
    })),
    mashups: trails?.map(trailJson) ?? null,
  };
}

function trailJson({ id: trail, version, mashups }: MashupTrail): unknown {
  return {
    trail,
    version,
    mashups: mashups.map(({ id, tag, name, aliases }) => ({
      id,
      tag: tag === "" ? null : tag,
      name,
      parameters: aliases.map(({ name, type, value, widget, minimum, maximum, valueList }) => ({
        name,
        type,
        value,
        widget,
        minimum,
        maximum,
        valueList,
      })),
    })),
  };
}

/** A pipeline; groups and known sub-workflows have theirs under `group`. */
export function pipelineJson({ modules, connections }: Pipeline): Record<string, unknown> {
  return {
    modules: modules.map(moduleJson),
    connections: connections.map(({ id, source, destination }) => ({ id, source, destination })),
  };
}

function moduleJson(module: PipelineModule): Record<string, unknown> {
  return {
    id: module.id,
    kind: module.kind,
    package: module.package,
    name: module.name,
    namespace: module.namespace,
    version: module.version,
    label: module.label,
    cache: module.cache,
    functions: module.functions.map(({ name, parameters, value }) => ({
      name,
      parameters: parameters.map(({ type, text, alias }) => ({ type, text, alias })),
      ...(value === undefined ? {} : { value: plainValue(value) }),
    })),
    parameters: module.functions.flatMap(({ name, parameters }) =>
      parameters.map(({ text, alias }, pos) => ({ function: name, pos, text, alias }))
    ),
    controlParameters: Object.fromEntries(module.controlParameters),
    portSpecs: module.portSpecs,
    ...(module.variable === undefined ? {} : { variable: module.variable }),
    ...(module.workflow === undefined ? {} : { group: pipelineJson(module.workflow) }),
  };
}

/** A script's value as far as JSON can say it, else as text. */
function plainValue(value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value, (_, inner) => typeof inner === "bigint" ? String(inner) : inner));
  } catch {
    return String(value);
  }
}
