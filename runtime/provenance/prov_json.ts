/**
 * W3C PROV-JSON of an execution. Modules and the workflow are plans, what ran are activities, values and files are
 * entities; the person, vt and the machines are agents. Terms of VisTrails' own PROV are taken over where they fit.
 */
import { dataFlow, filesInside, type FlowStep } from "./data_flow.ts";
import { type ExecutedWorkflow, iterationsOf } from "./executed_workflow.ts";
import { jsonInPieces } from "./json_pieces.ts";
import {
  activityId,
  type Attributes,
  dataId,
  ENGINE,
  type Entry,
  iterationId,
  machineId,
  memberId,
  name,
  otherPrefix,
  partOf,
  planId,
  remoteId,
  reusedId,
  RUN,
  USER,
} from "./prov_names.ts";
import { activities, agents, dataOf, entities } from "./prov_nodes.ts";
import { otherRunUuid, runUuid } from "./run_uuid.ts";
import { machinesOf } from "./to_vistrails_log.ts";
import type { WorkflowGraph } from "./workflow_graph.ts";

/** The document in pieces. */
export function* provJson(workflow: ExecutedWorkflow, graph: WorkflowGraph | undefined): Generator<string> {
  const prov = new Prov(workflow, graph);
  yield* jsonInPieces({
    prefix: prov.prefixes(),
    entity: entities(workflow, { steps: prov.steps, graph }),
    activity: activities(workflow, prov.steps),
    agent: agents(workflow),
    used: prov.used(),
    wasGeneratedBy: prov.generated(),
    wasDerivedFrom: prov.derived(),
    hadMember: prov.members(),
    wasAssociatedWith: prov.associated(),
    actedOnBehalfOf: prov.delegated(),
    wasStartedBy: prov.started(),
    wasInformedBy: prov.informed(),
  });
}

class Prov {
  readonly steps: readonly FlowStep[];

  constructor(readonly workflow: ExecutedWorkflow, graph: WorkflowGraph | undefined) {
    this.steps = dataFlow(workflow, graph);
  }

  prefixes(): Record<string, string> {
    const { exec } = this.workflow;
    const others = new Set(this.steps.flatMap(({ executed }) => executed.module.cachedFrom ?? []));
    if (exec.continues !== undefined) others.add(exec.continues);
    const named = [...others].map((id) => [otherPrefix(id), `urn:uuid:${otherRunUuid(exec, id)}#`]);
    return {
      vt: "http://www.vistrails.org/registry.xsd#",
      dcterms: "http://purl.org/dc/terms/",
      run: `urn:uuid:${runUuid(exec)}#`,
      ...Object.fromEntries(named),
    };
  }

  *used(): Generator<Entry> {
    let number = 0;
    for (const { executed, used } of this.steps) {
      for (const { port, datum } of used) {
        const link = { "prov:activity": activityId(executed.key), "prov:entity": dataId(datum) };
        yield [`_:u${++number}`, { ...link, "prov:role": port }];
      }
    }
  }

  *generated(): Generator<Entry> {
    let number = 0;
    for (const { executed, made } of this.steps) {
      for (const { port, datum } of made) {
        const link = { "prov:entity": dataId(datum), "prov:activity": activityId(executed.key) };
        yield [`_:g${++number}`, { ...link, "prov:role": port }];
      }
    }
  }

  /** What a group gives is made of what is inside; what was known is what another execution gave. */
  *derived(): Generator<Entry> {
    let number = 0;
    for (const { executed: { module }, made, passedOn } of this.steps) {
      for (const { from, to } of passedOn) {
        yield [`_:d${++number}`, { "prov:generatedEntity": dataId(to), "prov:usedEntity": dataId(from) }];
      }
      if (module.cachedFrom === undefined) continue;
      for (const { port, datum } of made) {
        if (datum.recorded === undefined) continue;
        const link = {
          "prov:generatedEntity": dataId(datum),
          "prov:usedEntity": reusedId(module.cachedFrom, module.path, port),
        };
        yield [`_:d${++number}`, { ...link, "prov:type": name("vt:reuse") }];
      }
    }
  }

  /** Files in lists. */
  *members(): Generator<Entry> {
    let number = 0;
    for (const datum of dataOf(this.steps)) {
      for (const i of filesInside(datum).keys()) {
        yield [`_:m${++number}`, { "prov:collection": dataId(datum), "prov:entity": memberId(datum, i) }];
      }
    }
  }

  *associated(): Generator<Entry> {
    let number = 0;
    const link = (
      activity: string,
      agent: string,
      more: Attributes = {},
    ): Entry => [`_:a${++number}`, { "prov:activity": activity, "prov:agent": agent, ...more }];
    for (const agent of [USER, ENGINE]) yield link(RUN, agent, { "prov:plan": "run:workflow" });
    const local = machinesOf(this.workflow.exec).find((machine) => machine.local)?.id ?? 1;
    for (const { executed: { key, module } } of this.steps) {
      const remotes = module.remote ?? [];
      const machine = remotes.findLast(({ machine }) => machine !== undefined)?.machine ?? local;
      yield link(activityId(key), machineId(machine), { "prov:plan": planId(module.path) });
      for (const [i, { machine, tasks = [] }] of remotes.entries()) {
        const remote = remoteId(activityId(key), i);
        if (machine !== undefined) yield link(remote, machineId(machine));
        for (const [j, task] of tasks.entries()) yield link(`${remote}/${j}`, machineId(task.machine));
      }
    }
  }

  *delegated(): Generator<Entry> {
    yield ["_:b1", { "prov:delegate": ENGINE, "prov:responsible": USER, "prov:activity": RUN }];
  }

  *started(): Generator<Entry> {
    let number = 0;
    for (const { executed, around, iteration } of this.steps) {
      const starter = partOf(around?.key, iteration);
      yield [`_:s${++number}`, { "prov:activity": activityId(executed.key), "prov:starter": starter }];
      for (const { label } of iterationsOf(executed)) {
        const own = iterationId(executed.key, label);
        yield [`_:s${++number}`, { "prov:activity": own, "prov:starter": activityId(executed.key) }];
      }
    }
  }

  /** Who was informed by whom follows from the values, and from what was continued. */
  *informed(): Generator<Entry> {
    const { continues } = this.workflow.exec;
    if (continues !== undefined) {
      yield ["_:i0", { "prov:informed": RUN, "prov:informant": `${otherPrefix(continues)}:execution` }];
    }
    let number = 0;
    for (const { executed, used } of this.steps) {
      for (const key of new Set(used.flatMap(({ datum }) => datum.producer?.key ?? []))) {
        yield [`_:i${++number}`, { "prov:informed": activityId(executed.key), "prov:informant": activityId(key) }];
      }
    }
  }
}
