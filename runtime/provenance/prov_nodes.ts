/** What PROV knows of an execution: entities, activities and agents. */
import type { RecordedValue, RemoteExecution } from "../record/log.ts";
import { type Datum, filesInside, type FlowStep } from "./data_flow.ts";
import { type ExecutedWorkflow, isGroup, iterationsOf } from "./executed_workflow.ts";
import {
  activityId,
  annotations,
  type Attributes,
  dataId,
  ENGINE,
  type Entry,
  given,
  iterationId,
  machineId,
  memberId,
  name,
  partOf,
  plain,
  planId,
  remoteId,
  reusedId,
  RUN,
  times,
  USER,
} from "./prov_names.ts";
import { machinesOf } from "./to_vistrails_log.ts";
import type { GraphModule, WorkflowGraph } from "./workflow_graph.ts";

/** What ran, and the pipeline of it where that is known. */
export interface Flowing {
  readonly steps: readonly FlowStep[];
  readonly graph: WorkflowGraph | undefined;
}

/** The workflow, its modules, and all values. */
export function* entities({ exec }: ExecutedWorkflow, { steps, graph }: Flowing): Generator<Entry> {
  const { workflow, hash } = exec;
  yield ["run:workflow", {
    "prov:type": [name("prov:Plan"), name("vt:workflow")],
    "prov:label": workflow.name || fileName(workflow.file),
    "prov:location": workflow.file,
    ...given({
      "vt:version": workflow.version,
      "vt:sha256": hash,
      "vt:cell": workflow.cell,
      "vt:mashup": workflow.mashup,
    }),
  }];
  yield* plans(steps, graph);
  for (const datum of dataOf(steps)) yield* dataEntities(datum);
  for (const { executed: { module } } of steps) {
    for (const port of module.cachedFrom === undefined ? [] : Object.keys(module.outputs ?? {})) {
      yield [reusedId(module.cachedFrom!, module.path, port), { "prov:type": name("vt:data"), "vt:port": port }];
    }
  }
}

function* plans(steps: readonly FlowStep[], graph: WorkflowGraph | undefined): Generator<Entry> {
  for (const module of graph?.values() ?? []) yield [planId(module.path), planOf(module)];
  const seen = new Set<string>(graph?.keys());
  for (const { executed, around } of steps) {
    const { path, name: label } = executed.module;
    if (seen.has(path)) continue;
    seen.add(path);
    const type = isGroup(executed) ? "vt:group" : "vt:module";
    const group = around !== undefined && path.startsWith(`${around.module.path},`) ? around.module.path : "";
    yield [planId(path), {
      "prov:type": [name("prov:Plan"), name(type)],
      "prov:label": label,
      "dcterms:isPartOf": name(group === "" ? "run:workflow" : planId(group)),
    }];
  }
}

/** The execution, modules, iterations, and what was done elsewhere. */
export function* activities({ exec }: ExecutedWorkflow, steps: readonly FlowStep[]): Generator<Entry> {
  yield [RUN, {
    ...times(exec),
    "prov:type": name("vt:wf_exec"),
    "prov:label": exec.reason,
    "vt:id": exec.id,
    "vt:state": exec.state,
    ...given({
      "vt:parameters": Object.keys(exec.parameters).length > 0 ? JSON.stringify(exec.parameters) : undefined,
    }),
  }];
  for (const step of steps) yield* activitiesOf(step);
}

function* activitiesOf({ executed, around, iteration }: FlowStep): Generator<Entry> {
  const { module, key } = executed;
  const id = activityId(key);
  yield [id, {
    ...times(module),
    "prov:type": name(isGroup(executed) ? "vt:group_exec" : "vt:module_exec"),
    "prov:label": module.name,
    "vt:state": module.state,
    "vt:cached": module.state === "cached" ? 1 : 0,
    "dcterms:isPartOf": name(partOf(around?.key, iteration)),
    ...given({
      "vt:error": module.error,
      "vt:job": module.jobs,
      "vt:progress": module.progress?.fraction,
      "vt:signature": module.signature,
      ...annotations(module.annotations),
    }),
  }];
  for (const { label, exec } of iterationsOf(executed)) {
    yield [iterationId(key, label), {
      ...times(exec ?? {}),
      "prov:type": name("vt:loop_iteration"),
      "vt:iteration": label,
      "dcterms:isPartOf": name(id),
      ...given({ "vt:state": exec?.state, "vt:error": exec?.error }),
    }];
  }
  for (const [i, remote] of (module.remote ?? []).entries()) yield* remoteActivities(id, i, remote);
}

