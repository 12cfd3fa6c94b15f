/** One module of an execution record as people read it. */
import { durationText, ordinal } from "../../runtime/quantity_text.ts";
import type { FailedAttempt } from "../../runtime/record/execution_event.ts";
import type {
  IterationExec,
  ModuleExec,
  RecordedProgress,
  RemoteExecution,
  UsedMachine,
} from "../../runtime/record/log.ts";
import { movedText } from "../../runtime/record/moved_text.ts";
import { oneLine } from "../line/terminal.ts";
import { type Look, STATE_COLOURS, tookText } from "./look.ts";

/** Iterations that failed, and parts of a module's work elsewhere, that stand below it. */
const MOST_BELOW = 5;

/** How and among what a module stands. */
export interface ModuleLook extends Look {
  /** The machines of the execution. */
  readonly machines?: readonly UsedMachine[];
  /** Until when what has no end of its own ran; undefined where nobody knows. */
  readonly until?: number;
}

/** One module in a line, its texts below it when it has some. `indent` counts the groups that are drawn around it. */
export function moduleLine(module: ModuleExec, indent: number, look: ModuleLook): string {
  const { paint, width, until } = look;
  const { path, state, startedAt, finishedAt = until, inIteration } = module;
  const took = tookText(startedAt, finishedAt).padStart(6);
  const shown = paint("dim", indent > 0 ? path.slice(path.lastIndexOf(",") + 1) : path);
  const name = `${oneLine(module.name, width)}${inIteration === undefined ? "" : ` (iteration ${inIteration})`}`;
  const line = `  ${paint(STATE_COLOURS[state], state.padEnd(11))} ${took}  ${"  ".repeat(indent)}${shown} ${name}`;
  const facts = factsOf(module, look).map((fact) => `  ${fact}`).join("");
  const longest = Math.max(20, width * 3 - 22);
  return [
    line + facts,
    ...(module.failedAttempts ?? []).map((attempt) => paint("dim", oneLine(attemptText(attempt), longest))),
    ...taskTexts(module, look).map((text) => paint("dim", oneLine(text, longest))),
    ...failedIterations(module).map((text) => paint("red", oneLine(text, longest))),
    ...(module.error === undefined ? [] : [paint("red", oneLine(module.error, longest))]),
  ].join("\n" + " ".repeat(22 + 2 * indent));
}

/** What stands behind its name: where it was, from where it is, how its loop and its attempts went. */
function factsOf(module: ModuleExec, look: ModuleLook): readonly string[] {
  const { remote = [], cachedFrom, iterations, jobs = [], progress, state } = module;
  const places = new Set(remote.filter(({ tasks }) => tasks === undefined).map((one) => placeText(one, look)));
  const failed = iterations?.failed ? `, ${iterations.failed} failed` : "";
  const suspended = iterations?.suspended ? `, ${iterations.suspended} suspended` : "";
  const attempts = attemptsText(module);
  const moved = movedText(remote);
  return [
    ...places.size === 0 ? [] : [`at ${[...places].join(" and ")}`],
    ...moved === "" ? [] : [moved],
    ...cachedFrom === undefined ? [] : [`from ${cachedFrom}`],
    ...iterations === undefined ? [] : [`${iterations.done} iterations${failed}${suspended}`],
    ...attempts === "" ? [] : [attempts],
    ...jobs.length === 0 ? [] : [jobs.length === 1 ? `job ${jobs[0].slice(0, 10)}` : `${jobs.length} jobs`],
    ...progress === undefined || state === "completed" || state === "cached" ? [] : [progressText(progress)],
  ];
}

/** `done to 30 %: reading`. */
function progressText({ fraction, message }: RecordedProgress): string {
  const share = `done to ${Math.round(100 * fraction)} %`;
  return message === undefined ? share : `${share}: ${oneLine(message, 60)}`;
}

/** `process`, of a target with a name of its own `lab (ssh)`, of another machine `lab (ssh) on node7`. */
function placeText({ scheme, annotations, machine = 1 }: RemoteExecution, { machines = [] }: ModuleLook): string {
  const target = annotations.target ?? scheme;
  const used = machines.find(({ id }) => id === machine);
  const on = used === undefined || used.local ? "" : ` on ${used.name}`;
  return oneLine(`${target}${target === scheme ? "" : ` (${scheme})`}${on}`, 100);
}

function taskTexts({ remote = [] }: ModuleExec, { machines = [] }: ModuleLook): readonly string[] {
  const all = remote.flatMap(({ scheme, tasks = [] }) =>
    tasks.map(({ machine, function: name, count, description }) => {
      const on = machines.find(({ id }) => id === machine)?.name ?? "another machine";
      return `${scheme}: ${count} × ${name} on ${on}${description === "" ? "" : `, ${description}`}`;
    })
  );
  return cut(all, "parts of its work");
}

/** Where the module does not say itself what was wrong with its only one. */
function failedIterations({ loop = [], error, iterations }: ModuleExec): readonly string[] {
  const failed = [...failedIn(loop, "")];
  if (failed.length === 1 && failed[0].text === error) return [`in iteration ${failed[0].which}`];
  if (failed.length === 0) return [];
  const texts = failed.map(({ which, text }) => `iteration ${which}: ${text}`);
  return cut(texts, "iterations", Math.max(failed.length, iterations?.failed ?? 0));
}

function* failedIn(loop: readonly IterationExec[], around: string): Generator<{ which: string; text: string }> {
  for (const { number, state, error = "", loop: inside } of loop) {
    if (inside?.some((one) => one.state === "failed")) yield* failedIn(inside, `${around}${number}/`);
    else if (state === "failed") yield { which: `${around}${number}`, text: error };
  }
}

function cut(texts: readonly string[], what: string, count = texts.length): readonly string[] {
  const shown = texts.slice(0, MOST_BELOW);
  return count > shown.length ? [...shown, `and ${count - shown.length} more ${what}`] : shown;
}

/** `at the 3rd attempt, waited 2.0s for room`, where there is something to be said. */
function attemptsText({ iterations, attempts, waitedMs }: ModuleExec): string {
  const texts = [
    ...(attempts === undefined ? [] : [iterations ? `${attempts} attempts` : `at the ${ordinal(attempts)} attempt`]),
    ...(waitedMs === undefined ? [] : [`waited ${durationText(waitedMs)} for room`]),
  ];
  return texts.join(", ");
}

function attemptText({ number, error, startedAt, finishedAt, target, iteration }: FailedAttempt): string {
  const which = iteration === undefined ? `attempt ${number}` : `iteration ${iteration}, attempt ${number}`;
  const where = target === undefined ? "" : `, ${target}`;
  return `${which} (${durationText(finishedAt - startedAt)}${where}): ${error}`;
}
