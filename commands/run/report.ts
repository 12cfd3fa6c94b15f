/** What `vt run` tells of one workflow: a JSON document, or what modules print, the results and a summary. */
import type { Problem } from "../../runtime/errors.ts";
import { InvalidPipelineError, problemText } from "../../runtime/errors.ts";
import type { ExecutionOutcome, ModuleOutcome } from "../../runtime/interpreter/execution.ts";
import { moduleCount, type Plan } from "../../runtime/plan/plan.ts";
import { encodeJson, type Json } from "../../runtime/python/encode.ts";
import type { Observe } from "../../runtime/record/execution_event.ts";
import type { WorkflowExec } from "../../runtime/record/log.ts";
import { type Progress, showProgress, summaryText } from "../line/progress.ts";
import { columns, complain, paintFor, print, printLine, writeMessage } from "../line/terminal.ts";
import type { OpenedWorkflow } from "../open/open_workflow.ts";

/** Longest standard output that the JSON document holds, in characters. */
const MOST_STDOUT = 2 ** 24;

/** What is told, and how. */
export interface Report {
  readonly observe: Observe;
  readonly opened: OpenedWorkflow;
  readonly settings: ReportSettings;
  /** What modules printed, with `json`. */
  readonly printed: () => string;
  readonly progress: Progress | undefined;
}

/** What the person wants to see. */
export interface ReportSettings {
  readonly plan: Plan;
  readonly problems: readonly Problem[];
  readonly json: boolean;
  readonly outputs: boolean;
  readonly quiet: boolean;
}

/** Begins the report of a run. */
export function reportFor(opened: OpenedWorkflow, settings: ReportSettings): Report {
  let text = "";
  const progress = settings.quiet || settings.json ? undefined : newProgress(settings.plan);
  if (!settings.json) { for (const problem of settings.problems) complain(`vt: warning: ${problemText(problem)}`); }
  const observe: Observe = (event) => {
    progress?.observe(event);
    if (event.kind === "logged") complain(event.text);
    else if (event.kind !== "printed") return;
    else if (!settings.json) print(event.text);
    else if (text.length < MOST_STDOUT) text += event.text;
  };
  return { observe, opened, settings, printed: () => text.slice(0, MOST_STDOUT), progress };
}

function newProgress(plan: Plan): Progress {
  return showProgress({
    total: moduleCount(plan),
    terminal: Deno.stderr.isTerminal(),
    columns,
    paint: paintFor(Deno.stderr),
    now: () => performance.now(),
    write: writeMessage,
  });
}

/** Ends the report of a run. */
export function printReport(report: Report, outcome: ExecutionOutcome, exec: WorkflowExec): void {
  if (report.settings.json) return printJson(report, outcome, exec);
  report.progress?.[Symbol.dispose]();
  for (const [name, id] of report.opened.results) {
    const value = outcome.outputOf(id, "ExternalPipe");
    if (value !== undefined) printLine(`${name} = ${resultText(value)}`);
  }
  if (report.progress === undefined) return;
  const tookMs = (exec.finishedAt ?? exec.startedAt) - exec.startedAt;
  writeMessage(
    summaryText(report.progress.outcome, {
      state: exec.state,
      tookMs,
      execution: exec.id,
      paint: paintFor(Deno.stderr),
    }),
  );
}

/** Refuses a workflow before the run, and gives the exit code. Without `json` it throws `InvalidPipelineError`. */
export function refuseInvalid(opened: OpenedWorkflow, problems: readonly Problem[], json: boolean): number {
  if (!json) throw new InvalidPipelineError(problems);
  printInvalid(opened, problems);
  return 2;
}

/** The JSON document of one. */
function printInvalid({ source }: OpenedWorkflow, problems: readonly Problem[]): void {
  printLine(JSON.stringify({
    status: "invalid",
    workflow: source.name,
    version: source.version ?? null,
    execution: null,
    results: {},
    modules: {},
    stdout: "",
    problems,
  }));
}

function resultText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(encodeJson(value));
}

/** Piece by piece: a million modules are more than one string can hold. */
function printJson({ opened, settings, printed }: Report, outcome: ExecutionOutcome, exec: WorkflowExec): void {
  const head = {
    status: outcome.state,
    workflow: opened.source.name,
    version: opened.source.version ?? null,
    execution: exec.id,
  };
  const results = Object.fromEntries(
    Array.from(
      opened.results,
      ([name, id]): [string, Json] => [name, encodeJson(outcome.outputOf(id, "ExternalPipe"))],
    ),
  );
  print(`${JSON.stringify({ ...head, results }).slice(0, -1)},"modules":{`);
  let piece = "";
  let comma = "";
  for (const module of outcome.modules()) {
    piece += `${comma}${JSON.stringify(module.path)}:${JSON.stringify(moduleJson(module, settings.outputs))}`;
    comma = ",";
    if (piece.length > 2 ** 16) {
      print(piece);
      piece = "";
    }
  }
  const tail = { stdout: printed(), ...(settings.problems.length === 0 ? {} : { problems: settings.problems }) };
  printLine(`${piece}},${JSON.stringify(tail).slice(1)}`);
}

function moduleJson(
  { name, state, error, outputs, ports, iterations, attempts }: ModuleOutcome,
  withOutputs: boolean,
): object {
  const values = withOutputs
    ? Object.fromEntries(
      Array.from(
        ports,
        (
          port,
        ): [string, Json] => [
          port,
          encodeJson(outputs === undefined || !Object.hasOwn(outputs, port) ? null : outputs[port]),
        ],
      ),
    )
    : undefined;
  return { name, status: state, error, outputs: values, iterations, attempts };
}