/** The person, the program, the machines. */
export function* agents({ exec }: ExecutedWorkflow): Generator<Entry> {
  const program = exec.denoVersion === "" ? "VisTrails" : "vt";
  yield [USER, { "prov:type": name("prov:Person"), "prov:label": exec.user }];
  yield [ENGINE, {
    "prov:type": name("prov:SoftwareAgent"),
    "prov:label": `${program} ${exec.vtVersion}`,
    "vt:version": exec.vtVersion,
    ...given({ "vt:deno_version": exec.denoVersion || undefined }),
  }];
  for (const { id, name: label, os, architecture, processor, ram, local, ip } of machinesOf(exec)) {
    yield [machineId(id), {
      "prov:type": name("vt:machine"),
      "prov:label": label,
      "vt:machine_os": os,
      "vt:machine_architecture": architecture,
      "vt:machine_processor": processor,
      "vt:machine_ram": ram,
      "vt:machine_local": local,
      ...given({ "vt:machine_ip": ip }),
    }];
  }
}

function planOf({ module, definition, group }: GraphModule): Attributes {
  const type = { module: "vt:module", group: "vt:group", abstraction: "vt:subworkflow" }[module.kind];
  return {
    "prov:type": [name("prov:Plan"), name(type)],
    "prov:label": module.label || module.name,
    "vt:name": module.name,
    "vt:package": module.package,
    ...given({
      "vt:namespace": module.namespace || undefined,
      "vt:version": module.version || module.internalVersion || undefined,
      "vt:desc": definition?.doc,
    }),
    "dcterms:isPartOf": name(group === "" ? "run:workflow" : planId(group)),
  };
}

/** All values, each once. */
export function dataOf(steps: readonly FlowStep[]): ReadonlySet<Datum> {
  return new Set(steps.flatMap(({ used, made }) => [...used, ...made].map(({ datum }) => datum)));
}

/** A value, and the files in it. */
function* dataEntities(datum: Datum): Generator<Entry> {
  const { port, recorded } = datum;
  const files = filesInside(datum);
  const type = name(datum.writtenOn === undefined ? "vt:data" : "vt:parameter");
  yield [dataId(datum), {
    "prov:type": files.length === 0 ? type : [type, name("prov:Collection")],
    "prov:label": port,
    ...valueOf(recorded),
  }];
  for (const [i, file] of files.entries()) {
    yield [memberId(datum, i), { "prov:type": name("vt:data"), "prov:label": fileName(file.path), ...valueOf(file) }];
  }
}

function valueOf(recorded: RecordedValue | undefined): Attributes {
  if (recorded === undefined) return {};
  if ("value" in recorded) return { "prov:value": plain(recorded.value) };
  const { type, size, hash, path } = recorded;
  return given({ "vt:type": type, "vt:size": size, "vt:sha256": hash, "prov:location": path });
}

function* remoteActivities(around: string, i: number, remote: RemoteExecution): Generator<Entry> {
  const id = remoteId(around, i);
  yield [id, {
    "prov:type": name("vt:remote_execution"),
    "vt:scheme": remote.scheme,
    ...given(annotations(remote.annotations)),
    "dcterms:isPartOf": name(around),
  }];
  for (const [j, task] of (remote.tasks ?? []).entries()) {
    yield [`${id}/${j}`, {
      "prov:type": name("vt:remote_task"),
      "prov:label": task.description,
      "vt:function": task.function,
      "vt:count": task.count,
      "dcterms:isPartOf": name(id),
    }];
  }
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
