/** `vt run`: from the arguments to the exit code; each FILE is opened, planned, run and recorded in turn. */
import { UsageError } from "../runtime/errors.ts";
import { readInterval } from "./jobs/watch.ts";
import { defineCommand, JSON_OPTION, STORE_OPTION, TARGET_OPTIONS } from "./line/command.ts";
import { POOL_OPTION } from "./line/pool_option.ts";
import { PYTHON_OPTION, usePython } from "./line/python_option.ts";
import { openMashup } from "./open/open_mashup.ts";
import { forEachWorkflow, type OpenedWorkflow, openWorkflow, readSettings, worstOf } from "./open/open_workflow.ts";
import { placeWorkflow } from "./open/place_workflow.ts";
import { planWorkflow } from "./open/plan_workflow.ts";
import { openExploration } from "./run/explore.ts";
import type { SaveWhen } from "./run/file_jobs.ts";
import type { RepeatOptions } from "./run/repeat.ts";
import { refuseInvalid } from "./run/report.ts";
import { RunSession } from "./run/session.ts";
import { runUntilOver } from "./run/until_over.ts";

/** Runs workflows. */
export const command = defineCommand({
  name: "run",
  summary: "Runs workflows: scripts and versions of .vt files",
  usage: "FILE[:VERSION]… [--set NAME=VALUE]…\n[FILE] --from-log ID|FILE#N [--set NAME=VALUE]… [--compare]",
  options: {
    set: { type: "string", multiple: true, value: "NAME=VALUE", doc: "value of an input, parameter or alias" },
    exploration: { type: "string", value: "NAME", doc: "run each cell of a parameter exploration of the file" },
    mashup: {
      type: "string",
      value: "NAME",
      doc: "run this mashup of the file: a tag or number; --set gives its values",
    },
    to: {
      type: "string",
      multiple: true,
      value: "MODULE",
      doc: "only this module (id, label or name) and what it needs",
    },
    "from-log": {
      type: "string",
      value: "ID|FILE#N",
      doc: "repeat this execution: its version, its values, its targets; options beside it count more",
    },
    compare: { type: "boolean", doc: "with --from-log: at the end, what was different" },
    again: {
      type: "string",
      multiple: true,
      value: "MODULE",
      doc: "compute this module, and all that depends on it, although its result is known",
    },
    json: JSON_OPTION,
    outputs: { type: "boolean", doc: "with --json: the outputs of every module" },
    "stop-on-error": { type: "boolean", doc: "the first failure ends the run; else only what depends on it" },
    strict: { type: "boolean", doc: "refuse a workflow with warnings, or that has changed since the record" },
    new: { type: "boolean", doc: "begin anew instead of continuing a suspended execution" },
    wait: { type: "boolean", doc: "wait for jobs and continue, until it is over; Ctrl-C suspends" },
    "check-interval": {
      type: "string",
      value: "TIME",
      doc: "with --wait: time between two questions, 10s if not given",
    },
    save: {
      type: "string",
      value: "WHEN",
      choices: ["auto", "always", "never"],
      doc: "when jobs and the log go into the .vt file: auto, while jobs are not over",
    },
    "no-save": { type: "boolean", doc: "the same as --save never" },
    ...TARGET_OPTIONS,
    pool: POOL_OPTION,
    store: STORE_OPTION,
    python: PYTHON_OPTION,
    quiet: { type: "boolean", short: "q", doc: "no progress and no summary" },
  },
  examples: [
    ["vt run examples/sum_of_squares.ts --set n=20", "run a script with a value for its input"],
    ["vt run gcd.vt", "run the version that VisTrails would open"],
    ["vt run gcd.vt:aliases --set x=12", "run a tagged version with a value for an alias"],
    ["vt run app.vt --mashup one --set Opacity=0.5", "run a mashup with a value for one of its parameters"],
    ["vt run sweep.ts --again Simulate", "compute a module anew, and what depends on it"],
    ["vt run a.vt b.vt --json --outputs", "a JSON document a line, with all outputs"],
    ["vt run sweep.ts --target process", "compute in other processes what can be computed there"],
    ["vt run train.ts --pool gpu=2 --pool cpus=8", "two modules of pool gpu at a time, eight cores for all"],
    ["vt run --from-log 1r4k --compare", "repeat an execution, and say what was different"],
    ["vt run simulation.ts --wait --check-interval 1m", "stay until its jobs are done"],
  ],
  notes:
    "A script is a program: running it trusts it. Exit codes: 0 completed, 1 a module failed, 2 the input is wrong, " +
    "75 suspended: vt resume continues, 130 interrupted with nothing to continue. With OTEL_DENO=true in the " +
    "environment, spans and figures of runs go to where OTEL_EXPORTER_OTLP_ENDPOINT says.",
  async run({ operands, options }): Promise<number> {
    const parameters = readSettings(options.set);
    if (options.mashup !== undefined && options.exploration !== undefined) {
      throw new UsageError("Options --mashup and --exploration exclude each other");
    }
    usePython(options.python);
    const named = options["from-log"];
    if (named !== undefined) return await repeatNamed(operands, { ...options, "from-log": named });
    if (options.compare) throw new UsageError("Option --compare is for --from-log");
    await using session = new RunSession(options.store);
    const runOne = async (opened: OpenedWorkflow): Promise<number> => {
      if (session.interruption.signal.aborted) return 130;
      const planned = await placeWorkflow(opened, planWorkflow(opened, options), options);
      if (planned.isRefused) return refuseInvalid(opened, planned.problems, options.json);
      const { code } = await runUntilOver(opened, planned, {
        ...options,
        ...await session.open(),
        stopOnError: options["stop-on-error"],
        isNew: options.new,
        save: options["no-save"] ? "never" : (options.save ?? "auto") as SaveWhen,
        parameters,
        reason: "Console Mode Execution",
        interval: options.wait ? readInterval(options["check-interval"] ?? "10s") : undefined,
      });
      return code;
    };
    return await forEachWorkflow(operands, async (argument) => {
      if (options.mashup !== undefined) return await runOne(await openMashup(argument, options.mashup, parameters));
      if (options.exploration === undefined) return await runOne(await openWorkflow(argument, parameters));
      const codes: number[] = [];
      for (const cell of await openExploration(argument, options.exploration, parameters)) {
        codes.push(await runOne(cell));
      }
      return worstOf(codes);
    });
  },
});

async function repeatNamed(operands: readonly string[], options: RepeatOptions): Promise<number> {
  return await (await import("./run/repeat.ts")).repeat(operands, options);
}
