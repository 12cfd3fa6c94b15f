/** The shape that `vt diff --json` prints. */
import type { Connection, PipelineModule } from "../../runtime/pipeline/pipeline.ts";
import { isEmptyDiff, type ModuleDiff, type PipelineDiff } from "../../runtime/vistrail/diff.ts";

/** Values of ports are lists of values, each a list of components; groups have what changed inside under `content`. */
export function diffJson(diff: PipelineDiff): Record<string, unknown> {
  return {
    equal: isEmptyDiff(diff),
    modules: {
      added: diff.added.map(moduleJson),
      deleted: diff.deleted.map(moduleJson),
      changed: diff.changed.map(changeJson),
    },
    connections: {
      added: diff.addedConnections.map(connectionJson),
      deleted: diff.deletedConnections.map(connectionJson),
    },
  };
}

function moduleJson(
  { id, kind, package: identifier, namespace, name, label }: PipelineModule,
): Record<string, unknown> {
  return { id, kind, package: identifier, namespace, name, label };
}

function changeJson({ before, after, parameters, settings, content }: ModuleDiff): unknown {
  return {
    ...moduleJson(after),
    idBefore: before.id,
    parameters: parameters.map(({ port, before, after }) => ({ port, before, after })),
    settings: settings.map(({ name, before, after }) => ({ name, before: before ?? null, after: after ?? null })),
    ...(content === undefined ? {} : { content: diffJson(content) }),
  };
}

function connectionJson({ id, source, destination }: Connection): unknown {
  return { id, source, destination };
}
