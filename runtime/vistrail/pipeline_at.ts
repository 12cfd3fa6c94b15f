/** From a stored workflow to a pipeline. */
import { BASIC } from "../authoring/port_type.ts";
import { VistrailFileError } from "../errors.ts";
import type { Connection, Pipeline, PipelineModule, PortRef, PortSpec, TypeName } from "../pipeline/pipeline.ts";
import { materialise } from "./materialise.ts";
import {
  byId,
  byPosition,
  type StoredConnection,
  type StoredModule,
  type StoredPortSpec,
  type StoredWorkflow,
} from "./stored_workflow.ts";
import type { Vistrail } from "./vistrail.ts";

/** How a module names the sub-workflow that it stands for. */
export interface SubworkflowName {
  readonly name: string;
  /** The uuid. */
  readonly namespace: string;
}

/** Finds the vistrail of a sub-workflow. */
export type FindSubworkflow = (subworkflow: SubworkflowName) => Vistrail | undefined;

const DEEPEST = 32;

/** In sub-workflows and groups together: each use of a sub-workflow counts, so that few bytes can make very many. */
const MOST_INSIDE = 200_000;

/**
 * The pipeline of `version`. Sub-workflows have their content where `find` knows them. Throws `VistrailFileError` when
 * connections lead nowhere, or sub-workflows contain themselves.
 */
export function pipelineAt(vistrail: Vistrail, version: number, find: FindSubworkflow = () => undefined): Pipeline {
  return pipelineOf(materialise(vistrail, version), find);
}

/** As `pipelineAt`, of a workflow that is already there. */
export function pipelineOf(workflow: StoredWorkflow, find: FindSubworkflow = () => undefined): Pipeline {
  return convert(workflow, { find, depth: 0, inside: { modules: 0, versions: new Map() } });
}

interface Context {
  readonly find: FindSubworkflow;
  readonly depth: number;
  /** Of the whole pipeline: modules below the top so far, and the versions of sub-workflows that are known. */
  readonly inside: { modules: number; readonly versions: Map<Vistrail, Map<number, StoredWorkflow>> };
}

function convert(workflow: StoredWorkflow, context: Context): Pipeline {
  if (context.depth > DEEPEST) {
    throw new VistrailFileError(`Cannot read the pipeline: sub-workflows are nested more than ${DEEPEST} deep`);
  }
  if (context.depth > 0) context.inside.modules += workflow.modules.length;
  if (context.inside.modules > MOST_INSIDE) {
    throw new VistrailFileError(`Cannot read the pipeline: its sub-workflows have more than ${MOST_INSIDE} modules`);
  }
  const ids = new Set(workflow.modules.map(({ id }) => id));
  return {
    modules: workflow.modules.map((module) => convertModule(module, context)),
    connections: workflow.connections.map((connection) => convertConnection(connection, ids)),
  };
}

function convertModule(module: StoredModule, context: Context): PipelineModule {
  const annotation = (key: string) => module.annotations.findLast((a) => a.key === key)?.value ?? "";
  const variable = annotation("__vistrail_var__");
  return {
    id: module.id,
    kind: module.what,
    package: module.package ?? "",
    namespace: module.namespace ?? "",
    name: module.name ?? "",
    version: module.version ?? "",
    label: annotation("__desc__"),
    cache: module.cache === 1,
    functions: module.functions.toSorted(byPosition).map(({ name, parameters }) => ({
      name: name ?? "",
      parameters: parameters.toSorted(byPosition).map(({ type, val, alias, name }) => ({
        type: parseTypeName(type ?? ""),
        text: val ?? "",
        alias: alias ?? "",
        ...(name === null || name === "<no description>" ? {} : { name }),
      })),
    })),
    controlParameters: new Map(module.controlParameters.map((c) => [c.name ?? c.key ?? "", c.value ?? ""])),
    portSpecs: module.portSpecs.toSorted((a, b) => (a.sortKey ?? -1) - (b.sortKey ?? -1) || byId(a, b)).map(
      convertSpec,
    ),
    ...content(module, context),
    ...(variable === "" ? {} : { variable }),
  };
}

function content(module: StoredModule, context: Context): Pick<PipelineModule, "workflow" | "internalVersion"> {
  const inner = { ...context, depth: context.depth + 1 };
  if (module.workflow !== null) return { workflow: convert(module.workflow, inner) };
  if (module.what !== "abstraction") return {};
  const vistrail = context.find({ name: module.name ?? "", namespace: module.namespace ?? "" });
  const internalVersion = module.internalVersion ?? "";
  const version = Number(internalVersion || NaN);
  if (vistrail === undefined || !vistrail.actions.has(version)) return { internalVersion };
  return { internalVersion, workflow: convert(versionOf(vistrail, version, context), inner) };
}

function versionOf(vistrail: Vistrail, version: number, { inside: { versions } }: Context): StoredWorkflow {
  const known = versions.get(vistrail) ?? new Map<number, StoredWorkflow>();
  versions.set(vistrail, known);
  const workflow = known.get(version) ?? materialise(vistrail, version);
  known.set(version, workflow);
  return workflow;
}

function convertSpec(spec: StoredPortSpec): PortSpec {
  return {
    side: spec.type === "output" ? "output" : "input",
    name: spec.name ?? "",
    types: spec.items.toSorted(byPosition).map((item) => ({
      package: item.package || BASIC,
      namespace: item.namespace ?? "",
      name: item.module ?? "",
    })),
    depth: Math.max(0, spec.depth ?? 0),
    optional: spec.optional === 1,
  };
}

function convertConnection({ id, ports }: StoredConnection, modules: ReadonlySet<number>): Connection {
  const end = (type: string): PortRef => {
    const port = ports.find((port) => port.type === type);
    if (port === undefined || port.moduleId === null) {
      throw new VistrailFileError(`Cannot read the pipeline: connection ${id} has no ${type}`);
    }
    if (!modules.has(port.moduleId)) {
      throw new VistrailFileError(
        `Cannot read the pipeline: the ${type} of connection ${id} is module ${port.moduleId}, which is not there`,
      );
    }
    return { module: port.moduleId, port: port.name ?? "" };
  };
  return { id, source: end("source"), destination: end("destination") };
}

/** Reads `package:namespace|Name`, `package:Name:namespace`, `package:Name` or `Name`. */
export function parseTypeName(written: string): TypeName {
  const pieces = split(written.trim());
  if (pieces.length === 1) return { package: BASIC, ...qualifiedName(pieces[0]) };
  const identifier = pieces[0].includes(".") || pieces[0].includes("#")
    ? pieces[0]
    : `org.vistrails.vistrails.${pieces[0]}`;
  if (pieces.length === 3) return { package: pieces[0], namespace: pieces[2], name: pieces[1] };
  return { package: identifier, ...qualifiedName(pieces[1]) };
}

/** At the first two colons; names made from a WSDL's address hold colons of their own. */
function split(written: string): string[] {
  const [first, ...others] = written.split(":");
  if (others.length < 2) return [first, ...others];
  const rest = others.join(":");
  if (/^https?:\/\//.test(rest) && rest.includes("|")) return [first, rest];
  return [first, others[0], others.slice(1).join(":")];
}

function qualifiedName(written: string): { namespace: string; name: string } {
  const bar = written.lastIndexOf("|");
  return bar < 0
    ? { namespace: "", name: written }
    : { namespace: written.slice(0, bar), name: written.slice(bar + 1) };
}
