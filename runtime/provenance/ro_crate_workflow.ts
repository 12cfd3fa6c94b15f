/** The workflow of a crate: what was to be done. Steps, the tools that do them, their parameters and connections. */
import type { WorkflowExec } from "../record/log.ts";
import type { FlowStep } from "./data_flow.ts";
import { type ExecutedWorkflow, isGroup } from "./executed_workflow.ts";
import { mediaType } from "./media_type.ts";
import type { CrateFile } from "./ro_crate_data.ts";
import { type Entity, localId, ref, refs } from "./ro_crate_entity.ts";
import { parameterEntity, type Side } from "./ro_crate_parameters.ts";
import type { GraphModule, WorkflowGraph } from "./workflow_graph.ts";

/** What the description is made of. */
export interface WorkflowSources {
  readonly graph: WorkflowGraph | undefined;
  readonly steps: readonly FlowStep[];
  readonly workflow: CrateFile | undefined;
}

/** A module of the workflow, whether the pipeline tells of it or the record alone. */
interface Step {
  readonly path: string;
  readonly group: string;
  readonly name: string;
  readonly isGroup: boolean;
  readonly graph?: GraphModule;
}

interface Parameter {
  readonly tool: string;
  readonly side: Side;
  readonly port: string;
  readonly step: Step;
}

/** See the head of the file. */
export class CrateWorkflow {
  readonly id: string;
  readonly #steps: ReadonlyMap<string, Step>;
  readonly #parameters = new Map<string, Parameter>();

  constructor(readonly executed: ExecutedWorkflow, readonly sources: WorkflowSources) {
    this.id = sources.workflow?.id ?? "#workflow";
    this.#steps = new Map([...stepsOf(sources)].map((step) => [step.path, step]));
    for (const { executed: { module: { path } }, used, made } of sources.steps) {
      for (const { port } of used) this.parameter(path, "in", port);
      for (const { port } of made) this.parameter(path, "out", port);
    }
    for (const { path, wires } of sources.graph?.values() ?? []) {
      for (const { port, from, fromPort } of wires) {
        this.parameter(path, "in", port);
        this.parameter(from, "out", fromPort);
      }
    }
  }

  /** What does a step: the same for all of one kind, for each group its own. */
  tool(path: string): string {
    const step = this.#steps.get(path)!;
    if (step.isGroup) return localId("workflow", path);
    const { package: identifier = "", namespace = "" } = step.graph?.module ?? {};
    return localId("tool", identifier, ...namespace === "" ? [] : [namespace], step.name);
  }

  /** A parameter of a step's tool. */
  parameter(path: string, side: Side, port: string): string {
    const tool = this.tool(path);
    const id = `${tool}/${side}${localId(port).replace("#", "/")}`;
    if (!this.#parameters.has(id)) this.#parameters.set(id, { tool, side, port, step: this.#steps.get(path)! });
    return id;
  }

  /** The step of a path. */
  step(path: string): string {
    return localId("step", path);
  }

  /** A port of the whole workflow; undefined where the step is none. */
  ownParameter({ graph }: FlowStep): string | undefined {
    if (graph === undefined || graph.group !== "" || graph.boundary === undefined) return undefined;
    const { side, name } = graph.boundary;
    return localId("workflow", side === "input" ? "in" : "out", name);
  }

  *entities(): Generator<Entity> {
    yield this.#main();
    const { exec } = this.executed;
    yield languageOf(exec);
    yield* this.#ownParameters();
    yield* this.#tools();
    const positions = positionsOf(this.#steps);
    for (const step of this.#steps.values()) yield* this.#stepEntities(step, positions.get(step.path)!);
    for (const [id, { side, port, step }] of this.#parameters) {
      yield parameterEntity(id, { side, port, graph: step.graph });
    }
  }

  #main(): Entity {
    const { workflow: file } = this.sources;
    const { exec: { workflow, hash } } = this.executed;
    const inputs = this.#boundaries("input");
    const outputs = this.#boundaries("output");
    return {
      "@id": this.id,
      "@type": [...file === undefined ? [] : ["File"], "SoftwareSourceCode", "ComputationalWorkflow", "HowTo"],
      name: workflow.name || file?.name || workflow.file,
      programmingLanguage: ref(languageOf(this.executed.exec)["@id"]),
      version: workflow.version === undefined ? hash : String(workflow.version),
      alternateName: workflow.file,
      conformsTo: ref("https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"),
      encodingFormat: file && mediaType(file.name),
      contentSize: file === undefined ? undefined : String(file.size),
      sha256: file?.sha256,
      input: refs(inputs.map(([id]) => id)),
      output: refs(outputs.map(([id]) => id)),
      ...this.#parts(""),
    };
  }

  /** What a workflow, or a group, is made of. */
  #parts(group: string): Pick<Entity, string> {
    const inside = [...this.#steps.values()].filter((step) => step.group === group);
    return {
      hasPart: refs(inside.map(({ path }) => this.tool(path))) ?? [],
      step: refs(inside.map(({ path }) => this.step(path))),
    };
  }

  #boundaries(side: "input" | "output"): readonly (readonly [id: string, module: GraphModule])[] {
    const modules = [...this.sources.graph?.values() ?? []].filter(({ group, boundary }) =>
      group === "" && boundary?.side === side
    );
    return modules.map((
      module,
    ) => [localId("workflow", side === "input" ? "in" : "out", module.boundary!.name), module]);
  }

  /** A port of the workflow has the type of what is wired to it, unless it says so itself. */
  *#ownParameters(): Generator<Entity> {
    for (const [id, graph] of this.#boundaries("input")) {
      const { name } = graph.boundary!;
      const to = this.sources.graph?.values().find(({ wires }) => wires.some(({ from }) => from === graph.path));
      const wire = to?.wires.find(({ from }) => from === graph.path);
      const own = graph.module.portSpecs.length > 0 || wire === undefined;
      yield own
        ? parameterEntity(id, { side: "out", port: "InternalPipe", graph, name })
        : parameterEntity(id, { side: "in", port: wire.port, graph: to, name });
    }
    for (const [id, graph] of this.#boundaries("output")) {
      const wire = graph.wires.find(({ port }) => port === "InternalPipe");
      const from = wire === undefined ? undefined : this.sources.graph?.get(wire.from);
      yield parameterEntity(id, { side: "out", port: wire?.fromPort ?? "", graph: from, name: graph.boundary!.name });
    }
  }

