/** The `.vt` files that may be shown: those that the monitor was started with, and those that executions name. */
import { InputError } from "../../runtime/errors.ts";
import { openVistrail, type VistrailBundle } from "../../runtime/vt_file/bundle.ts";
import type { MonitorServices } from "../services.ts";

type Services = Pick<MonitorServices, "index" | "answers">;

/** Absolute paths, those of the monitor first, then those that ran last. */
export async function knownFiles({ index, answers }: Services): Promise<readonly string[]> {
  await index.refresh();
  const ran = index.find({}, Infinity).filter(({ version }) => version !== undefined).map(({ file }) => file);
  return [...new Set([...answers.files, ...ran])];
}

/** Opens a file that may be shown; throws `InputError` for every other, without looking at what lies there. */
export async function openKnownFile(file: string, services: Services): Promise<VistrailBundle> {
  if (!(await knownFiles(services)).includes(file)) {
    throw new InputError("Cannot show this file: no execution is of it, and the monitor was not started with it");
  }
  return await openVistrail(file);
}
