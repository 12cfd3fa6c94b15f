/** The buttons for what is done to the jobs that are ticked. */
import type { Html } from "../layout.tsx";
import type { View } from "../view.ts";
import { ActionForm } from "./action_form.tsx";

/** `id`: of the form, to which the boxes belong. */
export function JobDeeds(
  { view, id, isAll = false }: { readonly view: View; readonly id: string; readonly isAll?: boolean },
): Html | null {
  if (view.isReadOnly) return null;
  return (
    <ActionForm view={view} to="/jobs/check" id={id} class="deeds row">
      {isAll ? <button name="all" value="1" class="button-main">Check all</button> : null}
      <button>Check selected</button>
      <button formaction="/jobs/resubmit" title="Forget them, so that continuing submits them again">Resubmit</button>
      <button formaction="/jobs/adopt" title="Say that unknown ones were submitted">Adopt</button>
      <button formaction="/jobs/cancel" class="button-danger">Cancel</button>
      <button formaction="/jobs/delete" class="button-danger">Delete…</button>
      <span class="soft small" data-selected role="status"></span>
    </ActionForm>
  );
}
