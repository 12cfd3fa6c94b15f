/** The `.vt` files that may be shown: those that the monitor was started with, and those that executions name. */
import { InputError } from "../../runtime/errors.ts";
import type { ListedExecution } from "../../runtime/record/execution_index.ts";
import { openVistrail, type VistrailBundle } from "../../runtime/vt_file/bundle.ts";
import type { MonitorServices } from "../services.ts";

type Services = Pick<MonitorServices, "index" | "answers">;

/** A file with what ran of it, newest first. */
export interface KnownFile {
  /** Absolute. */
  readonly path: string;
  readonly executions: readonly ListedExecution[];
}

/** Those of the monitor first, then those that ran last. */
export async function knownFiles({ index, answers }: Services): Promise<readonly KnownFile[]> {
  await index.refresh();
  const files = new Map<string, ListedExecution[]>(answers.files.map((file) => [file, []]));
  for (const execution of index.find({}, Infinity)) {
    const { file, version } = execution;
    if (version === undefined) continue;
    const known = files.get(file);
    if (known === undefined) files.set(file, [execution]);
    else known.push(execution);
  }
  return Array.from(files, ([path, executions]) => ({ path, executions }));
}

/** Opens a file that may be shown; throws `InputError` for every other, without looking at what lies there. */
export async function openKnownFile(file: string, services: Services): Promise<VistrailBundle> {
  if (!(await knownFiles(services)).some(({ path }) => path === file)) {
    throw new InputError("Cannot show this file: no execution is of it, and the monitor was not started with it");
  }
  return await openVistrail(file);
}
