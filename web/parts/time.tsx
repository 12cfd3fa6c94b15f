/** Times as people read them; those that grow are kept up by the page's script. */
import { durationText, timeText, whenText } from "../../runtime/quantity_text.ts";
import type { Html } from "../layout.tsx";
import type { View } from "../view.ts";

/** When something was, by the clock of the monitor's machine. Milliseconds since 1970. */
export function When({ at, view }: { readonly at: number; readonly view: View }): Html {
  return <time datetime={new Date(at).toISOString()} title={timeText(at)} class="nowrap">{whenText(at, view.now)}
  </time>;
}

/** How long ago something was; it grows. */
export function Since({ at, view }: { readonly at: number; readonly view: View }): Html {
  return (
    <time datetime={new Date(at).toISOString()} title={timeText(at)} data-since={at} class="nowrap">
      {ageText(view.now - at)}
    </time>
  );
}

/** A time that grows, in whole seconds. */
function ageText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  return seconds < 60 ? `${seconds}s` : durationText(seconds * 1000);
}
