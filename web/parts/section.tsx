/** A part of a page with a title of its own. */
import type { Child } from "hono/jsx";
import type { Html } from "../layout.tsx";

/** See the head of the file. */
export interface SectionProps {
  /** What it is linked to by, with `-title` behind it. */
  readonly id: string;
  readonly title: Child;
  /** Beside the title. */
  readonly end?: Child;
  readonly children?: Child;
}

/** See the head of the file. */
export function Section({ id, title, end, children }: SectionProps): Html {
  return (
    <section class="card" aria-labelledby={`${id}-title`}>
      <div class="head">
        <h2 id={`${id}-title`}>{title}</h2>
        {end === undefined ? null : <span class="head-end">{end}</span>}
      </div>
      {children}
    </section>
  );
}
