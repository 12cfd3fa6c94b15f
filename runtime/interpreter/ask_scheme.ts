/** Asks a scheme to compute; objects of Python hosts among the values go as pickles. */
import { departing } from "../python/travel.ts";
import type { ComputeManyReply, ComputeManyRequest, ComputeReply, ComputeRequest } from "../scheme/compute_request.ts";
import type { ComputeOptions, ExecutionScheme } from "../scheme/execution_scheme.ts";
import { fetched, holdsRemote } from "../store/remote_value.ts";

/** See {@linkcode ExecutionScheme.compute}. */
export async function askScheme(
  scheme: ExecutionScheme,
  request: ComputeRequest,
  options?: ComputeOptions,
): Promise<ComputeReply> {
  return await scheme.compute(await ready(scheme, request, options), options);
}

/** See {@linkcode ExecutionScheme.computeMany}. */
export async function askSchemeForMany(
  scheme: ExecutionScheme,
  request: ComputeManyRequest,
  options?: ComputeOptions,
): Promise<ComputeManyReply> {
  return await scheme.computeMany(await ready(scheme, request, options), options);
}

/** What goes to a scheme that takes no values of other places is brought here before. */
async function ready<Request extends ComputeRequest & Partial<Pick<ComputeManyRequest, "columns">>>(
  scheme: ExecutionScheme,
  request: Request,
  options: ComputeOptions | undefined,
): Promise<Request> {
  const { inputs, values, columns } = request;
  const departed = departing({ inputs, values, ...(columns && { columns }) });
  const parts = departed instanceof Promise ? await departed : departed;
  const areHere = Object.values(parts).every((part) => part === undefined || !Object.values(part).some(holdsRemote));
  if (scheme.takesRemote || areHere) return { ...request, ...parts };
  const brought = await Promise.all(
    Object.entries(parts).map(async ([name, part]) => [name, part && await allFetched(part, options?.signal)]),
  );
  return { ...request, ...Object.fromEntries(brought) };
}

/** By port. */
async function allFetched(
  values: Readonly<Record<string, unknown>>,
  signal: AbortSignal | undefined,
): Promise<Readonly<Record<string, unknown>>> {
  const entries = Object.entries(values).map(async ([port, value]) => [port, await fetched(value, signal)] as const);
  return Object.fromEntries(await Promise.all(entries));
}
