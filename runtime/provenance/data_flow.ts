/**
 * Which module used and which made which values: a record and the pipeline of what it recorded, put together. Nothing is
 * claimed that is not known: of a module that ran several times beside another it is open which run gave the value.
 */
import type { RecordedValue, ValueFacts } from "../record/log.ts";
import { type ExecutedFrame, type ExecutedModule, type ExecutedWorkflow, isGroup } from "./executed_workflow.ts";
import { type GraphModule, type WorkflowGraph, writtenValue } from "./workflow_graph.ts";

/** A value: what a module gave on a port, or what was written on one. */
export interface Datum {
  /** Unique in the execution: `3/value`, `3,4#2/value`, `3/value/written`. */
  readonly id: string;
  readonly port: string;
  /** Who gave it; undefined of what was written. */
  readonly producer?: ExecutedModule;
  /** Of what was written: path of the module on whose port. */
  readonly writtenOn?: string;
  /** Undefined where only that it existed is known. */
  readonly recorded?: RecordedValue;
}

/** A file or folder, as a record has it. */
export type FileFacts = ValueFacts & { readonly path: string };

/** The files in a list, a tuple or a dict; a file itself has none. */
export function filesInside({ recorded }: Datum): readonly FileFacts[] {
  return (recorded?.files ?? []).filter((facts): facts is FileFacts => facts.path !== undefined);
}

/** A value at a port. */
export interface PortDatum {
  readonly port: string;
  readonly datum: Datum;
}

/** A module that ran, with its values. */
export interface FlowStep {
  readonly executed: ExecutedModule;
  readonly graph?: GraphModule;
  /** The module inside of which it ran: a group, or one that runs others. */
  readonly around?: ExecutedModule;
  /** Of a loop around it, the innermost: which iteration. */
  readonly iteration?: string;
  readonly used: readonly PortDatum[];
  readonly made: readonly PortDatum[];
  /** Of a group: which of the values inside each of its own is, or is made of. */
  readonly passedOn: readonly { readonly from: Datum; readonly to: Datum }[];
}

/** All modules that ran, each before those inside it, in the order in which they began. */
export function dataFlow(workflow: ExecutedWorkflow, graph: WorkflowGraph | undefined): readonly FlowStep[] {
  return new Flow(graph).steps(workflow.top);
}

/** Where modules ran. */
interface Around {
  readonly executed?: ExecutedModule;
  readonly used: readonly PortDatum[];
  readonly frame?: FrameIndex;
}

/** The modules of a frame by path; null where several ran under one. */
interface FrameIndex {
  readonly byPath: ReadonlyMap<string, ExecutedModule | null>;
  readonly outer?: FrameIndex;
}

class Flow {
  readonly #data = new Map<string, Datum>();
  readonly #all: FlowStep[] = [];

  constructor(readonly graph: WorkflowGraph | undefined) {}

  steps(top: ExecutedFrame): readonly FlowStep[] {
    this.#frame(top, { used: [] });
    return this.#all;
  }

  #frame(frame: ExecutedFrame, around: Around): readonly FlowStep[] {
    const index: FrameIndex = { byPath: indexOf(frame), outer: around.frame };
    return frame.modules.map((executed) => this.#step(executed, { ...around, frame: index }, frame.iteration));
  }

  #step(executed: ExecutedModule, around: Around & { frame: FrameIndex }, iteration?: string): FlowStep {
    const graph = this.graph?.get(executed.module.path);
    const used = this.#used(graph, around);
    const made = this.#made(executed, graph);
    const passedOn: { from: Datum; to: Datum }[] = [];
    const step = { executed, graph, around: around.executed, iteration, used, made, passedOn };
    this.#all.push(step);
    const inner = executed.frames.flatMap((frame) => this.#frame(frame, { executed, used, frame: around.frame }));
    if (isGroup(executed)) passedOn.push(...passedOnBy(inner, made));
    return step;
  }

  #used(graph: GraphModule | undefined, { used, frame, executed }: Around & { frame: FrameIndex }): PortDatum[] {
    if (graph === undefined) return [];
    const { boundary, written: functions, path, wires } = graph;
    const written = functions.map((each, i): PortDatum => {
      const id = `${path}/${each.name}/written${
        functions.findIndex(({ name }) => name === each.name) === i ? "" : `#${i}`
      }`;
      return {
        port: each.name,
        datum: this.#datum({ id, port: each.name, writtenOn: path, recorded: writtenValue(each) }),
      };
    });
    const wired = wires.flatMap(({ port, from, fromPort }): PortDatum[] => {
      const producer = producerOf(from, frame);
      return producer === undefined || !gave(producer, fromPort)
        ? []
        : [{ port, datum: this.#output(producer, fromPort) }];
    });
    const entering = boundary?.side === "input" && executed !== undefined
      ? used.filter(({ port }) => port === boundary.name)
      : [];
    return [...written, ...wired, ...entering];
  }

  #made(executed: ExecutedModule, graph: GraphModule | undefined): PortDatum[] {
    const ports = new Set([...Object.keys(executed.module.outputs ?? {}), ...graph?.wiredOutputs ?? []]);
    return [...ports].filter((port) => gave(executed, port)).map((port) => ({
      port,
      datum: this.#output(executed, port),
    }));
  }

  #output(producer: ExecutedModule, port: string): Datum {
    const { outputs } = producer.module;
    const recorded = outputs !== undefined && Object.hasOwn(outputs, port) ? outputs[port] : undefined;
    return this.#datum({ id: `${producer.key}/${port}`, port, producer, recorded });
  }

  #datum(datum: Datum): Datum {
    const known = this.#data.get(datum.id);
    if (known === undefined) this.#data.set(datum.id, datum);
    return known ?? datum;
  }
}

/** What failed, or has not ended, gave nothing; where outputs are recorded, what is not among them was not set. */
function gave({ module: { state, outputs } }: ExecutedModule, port: string): boolean {
  if (state !== "completed" && state !== "cached") return false;
  return outputs === undefined || Object.hasOwn(outputs, port);
}

function indexOf({ modules }: ExecutedFrame): Map<string, ExecutedModule | null> {
  const byPath = new Map<string, ExecutedModule | null>();
  for (const executed of modules) byPath.set(executed.module.path, byPath.has(executed.module.path) ? null : executed);
  return byPath;
}

/** What a module runs finds its upstream around it. */
function producerOf(path: string, frame: FrameIndex | undefined): ExecutedModule | undefined {
  for (let at = frame; at !== undefined; at = at.outer) {
    const found = at.byPath.get(path);
    if (found !== undefined) return found ?? undefined;
  }
  return undefined;
}

function passedOnBy(inner: readonly FlowStep[], made: readonly PortDatum[]): { from: Datum; to: Datum }[] {
  return inner.flatMap(({ graph, used }) => {
    if (graph?.boundary?.side !== "output") return [];
    const { name } = graph.boundary;
    const to = made.find(({ port }) => port === name)?.datum;
    const from = used.find(({ port }) => port === "InternalPipe")?.datum;
    return to === undefined || from === undefined ? [] : [{ from, to }];
  });
}
