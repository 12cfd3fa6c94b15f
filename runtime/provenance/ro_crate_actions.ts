/** The actions of a crate: what was done, by whom, with what, and how it ended. */
import type { WorkflowExec } from "../record/log.ts";
import type { FlowStep } from "./data_flow.ts";
import { type ExecutedIteration, type ExecutedWorkflow, iterationsOf } from "./executed_workflow.ts";
import type { CrateData } from "./ro_crate_data.ts";
import { type Entity, localId, ref, refs, timeText } from "./ro_crate_entity.ts";
import type { CrateWorkflow } from "./ro_crate_workflow.ts";
import { machinesOf } from "./to_vistrails_log.ts";

/** The run of the workflow. */
export const RUN = "#run";
/** The run of what runs workflows. */
export const ORGANIZE = "#organize";
/** Who asked for it. */
export const AGENT = "#user";
const ENGINE = "#engine";
/** Jobs of a module that its description names. */
const MOST_JOBS = 10;

/** What actions are told with. */
export interface ActionParts {
  readonly steps: readonly FlowStep[];
  readonly workflow: CrateWorkflow;
  readonly data: CrateData;
}

/** All actions, the person and the program. */
export function* actions({ exec }: ExecutedWorkflow, parts: ActionParts): Generator<Entity> {
  const { steps, workflow } = parts;
  yield { "@id": AGENT, "@type": "Person", name: exec.user || "unknown" };
  yield engineOf(exec);
  yield runAction(exec, parts);
  const controls: string[] = [];
  for (const step of steps) {
    const { key, module } = step.executed;
    const action = moduleAction(step, parts);
    const iterations = iterationsOf(step.executed).map((each) => iterationAction(step, each, workflow));
    yield action;
    yield* iterations;
    const control = localId("control", ...key.split("#"));
    controls.push(control);
    yield {
      "@id": control,
      "@type": "ControlAction",
      name: `Step ${key}: ${module.name}`,
      instrument: ref(workflow.step(module.path)),
      object: refs([action, ...iterations].map((each) => each["@id"])),
      ...statusOf(module),
    };
  }
  yield {
    "@id": ORGANIZE,
    "@type": "OrganizeAction",
    name: `Run of ${engineOf(exec).name}`,
    agent: ref(AGENT),
    instrument: ref(ENGINE),
    object: refs(controls) ?? [],
    result: ref(RUN),
    startTime: timeText(exec.startedAt),
    endTime: timeText(exec.finishedAt),
    ...statusOf(exec),
  };
}

function engineOf({ vtVersion, denoVersion }: WorkflowExec): Entity {
  const isVt = denoVersion !== "";
  return {
    "@id": ENGINE,
    "@type": "SoftwareApplication",
    name: isVt ? "vt" : "VisTrails",
    softwareVersion: vtVersion || undefined,
    softwareRequirements: isVt ? `Deno ${denoVersion}` : undefined,
    url: isVt ? undefined : "https://www.vistrails.org/",
  };
}

/** What the ports of the workflow got and gave; of a workflow without such, what its last modules gave. */
function runAction(exec: WorkflowExec, { steps, workflow, data }: ActionParts): Entity {
  const inputs: string[] = [];
  const outputs: string[] = [];
  for (const step of steps) {
    const parameter = workflow.ownParameter(step);
    const boundary = step.graph?.boundary;
    if (step.around !== undefined) continue;
    if (boundary?.side === "input") {
      inputs.push(...step.made.map(({ datum }) => data.mention(datum, parameter, boundary.name)));
    } else if (parameter !== undefined) {
      outputs.push(...step.used.filter(isPipe).map(({ datum }) => data.mention(datum, parameter)));
    } else if (step.graph?.wiredOutputs.size === 0) {
      outputs.push(...step.made.map(({ datum }) => data.mention(datum, undefined)));
    }
  }
  return {
    "@id": RUN,
    "@type": "CreateAction",
    name: `Run of ${exec.workflow.name || exec.workflow.file}`,
    description: descriptionOf(exec),
    instrument: ref(workflow.id),
    agent: ref(AGENT),
    object: refs(inputs),
    result: refs(outputs),
    startTime: timeText(exec.startedAt),
    endTime: timeText(exec.finishedAt),
    ...statusOf(exec),
  };
}

function isPipe({ port }: { port: string }): boolean {
  return port === "InternalPipe";
}

function descriptionOf(exec: WorkflowExec): string {
  const settings = Object.entries(exec.parameters).map(([name, text]) => `${name}=${text}`).join(", ");
  const machines = machinesOf(exec).map(({ name }) => name).filter((name) => name !== "").join(", ");
  return [
    exec.reason,
    settings === "" ? "" : `with ${settings}`,
    machines === "" ? "" : `on ${machines}`,
    exec.continues === undefined ? "" : `continues execution ${exec.continues}`,
  ].filter((part) => part !== "").join("; ");
}

function moduleAction({ executed, graph, used, made }: FlowStep, { workflow, data }: ActionParts): Entity {
  const { module: { path, name, state, startedAt, finishedAt, error, cachedFrom, jobs = [], remote = [] }, key } =
    executed;
  const portName = graph?.boundary?.name;
  const where = remote.map(({ scheme }) => scheme).filter((scheme) => scheme !== "");
  const description = [
    state === "cached" ? `Not run: its result was known${cachedFrom ? ` from execution ${cachedFrom}` : ""}` : "",
    jobs.length === 0 ? "" : `With ${jobs.length === 1 ? "job" : "jobs"} ${jobs.slice(0, MOST_JOBS).join(", ")}`,
    where.length === 0 ? "" : `Computed elsewhere: ${where.join(", ")}`,
  ].filter((part) => part !== "").join("; ");
  return {
    "@id": actionId(key),
    "@type": "CreateAction",
    name: `Run of ${name}`,
    description: description || undefined,
    instrument: ref(workflow.tool(path)),
    agent: ref(AGENT),
    object: refs(used.map(({ port, datum }) => data.mention(datum, workflow.parameter(path, "in", port)))),
    result: refs(made.map(({ port, datum }) => data.mention(datum, workflow.parameter(path, "out", port), portName))),
    startTime: timeText(startedAt),
    endTime: timeText(finishedAt),
    ...statusOf({ state, error }),
  };
}

function iterationAction({ executed }: FlowStep, { label, exec }: ExecutedIteration, workflow: CrateWorkflow): Entity {
  const { module: { path, name }, key } = executed;
  return {
    "@id": `${actionId(key)}/iteration/${label}`,
    "@type": "CreateAction",
    name: `Iteration ${label} of ${name}`,
    instrument: ref(workflow.tool(path)),
    agent: ref(AGENT),
    startTime: timeText(exec?.startedAt),
    endTime: timeText(exec?.finishedAt),
    ...(exec === undefined ? {} : statusOf(exec)),
  };
}

function actionId(key: string): string {
  return localId("action", ...key.split("#"));
}

const STATUSES: ReadonlyMap<string, string> = new Map([
  ["completed", "CompletedActionStatus"],
  ["cached", "CompletedActionStatus"],
  ["failed", "FailedActionStatus"],
  ["interrupted", "FailedActionStatus"],
]);

/** What waits for something outside is active still. */
function statusOf({ state, error }: { readonly state: string; readonly error?: string }): Pick<Entity, string> {
  const status = STATUSES.get(state) ?? "ActiveActionStatus";
  return {
    actionStatus: `http://schema.org/${status}`,
    error: status === "FailedActionStatus"
      ? error ?? (state === "interrupted" ? "It was interrupted" : undefined)
      : undefined,
  };
}
