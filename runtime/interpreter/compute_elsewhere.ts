/** A module that computes elsewhere: once, or on each combination of what it loops over. */
import type { ComputedElsewhere } from "../record/execution_event.ts";
import { type Machine, MOST_ITERATIONS } from "../record/log.ts";
import {
  type ComputeEvent,
  type ComputeManyReply,
  type ComputeRequest,
  outputsOfReply,
} from "../scheme/compute_request.ts";
import type { ComputeOptions, ExecutionScheme } from "../scheme/execution_scheme.ts";
import type { TraceContext } from "../telemetry/tracer.ts";
import { askScheme, askSchemeForMany } from "./ask_scheme.ts";
import { iterationOf, loopTeller, withoutLoops } from "./iterations.ts";
import type { ModuleRun, OutputValues } from "./module_run.ts";
import { secretsWith } from "./module_secrets.ts";
import { type Moved, MovedBytes, withMoved } from "./moved_bytes.ts";
import { readInputs, valuesOn } from "./read_inputs.ts";
import { areRepeatable } from "./repeatable.ts";
import { sentName } from "./sent_modules.ts";
import { mayStay } from "./stay.ts";

type Inside = Extract<ComputeEvent, { kind: "inside" }>;

/** Computes a module once. Throws what it threw, or why it could not be computed. */
export async function computeElsewhere(
  run: ModuleRun,
  scheme: ExecutionScheme,
  request = requestFor(run, readInputs(run)),
): Promise<OutputValues> {
  const reply = await askScheme(scheme, request, saying(run, scheme));
  if (reply.status === "completed") run.set({ computedMs: reply.ms });
  return outputsOfReply(reply);
}

/** Computes a module that loops at one level, `count` times; `columns` has what differs. */
export function computeManyElsewhere(
  run: ModuleRun,
  columns: Readonly<Record<string, readonly unknown[]>>,
  { scheme, count }: { readonly scheme: ExecutionScheme; readonly count: number },
): Promise<ComputeManyReply> {
  const ports = Object.keys(columns);
  const first = run.copy({ overrides: new Map(ports.map((port) => [port, columns[port][0]])), depth: 0 });
  const inputs = readInputs(first);
  for (const port of ports) delete inputs[port];
  const isRepeatable = areRepeatable(run.plan, [run.index]);
  const request = { ...requestFor(first, inputs, columns), columns, count, isRepeatable };
  return askSchemeForMany(scheme, request, sayingOfMany(run, scheme, count));
}

/** The request to compute a module on these inputs, within its limits; `columns` has those that differ. */
export function requestFor(
  run: ModuleRun,
  inputs: Readonly<Record<string, unknown>>,
  columns: Readonly<Record<string, readonly unknown[]>> = {},
): ComputeRequest {
  const { dynamic } = run.plan.ports[run.index];
  const hasOwnPorts = dynamic.inputs.length > 0 || dynamic.outputs.length > 0;
  const values = severalValues(run);
  const { timeout, resources } = run.plan.policies.get(run.index) ?? {};
  const { secretOf, tracer } = run.frame.execution;
  const secrets = secretsWith(run.definition!, [inputs, values, columns], secretOf);
  return {
    work: { definition: sentName(run.definition!), ...(hasOwnPorts && { dynamicPorts: dynamic }) },
    inputs,
    ...(values && { values }),
    ...(secrets && { secrets }),
    ...(tracer && { trace: tracer.contextOf(run.frame.tracedOf(run)) }),
    folder: run.frame.execution.elsewhere!.folder,
    isRepeatable: areRepeatable(run.plan, [run.index]),
    ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
    ...(resources?.memory !== undefined && { memoryMb: resources.memory }),
    ...(resources?.cpus !== undefined && { cpus: resources.cpus }),
    ...(resources?.labels !== undefined && { labels: resources.labels }),
  };
}

