/** Records of runs that nobody ran, in stores that vanish. */
import type { ExecutionEvent } from "../../runtime/record/execution_event.ts";
import type { ExecutionHeader } from "../../runtime/record/log_recorder.ts";
import type { StorePlace } from "../../runtime/store/store_path.ts";
import { removeFolder } from "./remove_folder.ts";

/** A directory for a store, removed with all that is in it when disposed of. */
export function temporaryPlace(): StorePlace & Disposable {
  const directory = Deno.makeTempDirSync();
  const remove = () => removeFolder(directory);
  return { directory, because: "--store", fileSystem: "", [Symbol.dispose]: remove };
}

/** Milliseconds since 1970. */
export const START = Date.UTC(2026, 10, 22, 12);

/** The header of a run of `/data/sum.ts` that starts at `startedAt`. */
export function header(total: number, startedAt: number = START): ExecutionHeader {
  return {
    total,
    workflow: { file: "/data/sum.ts", name: "sum of squares" },
    user: "ada",
    reason: "vt run",
    vtVersion: "0.1.0",
    denoVersion: "2.9.6",
    machine: { name: "here", os: "linux 6", architecture: "x86_64", processor: "a CPU", ram: 2e9 },
    parameters: { n: "12" },
    startedAt,
  };
}

/** The end of a module that took 2.5 ms. */
export function finished(
  path: string,
  more: Partial<Extract<ExecutionEvent, { kind: "moduleFinished" }>> = {},
): ExecutionEvent {
  const ids = path.split(",");
  const startedAt = START + Number(ids.at(-1));
  return {
    kind: "moduleFinished",
    id: Number(ids.at(-1)),
    within: ids.slice(0, -1).join(","),
    name: "Integer",
    state: "completed",
    startedAt,
    finishedAt: startedAt + 2.5,
    ...more,
  };
}
