/** From a version's pipeline to what is drawn of it. */
import { inDataOrder } from "../../runtime/pipeline/data_order.ts";
import type { Pipeline, PipelineModule } from "../../runtime/pipeline/pipeline.ts";
import type { StoredWorkflow } from "../../runtime/vistrail/stored_workflow.ts";
import type { DrawnModule, DrawnPipeline, Point } from "./drawn.ts";

/** What decides beside the pipeline. */
export interface FromPipelineOptions {
  /** Paths of groups that are open. */
  readonly open?: ReadonlySet<string>;
  /** Stored centres of the modules at the top, by id. */
  readonly places?: ReadonlyMap<number, Point>;
}

/** Groups hold their content only where they are open. */
export function fromPipeline(pipeline: Pipeline, options: FromPipelineOptions = {}): DrawnPipeline {
  return convert(pipeline, "", options);
}

function convert(pipeline: Pipeline, within: string, options: FromPipelineOptions): DrawnPipeline {
  const pathOf = (id: number): string => within === "" ? String(id) : `${within},${id}`;
  return {
    modules: inDataOrder(pipeline).map((module) => drawn(module, pathOf(module.id), { within, options })),
    connections: pipeline.connections.map(({ source, destination }) => ({
      from: pathOf(source.module),
      output: source.port,
      to: pathOf(destination.module),
      input: destination.port,
    })),
  };
}

function drawn(
  module: PipelineModule,
  path: string,
  { within, options }: { readonly within: string; readonly options: FromPipelineOptions },
): DrawnModule {
  const { name, workflow } = module;
  const place = within === "" ? options.places?.get(module.id) : undefined;
  return {
    path,
    name,
    label: labelOf(module),
    ...(workflow !== undefined && { isGroup: true }),
    ...(workflow !== undefined && options.open?.has(path) && { inside: convert(workflow, path, options) }),
    ...(place && { place }),
  };
}

/** Its label, or what the port is called that it stands for. */
function labelOf({ label, name, functions }: PipelineModule): string {
  if (label !== "" || !/^(Input|Output)Port$/.test(name)) return label;
  return functions.find((one) => one.name === "name")?.parameters[0]?.text ?? "";
}

/** Where modules are stored, by id; y points down. */
export function placesIn({ modules }: StoredWorkflow): Map<number, Point> {
  return new Map(modules.flatMap(({ id, location }) => {
    const { x, y } = location ?? {};
    return typeof x === "number" && typeof y === "number" && Number.isFinite(x + y) ? [[id, { x, y: -y }]] : [];
  }));
}
