/** The boxes of modules: what is written in them, and how large they are. */
import { durationText } from "../../runtime/quantity_text.ts";
import { type DrawnModule, MARK_TEXTS, type ModuleStatus, STATE_TEXTS } from "./drawn.ts";
import { BOLD, cutText, textWidth } from "./text_size.ts";

/** What a box says, a line each. */
export interface BoxText {
  readonly name: string;
  readonly label: string;
  readonly status: string;
}

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Font size of the name, in pixels. */
export const NAME_SIZE = 13;
/** Font size of the other lines, in pixels. */
export const SMALL_SIZE = 11;
/** Space beside and above what a box holds. */
export const PADDING = 12;
/** Height of the line with the name, and of each other. */
export const LINE = 16;

const NARROWEST = 96;
const WIDEST = 250;
/** The mark of the state, beside the name. */
const MARK_WIDTH = 24;
/** What opens a group. */
const BUTTON_WIDTH = 20;

/** The lines of a box, cut to the widest that it may be. */
export function boxText(module: DrawnModule): BoxText {
  const room = WIDEST - 2 * PADDING;
  return {
    name: cutText(module.name, NAME_SIZE * BOLD, room - markWidth(module)),
    label: cutText(module.label, SMALL_SIZE, room),
    status: cutText(statusText(module), SMALL_SIZE, room),
  };
}

/** `completed, 12ms, 3 of 10 iterations, lab (ssh) on node7`; of a difference, which. */
export function statusText({ status, mark, isGroup, inside }: DrawnModule): string {
  const marked = mark === undefined ? [] : [MARK_TEXTS[mark][1]];
  const group = isGroup === true && inside === undefined && status === undefined ? ["group"] : [];
  if (status === undefined) return [...marked, ...group].join(", ");
  const { state, tookMs, progress, where } = status;
  const said = saidText(status);
  return [
    ...marked,
    STATE_TEXTS[state],
    ...(tookMs === undefined || state === "notRun" ? [] : [durationText(tookMs)]),
    ...(progress === undefined ? [] : [progressText(progress)]),
    ...(said === "" ? [] : [said]),
    ...(where === undefined ? [] : [where]),
  ].join(", ");
}

/** `3 of 10 iterations, 1 failed`. */
export function progressText({ done, failed, total }: { done: number; failed: number; total?: number }): string {
  const count = total === undefined || total === done ? `${done} iterations` : `${done} of ${total} iterations`;
  return failed > 0 ? `${count}, ${failed} failed` : count;
}

/** How far a module says that it is: `42 %: tile 3 of 7`; `""` where it says nothing. */
export function saidText({ fraction, message = "" }: Pick<ModuleStatus, "fraction" | "message">): string {
  if (fraction === undefined) return "";
  return `${Math.floor(fraction * 100)} %${message === "" ? "" : `: ${message}`}`;
}

/** How much of a module is done, from 0 to 1; undefined where that is not known. */
export function shareDone({ progress, fraction }: ModuleStatus): number | undefined {
  if (progress?.total === undefined) return progress === undefined ? fraction : undefined;
  return progress.total === 0 ? 1 : Math.min(1, progress.done / progress.total);
}

/** How large the box of a module is that is not open. */
export function boxSize(module: DrawnModule): Size {
  const { name, label, status } = boxText(module);
  const widest = Math.max(
    textWidth(name, NAME_SIZE * BOLD) + markWidth(module),
    textWidth(label, SMALL_SIZE),
    textWidth(status, SMALL_SIZE),
  );
  const width = Math.round(Math.min(WIDEST, Math.max(NARROWEST, widest + 2 * PADDING)));
  return { width, height: headHeight(module) + PADDING / 2 };
}

/** How much of a box its lines take. */
export function headHeight(module: DrawnModule): number {
  const { label, status } = boxText(module);
  const progress = module.status === undefined || shareDone(module.status) === undefined ? 0 : 6;
  return PADDING + LINE + (label === "" ? 0 : LINE) + (status === "" ? 0 : LINE) + progress;
}

/** Beside the name are the mark of the state, and of a group the button that opens it: the name stays in the middle. */
function markWidth({ status, mark, isGroup }: DrawnModule): number {
  const hasMark = status !== undefined || mark !== undefined;
  if (isGroup) return 2 * BUTTON_WIDTH;
  return hasMark ? MARK_WIDTH : 0;
}
