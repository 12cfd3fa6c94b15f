/** How the modules of an execution are called and wired. It does not change while the execution goes on. */
import { type ComponentGraph, labelOf } from "../../runtime/why/component_graph.ts";
import type { DrawnConnection } from "../drawing/drawn.ts";

/** What a module is called. */
export interface NamedModule {
  readonly path: string;
  readonly name: string;
  /** The user's own name for it, `""` without one. */
  readonly label: string;
  readonly isGroup: boolean;
}

/** See the head of the file. */
export class ExecutionShape {
  readonly graph: ComponentGraph;
  /** By path, in the order of the graph. */
  readonly modules: ReadonlyMap<string, NamedModule>;
  readonly #wires = new Map<string, readonly DrawnConnection[]>();

  constructor(graph: ComponentGraph) {
    this.graph = graph;
    this.modules = new Map(graph.paths.map((path, number) => {
      const made = graph.moduleAt(number);
      const { name, isGroup = false } = made.kind;
      return [path, { path, name, label: labelOf(made), isGroup }];
    }));
  }

  /** The wires among the modules of a group, `""`: of the workflow itself. */
  wiresIn(group: string): readonly DrawnConnection[] {
    let wires = this.#wires.get(group);
    if (wires === undefined) {
      this.#wires.set(group, wires = this.graph.levelOf(group).flatMap((number) => wiresInto(this.graph, number)));
    }
    return wires;
  }
}

function wiresInto(graph: ComponentGraph, number: number): DrawnConnection[] {
  const { path, kind, sources } = graph.moduleAt(number);
  const within = path.slice(0, path.lastIndexOf(",") + 1);
  return sources.map((id, i) => ({
    from: `${within}${id}`,
    output: kind.wires[i][1],
    to: path,
    input: kind.wires[i][0],
  }));
}
