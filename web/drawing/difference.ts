/** Two versions in one drawing: what only one of them has is marked, and what changed from one to the other. */
import type { Connection } from "../../runtime/pipeline/pipeline.ts";
import type { PipelineDiff } from "../../runtime/vistrail/diff.ts";
import type { DrawnConnection, DrawnModule, DrawnPipeline, Mark, Point } from "./drawn.ts";
import { fromPipeline } from "./from_pipeline.ts";
import { levelsOf } from "./levels.ts";

/** Stored centres of the modules of both versions, by id. */
export interface PlacesOfBoth {
  readonly a: ReadonlyMap<number, Point>;
  readonly b: ReadonlyMap<number, Point>;
}

/**
 * What only the first has is `deleted`, what only the second has `added`. Modules are those of one vistrail, known by
 * their ids; one that both have is drawn where the second has it.
 */
export function fromDiff(diff: PipelineDiff, places?: PlacesOfBoth): DrawnPipeline {
  const idsOf = (modules: readonly { readonly id: number }[]): ReadonlySet<string> =>
    new Set(modules.map(({ id }) => String(id)));
  const added = idsOf(diff.added);
  const deleted = idsOf(diff.deleted);
  const changed = idsOf(diff.changed.map(({ after }) => after));
  const markOf = (path: string): Mark | undefined =>
    added.has(path) ? "added" : changed.has(path) ? "changed" : undefined;
  const now = fromPipeline(diff.b, { places: places?.b });
  const gone = fromPipeline(diff.a, { places: places?.a }).modules.filter(({ path }) => deleted.has(path));
  /** An id that means another module in each version is drawn twice. */
  const pathBefore = (id: number): string => deleted.has(String(id)) && added.has(String(id)) ? `-${id}` : String(id);
  const addedWires = new Set(diff.addedConnections.map((one) => keyOf(wireOf(one, String))));
  return inOrder({
    modules: [
      ...now.modules.map((module) => marked(module, markOf(module.path))),
      ...gone.map((module) => ({ ...marked(module, "deleted"), path: pathBefore(Number(module.path)) })),
    ],
    connections: [
      ...now.connections.map((one): DrawnConnection => addedWires.has(keyOf(one)) ? { ...one, mark: "added" } : one),
      ...diff.deletedConnections.map((one): DrawnConnection => ({ ...wireOf(one, pathBefore), mark: "deleted" })),
    ],
  });
}

function marked(module: DrawnModule, mark: Mark | undefined): DrawnModule {
  return mark === undefined ? module : { ...module, mark };
}

function wireOf({ source, destination }: Connection, pathOf: (id: number) => string): DrawnConnection {
  return {
    from: pathOf(source.module),
    output: source.port,
    to: pathOf(destination.module),
    input: destination.port,
  };
}

function keyOf({ from, output, to, input }: DrawnConnection): string {
  return JSON.stringify([from, output, to, input]);
}

/** By how deep they lie. Both versions together may have a circle that none has alone. */
function inOrder({ modules, connections }: DrawnPipeline): DrawnPipeline {
  const indexes = new Map(modules.map(({ path }, i) => [path, i]));
  const wires = connections.flatMap(({ from, to }) => {
    const [source, fed] = [indexes.get(from), indexes.get(to)];
    return source === undefined || fed === undefined ? [] : [[source, fed] as const];
  });
  const levels = levelsOf(modules.length, wires);
  const order = [...modules.keys()].sort((a, b) => levels[a] - levels[b] || a - b);
  return { modules: order.map((i) => modules[i]), connections };
}
