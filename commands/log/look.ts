/** How execution records look. */
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

/** How texts on standard output are to look. */
export function lookOfStdout(): Look {
  return { paint: paintFor(Deno.stdout), width: columns(), now: Date.now() };
}
