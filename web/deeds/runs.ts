/** What people do to runs: begin, continue and stop them. Each is a process of its own. */
import { InputError } from "../../runtime/errors.ts";
import type { JobWorkflow } from "../../runtime/jobs/job_workflow.ts";
import { runningHolder } from "../../runtime/jobs/lease.ts";
import { waitingProcess } from "../../runtime/jobs/waiting_process.ts";
import { ownerOf } from "../../runtime/record/execution_log.ts";
import { read } from "../../runtime/store/store.ts";
import type { Said } from "../said.ts";
import type { MonitorServices, Started } from "../services.ts";
import { start } from "./start.ts";

type Services = Pick<MonitorServices, "store" | "actions" | "mask">;

/** What to run, as a person or a program says it. */
export interface WantedRun {
  /** Absolute path of a `.vt` file or a script. */
  readonly file: string;
  /** Number or tag of a version; the one that VisTrails would open unless given. */
  readonly version?: string;
  /** Values of inputs, parameters and aliases, by name. */
  readonly set?: Readonly<Record<string, string>>;
  /** Begins anew instead of continuing what is suspended. */
  readonly isNew?: boolean;
  /** Absolute path of an execution configuration. */
  readonly targets?: string;
}

/** Runs a workflow. */
export async function run(
  { file, version, set = {}, isNew, targets }: WantedRun,
  { actions }: Services,
): Promise<Started> {
  for (const path of [file, ...targets === undefined ? [] : [targets]]) {
    if (!path.startsWith("/")) {
      throw new InputError(`A file is named by its absolute path, beginning with /: ${path} is none`);
    }
  }
  return await start(actions, [
    "run",
    version === undefined || version === "" ? file : `${file}:${version}`,
    ...Object.entries(set).map(([name, value]) => `--set=${name}=${value}`),
    ...isNew === true ? ["--new"] : [],
    ...targets === undefined ? [] : [`--targets=${targets}`],
    "--quiet",
  ]);
}

/** Continues a workflow where it can go on. */
export async function resume(workflow: string, { store, actions }: Services): Promise<Started> {
  const { value } = await read(store, (kv) => kv.get<JobWorkflow>(["workflow", workflow]));
  if (value === null) throw new InputError(`There is no workflow ${workflow} any more`);
  return await start(actions, ["resume", value.id, "--quiet"]);
}

/** Tells what has become of a process; `what`: what it does where all is well. */
export function saidOfStart(started: Started, what: string, { mask }: Pick<Services, "mask">): Said {
  if (started.kind === "records") return { lines: [`${what}: execution ${started.execution}`], isBad: false };
  if (started.kind === "goesOn") return { lines: [`${what}: process ${started.pid} starts`], isBad: false };
  const { code, output } = started;
  const said = mask(output).trim().split("\n").slice(-3);
  return {
    lines: [ENDS[code] ?? `It ended with exit code ${code}`, ...said.filter((line) => line !== "")],
    isBad: code !== 0 && code !== SUSPENDED,
  };
}

const SUSPENDED = 75;
const ENDS: Readonly<Record<number, string>> = {
  0: "It is completed",
  1: "A module failed",
  2: "It cannot run",
  75: "It is suspended again",
  130: "It was interrupted",
};

/** Stops the process that runs a workflow, or waits for its jobs: these go on. Gives its id. */
export function stop(workflow: string, { store, actions }: Services): number {
  const holder = runningHolder(store, workflow);
  const pid = holder?.purpose === "run" ? holder.pid : waitingProcess(store, workflow);
  if (pid === undefined) throw new InputError(`No process runs workflow ${workflow}, or waits for its jobs`);
  actions.interrupt(pid);
  return pid;
}

/** Stops the process of an execution: what is resumable is suspended, the rest is cancelled. Gives its id. */
export async function interrupt(execution: string, { store, actions }: Services): Promise<number> {
  const owner = await ownerOf(store, execution);
  if (owner === undefined) throw new InputError(`Execution ${execution} does not run any more`);
  actions.interrupt(owner.pid);
  return owner.pid;
}
