/** A group that computes elsewhere, with all its content: what happens inside is told here as if it were. */
import { ModuleSuspended } from "../errors.ts";
import { type ComputeRequest, outputsOfReply } from "../scheme/compute_request.ts";
import type { ExecutionScheme } from "../scheme/execution_scheme.ts";
import type { SentPipeline } from "../scheme/sent_pipeline.ts";
import { askScheme } from "./ask_scheme.ts";
import { saying, traceBy } from "./compute_elsewhere.ts";
import { RunFailed } from "./failure.ts";
import type { Frame } from "./frame.ts";
import type { ModuleRun, Procedure } from "./module_run.ts";
import { secretsWithModules } from "./module_secrets.ts";
import { hasInput, readPort } from "./read_inputs.ts";
import { areRepeatable } from "./repeatable.ts";
import { sentModules } from "./sent_modules.ts";
import { type FinishedEvent, type InsideEvent, toldOf } from "./told.ts";
import { waitUntil } from "./until.ts";

/** Runs a group once. */
export function* sendGroup(run: ModuleRun, scheme: ExecutionScheme): Procedure {
  const { frame } = run;
  const content = frame.inside(run);
  run.set({ content });
  const request = requestOf(run, scheme);
  let own: FinishedEvent | undefined;
  const options = saying(run, scheme, (inside) => {
    const { event } = inside;
    if (event.within !== "") {
      adopt(content, event.within.split(",").slice(1).map(Number), inside);
      frame.pass(event.kind === "moduleAttempt" ? { ...event, target: scheme.name } : event, run);
    } else if (event.kind === "moduleFinished") {
      own = event;
    }
  });
  const outputs = outputsOfReply(yield* waitUntil(run, () => askScheme(scheme, request, options)));
  if (own?.state === "suspended") throw new ModuleSuspended(own.error ?? "");
  if (own?.state === "failed") throw new RunFailed(toldOf({ event: own }).failure!);
  return outputs;
}

function requestOf(run: ModuleRun, scheme: ExecutionScheme): ComputeRequest {
  const { frame, plan, index, module } = run;
  const { elsewhere, secretOf, tracer } = frame.execution;
  const { key, folder, wantsAllOutputs } = elsewhere!;
  const ports = plan.inner.get(index)!.boundary.inputs.map(({ name }) => name).filter((name) => hasInput(run, name));
  const inputs = Object.fromEntries(ports.map((name) => [name, readPort(run, name)]));
  const pipeline: SentPipeline = {
    ...sentModules(plan, [index]),
    key: `${key} ${frame.pathOf(index)}`,
    feeds: ports.map((name) => ({ name, module: module.id, port: name })),
    result: module.id,
    tellsOutputs: wantsAllOutputs ? "all" : 0,
  };
  const secrets = secretsWithModules(plan, [index], { feeds: inputs, secretOf });
  return {
    work: { pipeline },
    inputs,
    ...(secrets && { secrets }),
    ...traceBy(scheme, tracer?.contextOf(frame.tracedOf(run))),
    folder,
    isRepeatable: areRepeatable(plan, [index]),
  };
}

/** Books how a module inside ended. `path`: ids of the groups around it, from the content on. */
function adopt(content: Frame, path: readonly number[], inside: InsideEvent): void {
  if (inside.event.kind !== "moduleFinished") return;
  let frame = content;
  for (const id of path) frame = contentAt(frame, id);
  const told = toldOf({ event: inside.event, outputs: inside.outputs });
  const { state, outputs, failure, iterations, attempts, isCacheable } = told;
  const run = frame.runAt(frame.plan.indexOf(inside.event.id)!);
  run.state = state;
  run.outputs = outputs;
  if (failure ?? iterations ?? isCacheable) run.set({ failure, iterations, isCacheable });
  if (attempts !== undefined) run.set({ attempts: { begun: attempts, isRepeated: true, waitedMs: 0 } });
  const isAlone = iterations === undefined && run.definition !== undefined;
  if (isAlone && failure?.isSuspended) frame.execution.suspendedAlone.push(run);
}

function contentAt(frame: Frame, id: number): Frame {
  const group = frame.runAt(frame.plan.indexOf(id)!);
  if (group.content === undefined) group.set({ content: frame.inside(group) });
  return group.content!;
}
