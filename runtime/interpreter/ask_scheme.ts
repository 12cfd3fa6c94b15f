/** Asks a scheme to compute; objects of Python hosts among the values go as pickles. */
import { departing } from "../python/travel.ts";
import type { ComputeManyReply, ComputeManyRequest, ComputeReply, ComputeRequest } from "../scheme/compute_request.ts";
import type { ComputeOptions, ExecutionScheme } from "../scheme/execution_scheme.ts";

/** See {@linkcode ExecutionScheme.compute}. */
export async function askScheme(
  scheme: ExecutionScheme,
  request: ComputeRequest,
  options?: ComputeOptions,
): Promise<ComputeReply> {
  const { inputs, values } = request;
  const departed = departing({ inputs, values });
  const ready = { ...request, ...(departed instanceof Promise ? await departed : departed) };
  return await scheme.compute(ready, options);
}

/** See {@linkcode ExecutionScheme.computeMany}. */
export async function askSchemeForMany(
  scheme: ExecutionScheme,
  request: ComputeManyRequest,
  options?: ComputeOptions,
): Promise<ComputeManyReply> {
  const { inputs, values, columns } = request;
  const departed = departing({ inputs, values, columns });
  const ready = { ...request, ...(departed instanceof Promise ? await departed : departed) };
  return await scheme.computeMany(ready, options);
}