  *#tools(): Generator<Entity> {
    const byTool = Map.groupBy(this.#parameters, ([, { tool }]) => tool);
    const seen = new Set<string>();
    for (const step of this.#steps.values()) {
      const id = this.tool(step.path);
      if (seen.has(id)) continue;
      seen.add(id);
      const parameters = byTool.get(id) ?? [];
      const ofSide = (wanted: Side): string[] => parameters.filter(([, { side }]) => side === wanted).map(([id]) => id);
      yield {
        "@id": id,
        "@type": step.isGroup ? ["SoftwareSourceCode", "ComputationalWorkflow", "HowTo"] : "SoftwareApplication",
        name: (step.isGroup ? step.graph?.module.label : "") || step.name,
        description: step.graph?.definition?.doc,
        ...step.isGroup
          ? { version: step.graph?.module.internalVersion }
          : { softwareVersion: step.graph?.module.version || undefined },
        input: refs(ofSide("in")),
        output: refs(ofSide("out")),
        ...step.isGroup &&
          { programmingLanguage: ref(languageOf(this.executed.exec)["@id"]), ...this.#parts(step.path) },
      };
    }
  }

  *#stepEntities({ path, name, graph }: Step, position: number): Generator<Entity> {
    const connections = (graph?.wires ?? []).map(({ port, from, fromPort }, i): Entity => ({
      "@id": localId("connection", path, String(i)),
      "@type": "ParameterConnection",
      name: `${from} ${fromPort} to ${path} ${port}`,
      sourceParameter: ref(this.parameter(from, "out", fromPort)),
      targetParameter: ref(this.parameter(path, "in", port)),
    }));
    yield {
      "@id": this.step(path),
      "@type": "HowToStep",
      name: graph?.module.label || (graph?.boundary === undefined ? name : `${name} ${graph.boundary.name}`),
      position: String(position),
      workExample: ref(this.tool(path)),
      connection: refs(connections.map((each) => each["@id"])),
    };
    yield* connections;
  }
}

function* stepsOf({ graph, steps }: WorkflowSources): Generator<Step> {
  for (const module of graph?.values() ?? []) {
    const { path, group, module: { name, kind } } = module;
    yield { path, group, name, isGroup: kind !== "module", graph: module };
  }
  for (const { executed } of steps) {
    const { path, name } = executed.module;
    if (graph?.has(path)) continue;
    const comma = path.lastIndexOf(",");
    yield { path, group: path.slice(0, Math.max(0, comma)), name, isGroup: isGroup(executed) };
  }
}

/** A step stands behind all that it needs: by the longest way to it. Those of which no wire is known keep their order. */
function positionsOf(steps: ReadonlyMap<string, Step>): ReadonlyMap<string, number> {
  const positions = new Map<string, number>();
  const left = [...steps.keys()].reverse();
  const open = new Set<string>();
  for (let path = left.at(-1); path !== undefined; path = left.at(-1)) {
    const wires = steps.get(path)?.graph?.wires ?? [];
    const waiting = wires.filter(({ from }) => !positions.has(from) && !open.has(from) && steps.has(from));
    if (positions.has(path)) {
      left.pop();
    } else if (waiting.length > 0 && !open.has(path)) {
      open.add(path);
      left.push(...waiting.map(({ from }) => from));
    } else {
      positions.set(path, 1 + Math.max(-1, ...wires.map(({ from }) => positions.get(from) ?? -1)));
      open.delete(path);
      left.pop();
    }
  }
  return positions;
}

function languageOf({ workflow }: WorkflowExec): Entity {
  if (workflow.version !== undefined) {
    const url = "https://www.vistrails.org/";
    return { "@id": "#vistrails", "@type": "ComputerLanguage", name: "VisTrails", identifier: ref(url), url: ref(url) };
  }
  const url = "https://www.typescriptlang.org/";
  return { "@id": "#typescript", "@type": "ComputerLanguage", name: "TypeScript", identifier: ref(url), url: ref(url) };
}
