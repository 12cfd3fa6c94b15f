/** How large a drawing is shown: as it is, fitted to the page where it is a little wider, else so that it can be read. */
import type { Size } from "./box.ts";

/** Pixels that may be fitted to a page so that names can still be read. */
const WIDEST_FITTED = 2400;
/** How much smaller those are that scroll. */
const SCALE = 0.7;

/** Attributes of the SVG. */
export interface ShownSize extends Size {
  readonly class: string;
  readonly viewBox: string;
}

/** `kind`: what is drawn, a class of its own. */
export function shownSize({ width, height }: Size, kind: string): ShownSize {
  const viewBox = `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`;
  if (width <= WIDEST_FITTED) return { class: `drawing ${kind}`, viewBox, width, height };
  return {
    class: `drawing ${kind} wide`,
    viewBox,
    width: Math.round(width * SCALE),
    height: Math.round(height * SCALE),
  };
}
