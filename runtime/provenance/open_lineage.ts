/**
 * OpenLineage (2-0-2) of an execution: an event a line for each start and each end, of the workflow and of every module,
 * in the order of time.
 */
import type { RecordedValue, WorkflowExec } from "../record/log.ts";
import { dataFlow, type FileFacts, filesInside, type FlowStep, type PortDatum } from "./data_flow.ts";
import { type ExecutedWorkflow, isGroup } from "./executed_workflow.ts";
import { jsonText } from "./json_pieces.ts";
import { otherRunUuid, runUuid } from "./run_uuid.ts";
import { machinesOf } from "./to_vistrails_log.ts";
import type { WorkflowGraph } from "./workflow_graph.ts";

const SPEC = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs";
const FACETS = "https://openlineage.io/spec/facets";

type Json = Readonly<Record<string, unknown>>;

/** The events, a line each. */
export function* openLineage(workflow: ExecutedWorkflow, graph: WorkflowGraph | undefined): Generator<string> {
  const lineage = new Lineage(workflow.exec);
  const steps = dataFlow(workflow, graph);
  const spans = [lineage.ofWorkflow(workflow), ...steps.map((step) => lineage.ofModule(step))];
  // Of what happens at once, what is around begins first and ends last.
  const events = [...spans.map(([start]) => start), ...spans.flatMap(([_start, ...end]) => end).reverse()];
  for (const { event } of events.sort((a, b) => a.time - b.time)) yield `${jsonText(event())}\n`;
}

/** Made only when it is its turn: there may be many. */
interface TimedEvent {
  readonly time: number;
  readonly event: () => Json;
}

/** What an event is about. */
interface Subject {
  readonly runId: string;
  readonly name: string;
  readonly jobType: "WORKFLOW" | "GROUP" | "MODULE";
  readonly parent?: { readonly runId: string; readonly name: string };
}

/** How a run ends there; one that is suspended has not ended, and one that was killed was aborted. */
const ENDS = {
  completed: "COMPLETE",
  cached: "COMPLETE",
  failed: "FAIL",
  interrupted: "ABORT",
  suspended: "OTHER",
  running: undefined,
} as const;

class Lineage {
  readonly #producer: string;
  readonly #job: string;
  readonly #run: string;

  constructor(readonly exec: WorkflowExec) {
    const program = exec.denoVersion === "" ? "vistrails" : "vt";
    this.#producer = `pkg:generic/${program}@${encodeURIComponent(exec.vtVersion)}`;
    const { file, version, name } = exec.workflow;
    this.#job = `${file.slice(file.lastIndexOf("/") + 1)}:${version ?? name}`;
    this.#run = runUuid(exec);
  }

