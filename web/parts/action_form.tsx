/** A form that changes something: it brings along the proof that it is ours. Nothing where only showing is allowed. */
import type { Child } from "hono/jsx";
import type { Html } from "../layout.tsx";
import type { View } from "../view.ts";

/** What it needs. */
export interface ActionFormProps {
  readonly view: View;
  /** Path that it is sent to. */
  readonly to: string;
  /** Where the person goes when it is done; this page unless said otherwise. */
  readonly then?: string;
  readonly id?: string;
  readonly class?: string;
  readonly children?: Child;
}

/** See the head of the file. */
export function ActionForm({ view, to, then, id, class: className, children }: ActionFormProps): Html | null {
  if (view.isReadOnly) return null;
  return (
    <form method="post" action={to} id={id} class={className}>
      <input type="hidden" name="form_token" value={view.formToken} />
      <input type="hidden" name="then" value={then ?? view.address} />
      {children}
    </form>
  );
}
