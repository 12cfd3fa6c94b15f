/** Why modules ran, as people read it. */
import { whenText } from "../../runtime/quantity_text.ts";
import type { WorkflowExec } from "../../runtime/record/log.ts";
import type {
  Blocker,
  Cause,
  ExecutionRef,
  NeverCause,
  NeverReason,
  Reason,
  Step,
  Why,
} from "../../runtime/why/why.ts";
import { changesText } from "../line/change_text.ts";
import { oneLine, type Paint } from "../line/terminal.ts";
import { title } from "./title.ts";

/** How a text is to look. */
export interface WhyLook {
  readonly paint: Paint;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** All that is known of one module: a line, and more where there are several causes. */
export function whyText(why: Why, look: WhyLook): string {
  const { reason } = why;
  const causes = reason.kind === "changed" || reason.kind === "unfinished" ? reason.causes : [];
  const since = "since" in reason
    ? look.paint("dim", `  compared with execution ${refText(reason.since, look)}\n`)
    : "";
  if (causes.length < 2) return `${headOf(why, look)}\n${since}`;
  const more = reason.kind === "changed" && reason.more > 0 ? `  … and ${reason.more} more changes\n` : "";
  const lines = causes.map((cause) => `  ${causeText(cause)}\n`).join("");
  return `${subject(why, look)} ${verb(why)} because ${
    causes.length + moreOf(reason)
  } modules changed:\n${lines}${more}${since}`;
}

/** One module in one line. */
export function whyLine(why: Why, look: WhyLook): string {
  return headOf(why, look);
}

/** What stands above the modules of an execution, or of one to come; `computed` and `total` count modules. */
export function headText(
  { computed, total }: { readonly computed: number; readonly total: number },
  { exec, paint, now }: WhyLook & { readonly exec: WorkflowExec | undefined },
): string {
  const count = `${computed} of ${total} modules`;
  if (exec === undefined) return `${paint("bold", "The next run")} would compute ${count}\n`;
  const { workflow: { file } } = exec;
  const name = oneLine(file.slice(file.lastIndexOf("/") + 1), 200);
  return `${paint("bold", `Execution ${refText(exec, { paint, now })}`)} of ${name} computed ${count}\n`;
}

/** Those that were changed themselves come first, then what followed from that; of each the order of the workflow. */
export function orderedForPeople(whys: readonly Why[]): readonly Why[] {
  const rank = ({ reason }: Why): number => {
    if (reason.kind === "changed") return reason.causes.some(({ way }) => way.length > 1) ? 2 : 0;
    if (reason.kind === "never") return reason.causes.some(({ way }) => way.length > 1) ? 3 : 1;
    return reason.kind === "known" ? 5 : reason.kind === "blocked" ? 4 : 0;
  };
  return whys.toSorted((a, b) => rank(a) - rank(b));
}

function headOf(why: Why, look: WhyLook): string {
  const text = reasonText(why, look);
  const within = why.within === undefined ? "" : ` with ${title(why.within)}, which it is in,`;
  return `${subject(why, look)} ${verb(why)}${within}${text}`;
}

function subject(why: Why, { paint }: WhyLook): string {
  return paint("bold", title(why));
}

function verb({ state, reason }: Why): string {
  const isUnreached = reason.kind === "unfinished" && reason.state === "notRun";
  const again = reason.kind === "first" || reason.kind === "never" || isUnreached ? "" : " again";
  switch (state) {
    case "willRun":
      return `would run${again}`;
    case "willBeReused":
      return "would come from the cache";
    case "cached":
      return "came from the cache";
    case "notRun":
      return "did not run";
    case "failed":
      return `ran${again}, and failed,`;
    case "suspended":
      return `ran${again}, and is suspended,`;
    case "interrupted":
      return `ran${again}, and was interrupted,`;
    case "running":
      return `runs${again}`;
    case "completed":
      return `ran${again}`;
  }
}

function reasonText({ reason }: Why, look: WhyLook): string {
  switch (reason.kind) {
    case "first":
      return reason.isWorkflow
        ? " for the first time: no earlier execution of this workflow is known"
        : " for the first time: no earlier execution of this workflow had it";
    case "changed":
      return ` because ${causesText(reason.causes)}`;
    case "never":
      return ` because ${reason.causes.slice(0, 3).map(neverText).join("; and because ")}`;
    case "unfinished":
      return unfinishedText(reason);
    case "notKept":
      return reason.because === "unkeepable"
        ? ` because its result could not be kept: it is too large, or no value that can be written down`
        : ` because its earlier result is gone, a file that it names has changed, or it was told to run again`;
    case "known":
      return knownText(reason, look);
    case "blocked":
      return `: ${reason.by.slice(0, 3).map(blockerText).join("; ")}`;
    case "notWanted":
      return ": nothing asked for its outputs";
  }
}

function knownText({ from, as }: Extract<Reason, { kind: "known" }>, look: WhyLook): string {
  if (as !== undefined) return `: ${title(as)}, which is the same on the same inputs, computed it`;
  if (from !== undefined) return `: computed by execution ${refText(from, look)}`;
  return ": another workflow computed it, or an execution that is not kept any more";
}

function unfinishedText({ state, error, causes }: Extract<Reason, { kind: "unfinished" }>): string {
  const ended = {
    failed: "failed",
    suspended: "was suspended",
    interrupted: "was interrupted",
    running: "did not end",
    notRun: "did not run",
    completed: "ended otherwise",
    cached: "ended otherwise",
  }[state];
  const text = ` because it ${ended} the last time${error === undefined ? "" : `: ${oneLine(error, 200)}`}`;
  return causes.length === 0 ? text : `${text}; since then ${causesText(causes)}`;
}

function causesText(causes: readonly Cause[]): string {
  return causes.map(causeText).join("; and because ");
}

/** `Square (5), which feeds InputList, ran again: its definition changed: …`. */
function causeText({ way, changes }: Cause): string {
  const what = changesText(changes);
  if (way.length === 1) return what;
  const steps = wayText(way);
  return changes.length === 0 ? steps : `${steps}: ${what}`;
}

/** Steps that are told one by one, and modules between that are named. */
const MOST_STEPS = 2;
const MOST_BETWEEN = 3;

function wayText(way: readonly Step[]): string {
  const steps = way.slice(1);
  if (steps.length <= MOST_STEPS) {
    return steps.map((step, i) => `${title(step)}, ${linkText(step, way[i])}, ${stepVerb(step)}`).join(" because ");
  }
  const last = steps.at(-1)!;
  const between = steps.slice(0, -1).map(title);
  const named = between.length <= MOST_BETWEEN ? between : [between[0], "…", between.at(-1)!];
  return `${title(last)}, ${steps.length} modules upstream by way of ${named.join(", ")}, ${stepVerb(last)}`;
}

function linkText({ feeds, module }: Step, before: Step): string {
  if (feeds !== undefined) return `which feeds ${oneLine(feeds, 60)}`;
  return module.startsWith(`${before.module},`) ? "which is inside it" : "which is upstream of it";
}

function stepVerb({ state }: Step): string {
  switch (state) {
    case "willRun":
      return "would run again";
    case undefined:
    case "cached":
    case "willBeReused":
    case "notRun":
      return "changed";
    default:
      return "ran again";
  }
}

const NEVER: Readonly<Record<NeverReason, string>> = {
  cacheOff: "has its cache switched off",
  notCacheable: "is not cacheable: it has effects, or reads what may change",
  everyRun: "runs in every run: it does more than give outputs",
  incomparable: "has a value that cannot be compared",
};

function neverText({ because, port, way }: NeverCause): string {
  const at = way.at(-1)!;
  const on = port === undefined ? "" : ` on ${oneLine(port, 60)}`;
  if (way.length === 1) return `it ${NEVER[because]}${on}`;
  const link = way.length === 2 ? linkText(at, way[0]) : `${way.length - 1} modules upstream`;
  return `${title(at)}, ${link}, ${NEVER[because]}${on}`;
}

function blockerText({ state, error, way }: Blocker): string {
  const at = way.at(-1)!;
  const link = way.length === 2 ? linkText(at, way[0]) : `${way.length - 1} modules upstream`;
  const ended = { suspended: "is suspended", running: "did not end", interrupted: "was interrupted" }[String(state)] ??
    state;
  return `${title(at)}, ${link}, ${ended}${error === undefined ? "" : `: ${oneLine(error, 200)}`}`;
}

function refText({ id, startedAt, version }: ExecutionRef, { now }: WhyLook): string {
  const at = [
    ...startedAt === undefined ? [] : [whenText(startedAt, now)],
    ...version === undefined ? [] : [`version ${version}`],
  ];
  return at.length === 0 ? id : `${id} (${at.join(", ")})`;
}

function moreOf(reason: Reason): number {
  return reason.kind === "changed" ? reason.more : 0;
}
