/** Computing here for a limited time. A loop that never waits cannot be interrupted: nothing else runs meanwhile. */
import { ModuleError } from "../errors.ts";
import { isThenable } from "../values.ts";

/** How long a module that was told to stop has to clean up: as long as elsewhere. */
const GRACE_MS = 750;

/**
 * Gives what `compute` gives. Where that is a promise that takes longer, its signal is aborted and it is given a moment;
 * then it has failed, whatever it still does. `signal`: the run's.
 */
export function withinTime(
  seconds: number,
  signal: AbortSignal,
  compute: (signal: AbortSignal) => unknown,
): unknown {
  const time = new AbortController();
  const result = compute(AbortSignal.any([signal, time.signal]));
  return isThenable(result) ? settledWithin(seconds, result, { signal, time }) : result;
}

async function settledWithin(
  seconds: number,
  work: PromiseLike<unknown>,
  { signal, time }: { signal: AbortSignal; time: AbortController },
): Promise<unknown> {
  const settled = Promise.resolve(work).then((value) => ({ value }));
  const first = await beforeAlarm(settled, seconds * 1000, signal);
  if (first !== undefined) return first.value;
  const error = new ModuleError(`Timeout: it ran for more than ${seconds} s`);
  time.abort(error);
  await beforeAlarm(settled.catch(() => {}), GRACE_MS, signal);
  throw error;
}

/** What the work gives; undefined when its time is over before. When the run ends there is no alarm any more. */
async function beforeAlarm<T>(work: Promise<T>, ms: number, signal: AbortSignal): Promise<T | undefined> {
  const alarm = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => alarm.resolve(undefined), ms);
  const silence = (): void => clearTimeout(timer);
  signal.addEventListener("abort", silence);
  try {
    return await Promise.race([work, alarm.promise]);
  } finally {
    silence();
    signal.removeEventListener("abort", silence);
  }
}
