/** What a module says of machines that it uses by itself, as events. */
import type { RemoteWork } from "../authoring/module.ts";
import type { RemoteEvent } from "../record/execution_event.ts";

/** Tells that such work begins; see `ComputeContext.remoteExecution`. */
export function remoteWork(
  scheme: string,
  annotations: Readonly<Record<string, string>>,
  tell: (event: RemoteEvent) => void,
): RemoteWork {
  const execution = crypto.randomUUID();
  tell({ kind: "remoteExecution", execution, scheme, annotations: { ...annotations } });
  return {
    task: ({ machine, function: name, count = 1, description = "" }) =>
      tell({ kind: "remoteTask", execution, task: { machine: { ...machine }, function: name, count, description } }),
  };
}
