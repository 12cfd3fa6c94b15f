/** The home page: what runs, what waits, what is over. */
import { durationText, whenText } from "../../runtime/quantity_text.ts";
import type { WorkflowExec } from "../../runtime/record/log.ts";
import { type Html, Layout } from "../layout.tsx";
import { State } from "../parts/state.tsx";
import type { View } from "../view.ts";

/** See the head of the file. */
export function ExecutionsPage(
  { view, executions }: { readonly view: View; readonly executions: readonly WorkflowExec[] },
): Html {
  return (
    <Layout view={view} title="Executions" place="Executions">
      <h1>Executions</h1>
      <div class="card" id="executions" data-live>
        <table class="stack">
          <thead>
            <tr>
              <th>State</th>
              <th>Workflow</th>
              <th>Begun</th>
              <th class="number">Took</th>
            </tr>
          </thead>
          <tbody>
            {executions.map((exec) => (
              <tr data-key={exec.id}>
                <td>
                  <State of={exec.state} />
                </td>
                <td class="wide">
                  <a href={`/executions/${exec.id}`}>{exec.workflow.name || exec.workflow.file}</a>
                </td>
                <td class="nowrap">{whenText(exec.startedAt, view.now)}</td>
                <td class="number">{durationText((exec.finishedAt ?? view.now) - exec.startedAt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Layout>
  );
}
