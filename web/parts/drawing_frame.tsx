/** The frame around a drawing: it scrolls where the drawing is wide; a script adds zooming and panning. */
import type { Child } from "hono/jsx";
import type { Html } from "../layout.tsx";

/** See the head of the file. */
export function DrawingFrame(
  { label, children }: { readonly label: string; readonly children?: Child },
): Html {
  return (
    <div
      class="drawing-frame"
      tabindex={0}
      role="region"
      aria-label={label}
      data-frame=""
      data-key={label}
    >
      {children}
    </div>
  );
}