/** What a request says of a run that is traced, so that the far side can tell where it is. */
export function traceBy(scheme: ExecutionScheme, trace: TraceContext | undefined): Pick<ComputeRequest, "trace"> {
  const { name, annotations = {} } = scheme;
  return trace === undefined ? {} : { trace: { ...trace, by: { scheme: name, annotations } } };
}

/** The values of ports that have several. */
function severalValues(run: ModuleRun): Record<string, readonly unknown[]> | undefined {
  if (run.plan.isSimple[run.index] === 1) return undefined;
  const several: Record<string, readonly unknown[]> = {};
  for (const port of run.plan.ports[run.index].inputs.keys()) {
    const values = valuesOn(run, port);
    if (values.length > 1) several[port] = values;
  }
  return several;
}

/** With a request: what the module says is told as said here; of what is inside with where that was. */
export function saying(run: ModuleRun, scheme: ExecutionScheme, inside?: (event: Inside) => void): ComputeOptions {
  const { execution } = run.frame;
  const place = run.frame.placeOf(run);
  const moved = new MovedBytes();
  return {
    signal: execution.signal,
    pathLength: run.frame.pathLengthOf(run),
    mayStay: mayStay(run),
    observe: (event, machine, annotations) => {
      if (event.kind === "inside") inside?.(placed(event, () => moved.taken(placeAt(scheme, machine, annotations))));
      else if (event.kind === "moved") {
        moved.add(event);
        noteMoved(run, placeAt(scheme, machine, annotations), event);
      } else if (event.kind === "cacheable") run.set({ isCacheable: true });
      else if (event.kind === "computed") noteComputed(run, placeAt(scheme, machine, annotations));
      else execution.observe?.({ ...event, ...place });
    },
  };
}

/** The same of a module that loops so often. */
function sayingOfMany(run: ModuleRun, scheme: ExecutionScheme, count: number): ComputeOptions {
  const options = saying(run, scheme);
  const { execution } = run.frame;
  const iteration = iterationOf(run);
  const counts = { done: 0, failed: 0 };
  const tell = loopTeller(run, count);
  tell(counts);
  return {
    ...options,
    observe: (event, machine, annotations) => {
      options.observe!(event, machine, annotations);
      if (event.kind !== "computed") return;
      counts[event.state === "failed" ? "failed" : "done"]++;
      tell(counts);
      if (event.number >= MOST_ITERATIONS) return;
      const { number, ...rest } = event;
      const which = iteration === "" ? String(number) : `${iteration}/${number}`;
      execution.observe?.({ ...rest, ...run.frame.placeOf(run), kind: "iterationFinished", iteration: which });
    },
  };
}

function placeAt(
  { name, annotations: general = {} }: ExecutionScheme,
  machine: Machine | undefined,
  annotations = general,
): ComputedElsewhere {
  return { scheme: name, annotations, ...(machine && { machine }) };
}

function placed(inside: Inside, place: () => ComputedElsewhere): Inside {
  const { event } = inside;
  return event.kind === "moduleFinished" ? { ...inside, event: { ...event, remote: [place()] } } : inside;
}

/** Machines that a module which loops is said to have been computed on. */
const MOST_PLACES = 100;

/** Of a loop each machine counts once. */
function noteComputed(run: ModuleRun, place: ComputedElsewhere): void {
  const whole = withoutLoops(run);
  const known = whole.remote ?? [];
  if (!known.some((one) => isSamePlace(one, place)) && known.length < MOST_PLACES) {
    whole.set({ remote: [...known, place] });
  }
}

/** What moved for it is said of the machine that it was moved for. */
function noteMoved(run: ModuleRun, place: ComputedElsewhere, moved: Moved): void {
  noteComputed(run, place);
  const whole = withoutLoops(run);
  whole.set({ remote: whole.remote!.map((one) => isSamePlace(one, place) ? withMoved(one, moved) : one) });
}

function isSamePlace(a: ComputedElsewhere, b: ComputedElsewhere): boolean {
  return a.scheme === b.scheme && a.machine?.name === b.machine?.name;
}
