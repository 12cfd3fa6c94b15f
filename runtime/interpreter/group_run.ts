/** Runs a group: its content in the same runner, so that nothing else waits for it. */
import { ModuleError, ModuleSuspended } from "../errors.ts";
import type { ModuleRun, Procedure } from "./module_run.ts";
import { hasInput, outputOf, readPort } from "./read_inputs.ts";
import { GeneratorValue } from "./stream.ts";
import { drainStreams } from "./stream_drain.ts";
import { waitFor } from "./until.ts";

/** The group's inputs go to its InputPort modules; its outputs come from its OutputPort modules. */
export function* runGroup(run: ModuleRun): Procedure {
  const inner = run.plan.inner.get(run.index)!;
  const frame = run.frame.inside(run);
  run.set({ content: frame });
  for (const { name, index } of inner.boundary.inputs) {
    if (hasInput(run, name)) frame.feed(index, new Map([["ExternalPipe", readPort(run, name)]]));
  }
  const sinks = Array.from(inner.sinks, (index) => frame.runAt(index));
  frame.demand(sinks, run.frame.roomOf(run, inner));
  yield* waitFor(sinks);
  if (run.isCopy) yield* drainStreams(frame.streams);
  if (frame.failureText !== undefined) throw new ModuleError(frame.failureText);
  if (frame.suspensions.length > 0) {
    throw new ModuleSuspended(frame.suspensions.map(({ failure }) => failure!.error).join("\n"));
  }
  const outputs: Record<string, unknown> = {};
  for (const { name, index } of inner.boundary.outputs) {
    const port = frame.runAt(index);
    if (port.outputs !== undefined) outputs[name] = outputOf(port, "ExternalPipe");
    if (run.isCopy && outputs[name] instanceof GeneratorValue) throw new ModuleError("Generator is not allowed here");
  }
  return outputs;
}
