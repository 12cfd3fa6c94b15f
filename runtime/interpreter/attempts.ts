/**
 * A module of which somebody says how it is computed: it waits for room, is tried, and where that fails tried again. What
 * it takes it holds during an attempt only.
 */
import type { ComputePolicy } from "../authoring/compute_policy.ts";
import { ModuleError, ModuleSuspended } from "../errors.ts";
import { needsOf } from "../plan/pool_sizes.ts";
import { UnsentError } from "../scheme/compute_request.ts";
import { UnknownOutcomeError } from "../scheme/execution_scheme.ts";
import type { ExecutionScheme } from "../scheme/execution_scheme.ts";
import { isThenable } from "../values.ts";
import { computeElsewhere, requestFor } from "./compute_elsewhere.ts";
import { Context } from "./context.ts";
import { describeFailure } from "./failure.ts";
import type { ModuleRun, OutputValues, Procedure, Waiting } from "./module_run.ts";
import { readInputs } from "./read_inputs.ts";
import { Sleep } from "./sleep.ts";
import { withinTime } from "./time_limit.ts";
import { waitFor, waitForWork, waitUntil } from "./until.ts";

/** How a module computes once; undefined where nobody says anything of it. Jobs have their own ways. */
export function attemptsOf(run: ModuleRun, scheme: ExecutionScheme | undefined): Procedure | undefined {
  const policy = run.plan.policies.get(run.index);
  return policy === undefined || run.definition?.compute === undefined ? undefined : attempts(run, policy, scheme);
}

function* attempts(run: ModuleRun, policy: ComputePolicy, scheme: ExecutionScheme | undefined): Procedure {
  const { execution } = run.frame;
  const compute = scheme === undefined ? computingHere(run, policy) : computingElsewhere(run, scheme);
  const counts = run.countAttempts();
  const most = 1 + (policy.retries ?? 0);
  for (let number = 1;; number++) {
    const giveBack = yield* takeShare(run, policy, scheme);
    const startedAt = execution.now();
    if (number === 1) run.beginAttempts(startedAt);
    execution.inBackground.delete(run);
    counts.begun++;
    try {
      const outputs = yield* compute();
      if (number > 1 && scheme === undefined) run.set({ computedMs: execution.now() - startedAt });
      return outputs as OutputValues;
    } catch (error) {
      if (number === most || !mayEndOtherwise(error, execution.signal)) throw error;
      counts.isRepeated = true;
      const { error: text } = describeFailure(error);
      run.frame.tellAttempt(run, { number, most, startedAt, error: text, target: scheme?.name });
    } finally {
      giveBack();
    }
    run.set({ isCacheable: undefined, stream: undefined, computedMs: undefined }); // the failed attempt may have set them
    execution.inBackground.set(run, Promise.resolve()); // it has begun: where the run is stopped it is interrupted
    yield* pause(run, policy, number);
  }
}

/** Tries it once; what it reads stays the same, and is read before anything is tried. */
type Compute = () => Generator<Waiting, unknown>;

function computingElsewhere(run: ModuleRun, scheme: ExecutionScheme): Compute {
  const request = requestFor(run, readInputs(run));
  return () => waitUntil(run, () => computeElsewhere(run, scheme, request));
}

function computingHere(run: ModuleRun, { timeout }: ComputePolicy): Compute {
  const inputs = readInputs(run);
  const { signal, tracer, computing } = run.frame.execution;
  const computeIt = (signal?: AbortSignal): unknown =>
    run.definition!.compute!({ ...inputs }, new Context(run, signal));
  const computeOnce = (signal?: AbortSignal): unknown =>
    computing === undefined ? computeIt(signal) : computing.as(run, () => computeIt(signal));
  const compute = (signal?: AbortSignal): unknown =>
    tracer === undefined ? computeOnce(signal) : tracer.within(run.frame.tracedOf(run), () => computeOnce(signal));
  return function* (): Generator<Waiting, unknown> {
    const result = timeout === undefined ? compute() : withinTime(timeout, signal, compute);
    return isThenable(result) ? yield* waitForWork(run, result) : result;
  };
}

/** Whether another attempt may end in another way. */
function mayEndOtherwise(error: unknown, signal: AbortSignal): boolean {
  if (signal.aborted || error instanceof ModuleSuspended || error instanceof UnsentError) return false;
  if (error instanceof UnknownOutcomeError) return false;
  return !(error instanceof ModuleError && error.abort);
}

/** Waits until there is room and takes it; what comes back gives it back. */
function* takeShare(
  run: ModuleRun,
  policy: ComputePolicy,
  scheme: ExecutionScheme | undefined,
): Generator<Waiting, () => void> {
  const needs = needsOf(policy, scheme?.name);
  if (needs.length === 0) return () => {};
  const { execution } = run.frame;
  const { limits } = execution;
  const askedAt = execution.now();
  const pathLength = run.frame.pathLengthOf(run);
  const { priority, inherited } = run;
  const turn = limits.take(needs, { priority, inherited, order: pathLength === undefined ? run.order : -pathLength });
  if (!turn.isDone) {
    yield* waitFor([turn]) as Generator<Waiting>;
    if (!run.isCopy) run.countAttempts().waitedMs += execution.now() - askedAt;
  }
  return () => limits.giveBack(needs);
}

/** Waits before the next attempt. */
function* pause(run: ModuleRun, { backoff }: ComputePolicy, number: number): Generator<Waiting> {
  if (backoff === undefined) return;
  const { execution } = run.frame;
  const seconds = Math.min(backoff.most, backoff.seconds * backoff.factor ** (number - 1));
  const sleep = new Sleep(seconds, execution.signal);
  execution.runner.add([sleep]);
  yield* waitFor([sleep]) as Generator<Waiting>;
}
