/** Opens what may hold a log: a bundle, or a log that was exported. */
import { VistrailFileError } from "../errors.ts";
import type { Vistrail } from "../vistrail/vistrail.ts";
import { openVistrail } from "./bundle.ts";
import { readSource } from "./vistrail_source.ts";
import type { LogWorkflowExec } from "./vistrails_log.ts";
import { readVistrailsLog } from "./vistrails_log_xml.ts";

/** The executions of a file, oldest first, and the vistrail whose versions they ran, where that is known. */
export interface LogFile {
  readonly executions: readonly LogWorkflowExec[];
  readonly vistrail?: Vistrail;
}

/** How far the first tag of a log may be from the beginning. */
const HEAD = 4096;

/** Opens the file; throws `VistrailFileError` naming it. */
export async function openLogFile(path: string): Promise<LogFile> {
  const bytes = await readSource(path);
  if (!isLog(bytes)) {
    const bundle = await openVistrail(path);
    return { executions: await bundle.executions(), vistrail: bundle.vistrail };
  }
  try {
    return { executions: readVistrailsLog(bytes) };
  } catch (error) {
    if (error instanceof VistrailFileError && error.place.file === undefined) throw error.in(path);
    throw error;
  }
}

function isLog(bytes: Uint8Array): boolean {
  const head = new TextDecoder().decode(bytes.subarray(0, HEAD));
  return /^\ufeff?(?:<\?[^?]*\?>|<!--(?:(?!-->)[^])*-->|\s)*<(?:log|workflowExec)[\s/>]/.test(head);
}
