/** How execution records look. */
import { durationText } from "../../runtime/quantity_text.ts";
import type { WorkflowExec } from "../../runtime/record/log.ts";
import { type Colour, columns, type Paint, paintFor } from "../line/terminal.ts";

/** How a text is to look. */
export interface Look {
  readonly paint: Paint;
  /** Columns. */
  readonly width: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** By the states of modules and executions. */
export const STATE_COLOURS: Readonly<Record<string, Colour>> = {
  completed: "green",
  cached: "cyan",
  failed: "red",
  suspended: "yellow",
  running: "yellow",
  interrupted: "red",
};

/** When an execution ended, or was last heard of; now while it goes on, undefined where nobody knows. */
export function endOf({ state, finishedAt }: WorkflowExec, now: number): number | undefined {
  return finishedAt ?? (state === "running" ? now : undefined);
}

/** How long something took. */
export function tookText(startedAt: number, end: number | undefined): string {
  return end === undefined ? "?" : durationText(end - startedAt);
}

/** How texts on standard output are to look. */
export function lookOfStdout(): Look {
  return { paint: paintFor(Deno.stdout), width: columns(), now: Date.now() };
}
