/** `vt run`: from the arguments to the exit code; each FILE is opened, planned, run and recorded in turn. */
import { InvalidPipelineError } from "../runtime/errors.ts";
import type { Observe } from "../runtime/record/execution_event.ts";
import { execute } from "../runtime/interpreter/execution.ts";
import type { ResultCache } from "../runtime/interpreter/result_cache.ts";
import { type Recorder, recordExecution } from "../runtime/record/log_recorder.ts";
import { thisMachine } from "../runtime/record/machine.ts";
import { moduleCount } from "../runtime/plan/plan.ts";
import type { Store } from "../runtime/store/store.ts";
import { VERSION } from "../runtime/version.ts";
import { defineCommand, JSON_OPTION, STORE_OPTION } from "./command.ts";
import { ConsoleCapture } from "./console_capture.ts";
import { Interruption } from "./interruption.ts";
import { storeForWriting } from "./open_store.ts";
import { forEachWorkflow, type OpenedWorkflow, openWorkflow, readSettings } from "./open_workflow.ts";
import { type PlannedWorkflow, planWorkflow } from "./plan_workflow.ts";
import { printInvalid, printReport, type Report, reportFor } from "./run_report.ts";

/** Runs workflows. */
export const command = defineCommand({
  name: "run",
  summary: "Runs workflows: scripts and versions of .vt files",
  usage: "FILE[:VERSION]… [--set NAME=VALUE]…",
  options: {
    set: { type: "string", multiple: true, value: "NAME=VALUE", doc: "value of an input, parameter or alias" },
    json: JSON_OPTION,
    outputs: { type: "boolean", doc: "with --json: the outputs of every module" },
    "stop-on-error": { type: "boolean", doc: "the first failure ends the run; else only what depends on it" },
    strict: { type: "boolean", doc: "refuse a workflow with warnings" },
    "no-save": { type: "boolean", doc: "never write into the .vt file; a run without jobs does not, in any case" },
    new: { type: "boolean", doc: "begin a new execution; one that is not suspended is never continued, in any case" },
    store: STORE_OPTION,
    quiet: { type: "boolean", short: "q", doc: "no progress and no summary" },
  },
  examples: [
    ["vt run examples/sum_of_squares.ts --set n=20", "run a script with a value for its input"],
    ["vt run gcd.vt", "run the version that VisTrails would open"],
    ["vt run gcd.vt:aliases --set x=12", "run a tagged version with a value for an alias"],
    ["vt run a.vt b.vt --json --outputs", "a JSON document a line, with all outputs"],
  ],
  notes:
    "A script is a program: running it trusts it. Exit codes: 0 completed, 1 a module failed, 2 the input is wrong, " +
    "130 interrupted.",
  async run({ operands, options }): Promise<number> {
    const set = readSettings(options.set);
    using interruption = new Interruption();
    using capture = new ConsoleCapture();
    const shared: Shared = { options, interruption, capture, cache: new Map() };
    const store = { opened: undefined as Store | undefined };
    try {
      return await forEachWorkflow(operands, async (argument) => {
        if (interruption.signal.aborted) return 130;
        const opened = await openWorkflow(argument, set);
        const planned = planWorkflow(opened, { strict: options.strict });
        if (planned.isRefused) return refuse(opened, planned, options.json);
        const writable = store.opened ??= await storeForWriting(options.store);
        return await runOne(opened, planned, { ...shared, store: writable, parameters: set });
      });
    } finally {
      store.opened?.[Symbol.dispose]();
    }
  },
});

interface Shared {
  readonly options: {
    readonly json: boolean;
    readonly outputs: boolean;
    readonly "stop-on-error": boolean;
    readonly quiet: boolean;
  };
  readonly interruption: Interruption;
  readonly capture: ConsoleCapture;
  readonly cache: ResultCache;
}

interface RunSettings extends Shared {
  readonly store: Store;
  readonly parameters: ReadonlyMap<string, string>;
}

function refuse(opened: OpenedWorkflow, { problems }: PlannedWorkflow, json: boolean): number {
  if (!json) throw new InvalidPipelineError(problems);
  printInvalid(opened, problems);
  return 2;
}

const CODES = { completed: 0, failed: 1, suspended: 75, interrupted: 130 };

async function runOne(
  opened: OpenedWorkflow,
  { plan, problems }: PlannedWorkflow,
  settings: RunSettings,
): Promise<number> {
  const { options, interruption, capture, cache } = settings;
  await using recorder = await startRecord(opened, moduleCount(plan), settings);
  const report: Report = reportFor(opened, { plan, problems, ...options });
  capture.sendTo((text) => report.observe({ kind: "printed", id: -1, within: "", text }));
  const observe: Observe = (event) => {
    recorder.observe(event);
    report.observe(event);
  };
  const outcome = await execute(plan, {
    observe,
    cache,
    signal: interruption.signal,
    stopOnError: options["stop-on-error"],
  });
  capture.sendTo(undefined);
  const exec = await recorder.finish(outcome.state);
  printReport(report, outcome, exec);
  return CODES[outcome.state];
}

async function startRecord(
  { source }: OpenedWorkflow,
  total: number,
  { store, parameters }: RunSettings,
): Promise<Recorder> {
  return await recordExecution(store, {
    workflow: source,
    user: Deno.env.get("USER") ?? Deno.env.get("USERNAME") ?? "",
    reason: "Console Mode Execution",
    vtVersion: VERSION,
    denoVersion: Deno.version.deno,
    machine: thisMachine(),
    parameters: Object.fromEntries(parameters),
    startedAt: Date.now(),
    total,
  });
}