  ofWorkflow({ top }: ExecutedWorkflow): TimedEvent[] {
    const { exec } = this;
    const subject: Subject = { runId: this.#run, name: this.#job, jobType: "WORKFLOW" };
    const failed = top.modules.find(({ module }) => module.state === "failed")?.module;
    const facets = {
      processing_engine: this.#facet(`${FACETS}/1-1-0/ProcessingEngineRunFacet.json#/$defs/ProcessingEngineRunFacet`, {
        version: exec.vtVersion,
        name: exec.denoVersion === "" ? "VisTrails" : "vt",
      }),
      vt_execution: this.#facet(`${SPEC}/RunFacet`, {
        ...exec,
        counts: undefined,
        continues: exec.continues && otherRunUuid(exec, exec.continues),
        machines: machinesOf(exec),
      }),
    };
    const error = exec.state === "failed" && failed !== undefined ? this.#error(failed.error ?? "", failed.trace) : {};
    return this.#startAndEnd(subject, { ...exec, facets, endFacets: error, used: [], made: [] });
  }

  ofModule({ executed, around, used, made }: FlowStep): TimedEvent[] {
    const { module, key } = executed;
    const nameOf = (path: string): string => `${this.#job}.${path.replaceAll(",", ".")}`;
    const parent = around === undefined
      ? { runId: this.#run, name: this.#job }
      : { runId: runUuid(this.exec, around.key), name: nameOf(around.module.path) };
    const subject: Subject = {
      runId: runUuid(this.exec, key),
      name: nameOf(module.path),
      jobType: isGroup(executed) ? "GROUP" : "MODULE",
      parent,
    };
    const { outputs: _, printed: __, logged: ___, loop: ____, error, trace, ...told } = module;
    const facets = { vt_module: this.#facet(`${SPEC}/RunFacet`, told) };
    const endFacets = module.state === "failed" ? this.#error(error ?? "", trace) : {};
    return this.#startAndEnd(subject, { ...module, facets, endFacets, used, made });
  }

  #startAndEnd(subject: Subject, { state, startedAt, finishedAt, facets, endFacets, used, made }: Span): TimedEvent[] {
    const base = (time: number, type: string, more: Json, outputs: readonly PortDatum[]): TimedEvent => ({
      time,
      event: () => ({
        eventTime: new Date(time).toISOString(),
        eventType: type,
        producer: this.#producer,
        schemaURL: `${SPEC}/RunEvent`,
        run: { runId: subject.runId, facets: { ...this.#parent(subject), ...facets, ...more } },
        job: { namespace: "vt", name: subject.name, facets: { jobType: this.#jobType(subject) } },
        inputs: this.#datasets(used),
        outputs: this.#datasets(outputs),
      }),
    });
    const end = ENDS[state];
    const events = [base(startedAt, "START", {}, [])];
    if (end !== undefined) events.push(base(finishedAt ?? startedAt, end, endFacets, made));
    return events;
  }

  /** Each once. A list of files is a value, and each of the files is a dataset too. */
  #datasets(data: readonly PortDatum[]): readonly Json[] {
    const found = new Map<string, Json>();
    for (const { datum } of data) {
      const { recorded } = datum;
      const own = recorded !== undefined && "path" in recorded && recorded.path !== undefined;
      for (const file of own ? [recorded as FileFacts] : filesInside(datum)) {
        found.set(file.path, this.#dataset("file", file.path, file));
      }
      if (!own) found.set(`/${datum.id}`, this.#dataset("vt", `${this.#run}/${datum.id}`, recorded));
    }
    return [...found.values()];
  }

  /** A file is known by its path, a value by the execution and the port that gave it. */
  #dataset(namespace: "file" | "vt", name: string, recorded: RecordedValue | undefined): Json {
    const hash = recorded !== undefined && "hash" in recorded ? recorded.hash : undefined;
    const version = `${FACETS}/1-0-1/DatasetVersionDatasetFacet.json#/$defs/DatasetVersionDatasetFacet`;
    const facets = {
      ...hash !== undefined && { version: this.#facet(version, { datasetVersion: `sha256:${hash}` }) },
      vt_value: this.#facet(`${SPEC}/DatasetFacet`, told(recorded)),
    };
    return { namespace, name, facets };
  }

  #jobType({ jobType }: Subject): Json {
    const type = { processingType: "BATCH", integration: "VT", jobType };
    return this.#facet(`${FACETS}/2-0-4/JobTypeJobFacet.json#/$defs/JobTypeJobFacet`, type);
  }

  #parent({ parent }: Subject): Json {
    if (parent === undefined) return {};
    const { runId, name } = parent;
    return {
      parent: this.#facet(`${FACETS}/1-0-1/ParentRunFacet.json#/$defs/ParentRunFacet`, {
        run: { runId },
        job: { namespace: "vt", name },
      }),
    };
  }

  #error(message: string, stackTrace: string | undefined): Json {
    const programmingLanguage = this.exec.denoVersion === "" ? "PYTHON" : "TYPESCRIPT";
    return {
      errorMessage: this.#facet(`${FACETS}/1-0-0/ErrorMessageRunFacet.json#/$defs/ErrorMessageRunFacet`, {
        message,
        programmingLanguage,
        stackTrace,
      }),
    };
  }

  #facet(schemaURL: string, content: Json): Json {
    return { _producer: this.#producer, _schemaURL: schemaURL, ...content };
  }
}

interface Span {
  readonly state: keyof typeof ENDS;
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly facets: Json;
  readonly endFacets: Json;
  readonly used: readonly PortDatum[];
  readonly made: readonly PortDatum[];
}

/** A facet is an object, so that what is no record of a value is told by its absence. */
function told(recorded: RecordedValue | undefined): Json {
  return { ...recorded };
}
