/** What the parts of the contract share: requests, and how a scheme is opened. */
import type { ComputeEvent, ComputeReply, ComputeRequest } from "../../runtime/scheme/compute_request.ts";
import type { ComputeOptions, ExecutionScheme } from "../../runtime/scheme/execution_scheme.ts";

/** URL of the far side of this program. */
export const farSide = new URL("../../far_side.ts", import.meta.url);

/** URL of the script with the modules. */
export const MODULES = new URL("fixtures/modules.ts", import.meta.url).href;

/** A request for a module of fixtures/modules.ts. */
export function requestOf(name: string, more: Partial<ComputeRequest> = {}): ComputeRequest {
  return { work: { definition: { source: { script: MODULES }, namespace: "", name } }, inputs: {}, ...more };
}

/** A request for a module with a source, whose ports are those of the inputs, and `o` for the output. */
export function sourceRequest(
  [pack, name]: readonly [pack: string, name: string],
  source: string,
  inputs: Readonly<Record<string, unknown>> = {},
  more: Partial<ComputeRequest> = {},
): ComputeRequest {
  return {
    work: {
      definition: { source: { package: pack }, namespace: "", name },
      dynamicPorts: { inputs: Object.keys(inputs), outputs: ["o"] },
    },
    inputs: { ...inputs, source },
    ...more,
  };
}

/** A reply without its trace and how long it took, which differ from place to place. */
export function bare(reply: ComputeReply): object {
  const { trace: _, ms: _ms, ...rest } = { trace: "", ms: 0, ...reply };
  return rest;
}

/** What a module said, without what the scheme tells of its end. */
export function said(heard: readonly ComputeEvent[]): ComputeEvent[] {
  return heard.filter(({ kind }) => kind !== "computed");
}

/** Asks for all at once; replies are in the order of the requests. */
export async function computeAll(
  scheme: ExecutionScheme,
  requests: readonly ComputeRequest[],
  options: ComputeOptions = {},
): Promise<ComputeReply[]> {
  const asked = requests.map((request) => scheme.compute(request, options));
  await Promise.allSettled(asked); // a rejection is told when nothing of this runs any more
  return await Promise.all(asked);
}

/** How a test opens the scheme. */
export type Open = (options: { size: number; memoryMb?: number }) => ExecutionScheme;

/** Registers one test of the contract. */
export type Test = (text: string, body: (scheme: ExecutionScheme) => Promise<void>) => void;
