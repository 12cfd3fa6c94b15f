/** `vt resume`: continues suspended workflows without naming what they were run with. */
import { InputError } from "../runtime/errors.ts";
import { findWorkflow, type JobWorkflow, workflows } from "../runtime/jobs/job_workflow.ts";
import { isLeased } from "../runtime/jobs/lease.ts";
import type { Store } from "../runtime/store/store.ts";
import { defineCommand, JSON_OPTION, STORE_OPTION, TARGET_OPTIONS } from "./line/command.ts";
import { POOL_OPTION } from "./line/pool_option.ts";
import { PYTHON_OPTION, usePython } from "./line/python_option.ts";
import { complain, masked, oneLine } from "./line/terminal.ts";
import { storeForReading } from "./open/open_store.ts";
import { isScript, worstOf } from "./open/open_workflow.ts";
import { type PlaceOptions, placeWorkflow } from "./open/place_workflow.ts";
import { planWorkflow } from "./open/plan_workflow.ts";
import { reopenWorkflow } from "./open/reopen_workflow.ts";
import { refuseInvalid } from "./run/report.ts";
import { runWorkflow } from "./run/run_workflow.ts";
import { secretsOf } from "./run/secrets_of.ts";
import { RunSession } from "./run/session.ts";

/** Continues workflows. */
export const command = defineCommand({
  name: "resume",
  summary: "Continues suspended workflows where they can go on",
  usage: "[WORKFLOW|FILE]…",
  options: {
    json: JSON_OPTION,
    outputs: { type: "boolean", doc: "with --json: the outputs of every module" },
    "stop-on-error": { type: "boolean", doc: "the first failure ends the run; else only what depends on it" },
    ...TARGET_OPTIONS,
    pool: POOL_OPTION,
    store: STORE_OPTION,
    python: PYTHON_OPTION,
    quiet: { type: "boolean", short: "q", doc: "no progress and no summary" },
  },
  examples: [
    ["vt resume", "continue every workflow that is suspended and not paused"],
    ["vt resume 1qgz", "continue one, by the beginning of its id"],
    ["vt resume simulation.ts", "continue those of a file"],
  ],
  notes: "What precedes a job is not run again. vt jobs lists what is waited for. Exit codes as for vt run.",
  async run({ operands, options }): Promise<number> {
    usePython(options.python);
    const found = await chosen(operands, options.store);
    if (found.length === 0) complain("vt: Nothing is suspended");
    await using session = new RunSession(options.store);
    const codes = new Set<number>();
    for (const workflow of found) {
      if (session.interruption.signal.aborted) codes.add(130);
      else codes.add(await resumeOne(workflow, options, session));
    }
    return worstOf(codes);
  },
});

interface ResumeOptions extends PlaceOptions {
  readonly store: string | undefined;
  readonly json: boolean;
  readonly outputs: boolean;
  readonly quiet: boolean;
  readonly "stop-on-error": boolean;
}

async function resumeOne(workflow: JobWorkflow, options: ResumeOptions, session: RunSession): Promise<number> {
  try {
    const parameters = new Map(Object.entries(secretsOf(options.store).reveal(workflow.parameters)));
    const opened = await reopenWorkflow(workflow.source, parameters);
    const planned = await placeWorkflow(opened, planWorkflow(opened, { strict: false, store: options.store }), options);
    if (planned.isRefused) return refuseInvalid(opened, planned.problems, options.json);
    const { code, tell } = await runWorkflow(opened, planned, {
      ...options,
      ...await session.open(),
      stopOnError: options["stop-on-error"],
      isNew: false,
      workflow: workflow.id,
      save: "auto",
      parameters,
      reason: "Resumed",
    });
    tell();
    return code;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    complain(`vt: workflow ${workflow.id}: ${oneLine(masked(error.message), 2000)}`);
    return 2;
  }
}

async function chosen(operands: readonly string[], named: string | undefined): Promise<readonly JobWorkflow[]> {
  using store = await storeForReading(named);
  if (store === undefined) return [];
  const all: JobWorkflow[] = [];
  for await (const { workflow } of workflows(store)) if (workflow.state !== "finished") all.push(workflow);
  if (operands.length === 0) return all.filter(({ id, isPaused }) => !isPaused && !isLeased(store, id));
  const found = new Set<JobWorkflow>();
  for (const operand of operands) for (const workflow of await workflowsNamed(operand, all, store)) found.add(workflow);
  return [...found];
}

async function workflowsNamed(
  operand: string,
  all: readonly JobWorkflow[],
  store: Store,
): Promise<readonly JobWorkflow[]> {
  if (isScript(operand) || operand.includes(".") || operand.includes("/")) {
    const path = await Deno.realPath(operand).catch(() => operand);
    const ofFile = all.filter(({ source }) => source.file === path);
    if (ofFile.length > 0) return ofFile;
    throw new InputError(`Cannot resume ${operand}: no workflow of this file is suspended`);
  }
  const found = await findWorkflow(store, operand);
  if (found === undefined) {
    throw new InputError(`Cannot resume ${operand}: no workflow has this id, vt jobs lists them`);
  }
  if (found.workflow.state === "finished") throw new InputError(`Cannot resume ${operand}: it is finished`);
  return [found.workflow];
}
