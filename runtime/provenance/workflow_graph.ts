/** What a pipeline says beside a record: who was wired to whom, and what was written on ports. */
import type { AnyDefinition } from "../authoring/module.ts";
import { BASIC } from "../authoring/port_type.ts";
import type { Connection, ModuleFunction, Pipeline, PipelineModule } from "../pipeline/pipeline.ts";
import { currentIdentifier } from "../pipeline/registry.ts";

/** The modules of a pipeline and of all groups inside, by their paths; each group before its content. */
export type WorkflowGraph = ReadonlyMap<string, GraphModule>;

/** A module of a pipeline. */
export interface GraphModule {
  readonly path: string;
  /** Path of the group around it; `""` at the top. */
  readonly group: string;
  readonly module: PipelineModule;
  /** Undefined where this program does not have it. */
  readonly definition?: AnyDefinition;
  /** The values written on its ports; none where it ran with others. */
  readonly written: readonly ModuleFunction[];
  /** In the order in which they were made. */
  readonly wires: readonly GraphWire[];
  /** Output ports from which a wire leads on. */
  readonly wiredOutputs: ReadonlySet<string>;
  /** Of an InputPort or OutputPort: which port of the group, or of the workflow, it is. */
  readonly boundary?: Boundary;
}

/** A port of a group or of a workflow. */
export interface Boundary {
  readonly side: "input" | "output";
  readonly name: string;
}

/** A wire into a module; paths are those of its own pipeline. */
export interface GraphWire {
  readonly port: string;
  readonly from: string;
  readonly fromPort: string;
}

/** What is known beside the pipeline. */
export interface GraphOptions {
  /** Finds the definition of a module. */
  readonly definitionOf?: (module: PipelineModule) => AnyDefinition | undefined;
  /** It ran with other values than those that are written in it: a cell of an exploration did, and a mashup. */
  readonly hasOtherValues?: boolean;
}

/** Takes a pipeline apart. */
export function workflowGraph(pipeline: Pipeline, options: GraphOptions = {}): WorkflowGraph {
  const { definitionOf, hasOtherValues = false } = options;
  const graph = new Map<string, GraphModule>();
  const visit = ({ modules, connections }: Pipeline, group: string): void => {
    const into = Map.groupBy(connections, ({ destination }) => destination.module);
    const outOf = Map.groupBy(connections, ({ source }) => source.module);
    const prefix = group === "" ? "" : `${group},`;
    for (const module of modules) {
      const path = `${prefix}${module.id}`;
      const leading = outOf.get(module.id) ?? [];
      graph.set(path, {
        path,
        group,
        module,
        definition: module.definition ?? definitionOf?.(module),
        written: hasOtherValues ? [] : module.functions,
        wires: (into.get(module.id) ?? []).map((wire) => wireOf(wire, prefix)),
        wiredOutputs: new Set(leading.map(({ source }) => source.port)),
        boundary: boundaryOf(module, { into: into.get(module.id) ?? [], outOf: leading }),
      });
      if (module.workflow !== undefined) visit(module.workflow, path);
    }
  };
  visit(pipeline, "");
  return graph;
}

function wireOf({ source, destination }: Connection, prefix: string): GraphWire {
  return { port: destination.port, from: `${prefix}${source.module}`, fromPort: source.port };
}

interface Neighbours {
  readonly into: readonly Connection[];
  readonly outOf: readonly Connection[];
}

/** One without a name is called as the port that it is wired to. */
function boundaryOf(module: PipelineModule, { into, outOf }: Neighbours): Boundary | undefined {
  if (module.kind !== "module" || currentIdentifier(module.package) !== BASIC) return undefined;
  const side = module.name === "InputPort" ? "input" : module.name === "OutputPort" ? "output" : undefined;
  if (side === undefined) return undefined;
  const written = module.functions.find(({ name }) => name === "name");
  const neighbour = side === "input" ? outOf[0]?.destination.port : into[0]?.source.port;
  return { side, name: (written && writtenText(written)) ?? neighbour ?? String(module.id) };
}

function writtenText({ parameters, value }: ModuleFunction): string | undefined {
  if (parameters.length > 0) return parameters[0].text;
  return value === undefined ? undefined : String(value);
}

/** The longest value, as JSON, that is told itself. */
const LONGEST = 4000;

/** What is written on a port, as plain data: texts as a file has them; what is long, or no data, is named alone. */
export function writtenValue({ parameters, value }: ModuleFunction): { value: unknown } | { type: string } {
  if (value === undefined) {
    const texts = parameters.map(({ text }) => text);
    const written = texts.length === 1 ? texts[0] : texts;
    return JSON.stringify(written).length <= LONGEST ? { value: written } : { type: "String" };
  }
  try {
    const json = JSON.stringify(value);
    if (json !== undefined && json.length <= LONGEST) return { value: JSON.parse(json) };
  } catch {
    // What JSON does not have is named below.
  }
  return { type: typeof value === "object" ? value?.constructor?.name ?? "Object" : typeof value };
}
