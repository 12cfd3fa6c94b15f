/** The `.vt` files that may be shown: those that the monitor was started with, and those that executions name. */
import { InputError } from "../../runtime/errors.ts";
import { executions } from "../../runtime/record/execution_log.ts";
import { openVistrail, type VistrailBundle } from "../../runtime/vt_file/bundle.ts";
import type { Store } from "../../runtime/store/store.ts";
import type { MonitorServices } from "../services.ts";

type Services = Pick<MonitorServices, "store" | "answers">;

/** Absolute paths, those of the monitor first, then those that ran last. */
export async function knownFiles({ store, answers }: Services): Promise<readonly string[]> {
  const files = new Set(answers.files);
  for await (const file of filesOfExecutions(store)) files.add(file);
  return [...files];
}

/** Opens a file that may be shown; throws `InputError` for every other, without looking at what lies there. */
export async function openKnownFile(file: string, { store, answers }: Services): Promise<VistrailBundle> {
  if (!answers.files.includes(file) && !await isOfExecution(store, file)) {
    throw new InputError("Cannot show this file: no execution is of it, and the monitor was not started with it");
  }
  return await openVistrail(file);
}

async function isOfExecution(store: Store, file: string): Promise<boolean> {
  for await (const known of filesOfExecutions(store)) if (known === file) return true;
  return false;
}

async function* filesOfExecutions(store: Store): AsyncGenerator<string> {
  for await (const { workflow: { file, version } } of executions(store)) if (version !== undefined) yield file;
}
