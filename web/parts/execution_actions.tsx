/** What can be done with an execution. */
import type { WorkflowExec } from "../../runtime/record/log.ts";
import type { Html } from "../layout.tsx";
import type { View } from "../view.ts";
import { ActionForm } from "./action_form.tsx";

/** What it is about. */
export interface ExecutionActionsProps {
  readonly view: View;
  readonly exec: WorkflowExec;
  /** The workflow that can be continued. */
  readonly suspended: string | undefined;
}

/** See the head of the file. */
export function ExecutionActions({ view, exec, suspended }: ExecutionActionsProps): Html {
  const { id, state } = exec;
  return (
    <span class="head-end" id="actions" data-live>
      {suspended === undefined ? null : <a class="button" href={`/workflows/${suspended}`}>Its jobs</a>}
      {suspended === undefined ? null : (
        <ActionForm view={view} to="/jobs/resume">
          <input type="hidden" name="workflow" value={suspended} />
          <button class="button-main" type="submit">Resume</button>
        </ActionForm>
      )}
      {state === "running"
        ? (
          <ActionForm view={view} to={`/executions/${id}/interrupt`}>
            <button class="button-danger" type="submit">Cancel</button>
          </ActionForm>
        )
        : (
          <ActionForm view={view} to={`/executions/${id}/run`}>
            <button type="submit" title="With the same values; what is known is not computed again">Run again</button>
          </ActionForm>
        )}
    </span>
  );
}
