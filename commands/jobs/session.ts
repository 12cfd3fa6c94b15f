/** What the words of `vt jobs` share: the store, questions to handles, Ctrl-C. */
import { JobQuestions } from "../../runtime/jobs/job_questions.ts";
import { Registry } from "../../runtime/pipeline/registry.ts";
import { openSecrets } from "../../runtime/secrets/secrets.ts";
import type { Store } from "../../runtime/store/store.ts";
import { openSchemes } from "../../schemes/mod.ts";
import type { JobsArguments } from "../jobs.ts";
import { ConsoleCapture } from "../line/console_capture.ts";
import { Interruption } from "../line/interruption.ts";
import { writeMessage } from "../line/terminal.ts";
import { storeForReading } from "../open/open_store.ts";
import { farStepsBy, scriptStepsBy } from "../run/far_jobs.ts";
import { FAR_SIDE } from "../run/far_side_url.ts";

/** See the head of the file. What scripts print goes to stderr. */
export interface JobsSession extends AsyncDisposable {
  readonly store: Store;
  readonly questions: JobQuestions;
  readonly signal: AbortSignal;
}

/** Opens the store for asking; undefined, after a line that says so, where there is none. */
export async function openSession({ options }: JobsArguments): Promise<JobsSession | undefined> {
  const store = await storeForReading(options.store);
  return store === undefined ? undefined : await sessionOf(store);
}

/** How a session asks. */
export interface SessionOptions {
  /** Handles of jobs that scripts define work in other processes, so that none of them can stop this one. */
  readonly isApart?: boolean;
}

/** The same with a store that is open; disposing of the session closes it. */
export async function sessionOf(store: Store, { isApart = false }: SessionOptions = {}): Promise<JobsSession> {
  const { packages } = await import("../../modules/mod.ts");
  const interruption = new Interruption();
  const capture = new ConsoleCapture();
  capture.sendTo(writeMessage);
  const schemes = openSchemes({ farSide: FAR_SIDE, dataDirectory: store.directory });
  const secrets = openSecrets(store.directory);
  return {
    store,
    questions: new JobQuestions(new Registry(packages), {
      secrets,
      farSteps: farStepsBy(schemes),
      ...(isApart && { scriptSteps: scriptStepsBy(schemes, secrets) }),
    }),
    signal: interruption.signal,
    [Symbol.asyncDispose]: async () => {
      await schemes[Symbol.asyncDispose]();
      capture[Symbol.dispose]();
      interruption[Symbol.dispose]();
      store[Symbol.dispose]();
    },
  };
}

/** Waits; false when the signal is aborted before. */
export async function wait(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  const over = Promise.withResolvers<void>();
  const timer = setTimeout(over.resolve, milliseconds);
  const stop = (): void => over.resolve();
  signal.addEventListener("abort", stop);
  await over.promise;
  clearTimeout(timer);
  signal.removeEventListener("abort", stop);
  return !signal.aborted;
}
