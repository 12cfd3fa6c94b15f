/** A module that computes elsewhere: once, or on each combination of what it loops over. */
import {
  type ComputeEvent,
  type ComputeManyReply,
  type ComputeRequest,
  outputsOfReply,
} from "../scheme/compute_request.ts";
import type { ComputeOptions, ExecutionScheme } from "../scheme/execution_scheme.ts";
import { askScheme, askSchemeForMany } from "./ask_scheme.ts";
import type { ModuleRun, OutputValues } from "./module_run.ts";
import { secretsWith } from "./module_secrets.ts";
import { readInputs, valuesOn } from "./read_inputs.ts";
import { sentName } from "./sent_modules.ts";

/** Computes a module once. Throws what it threw, or why it could not be computed. */
export async function computeElsewhere(
  run: ModuleRun,
  scheme: ExecutionScheme,
  request = requestFor(run, readInputs(run)),
): Promise<OutputValues> {
  const reply = await askScheme(scheme, request, saying(run));
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
  const isRepeatable = run.definition!.cacheable !== false;
  const request = requestFor(first, inputs, columns);
  return askSchemeForMany(scheme, { ...request, columns, count, isRepeatable }, saying(run));
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
  const secrets = secretsWith(run.definition!, [inputs, values, columns], run.frame.execution.secretOf);
  return {
    work: { definition: sentName(run.definition!), ...(hasOwnPorts && { dynamicPorts: dynamic }) },
    inputs,
    ...(values && { values }),
    ...(secrets && { secrets }),
    folder: run.frame.execution.elsewhere!.folder,
    ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
    ...(resources?.memory !== undefined && { memoryMb: resources.memory }),
  };
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

/** With a request: what the module says is told as said here. */
export function saying(
  run: ModuleRun,
  inside?: (event: Extract<ComputeEvent, { kind: "inside" }>) => void,
): ComputeOptions {
  const { execution, within } = run.frame;
  const place = { id: run.module.id, within };
  return {
    signal: execution.signal,
    pathLength: run.frame.pathLengthOf(run),
    observe: (event) => {
      if (event.kind === "inside") inside?.(event);
      else if (event.kind === "cacheable") run.set({ isCacheable: true });
      else execution.observe?.({ ...event, ...place });
    },
  };
}
