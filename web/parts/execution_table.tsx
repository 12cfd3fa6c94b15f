/** Executions in a table, the newest first. */
import { oneLine } from "../../runtime/one_line.ts";
import { durationText } from "../../runtime/quantity_text.ts";
import type { ModuleState } from "../../runtime/record/execution_event.ts";
import type { ListedExecution } from "../../runtime/record/execution_index.ts";
import type { FoundExecution } from "../data/executions.ts";
import type { Html } from "../layout.tsx";
import type { View } from "../view.ts";
import { CountsBar } from "./counts_bar.tsx";
import { State } from "./state.tsx";
import { Since, When } from "./time.tsx";

const LONGEST_ERROR = 200;

/** See the head of the file. */
export function ExecutionTable(
  { view, executions }: { readonly view: View; readonly executions: readonly FoundExecution[] },
): Html {
  return (
    <div class="card scroll">
      <table class="stack">
        <thead>
          <tr>
            <th>State</th>
            <th>Workflow</th>
            <th class="of-modules">Modules</th>
            <th>Begun</th>
            <th class="number">Took</th>
            <th>Id</th>
          </tr>
        </thead>
        <tbody>{executions.map((execution) => <ExecutionRow view={view} execution={execution} />)}</tbody>
      </table>
    </div>
  );
}

function ExecutionRow({ view, execution }: { readonly view: View; readonly execution: FoundExecution }): Html {
  const { id, state, startedAt, finishedAt, module, continuedBy } = execution;
  return (
    <tr data-key={id}>
      <td>
        <State of={state} />
      </td>
      <td class="name wide">
        <a href={`/executions/${id}`} title={execution.file}>{executionName(execution)}</a>
        {module === undefined ? null : (
          <div class="small soft">
            {module.name} ({module.path}){module.error === undefined ? "" : `: ${oneLine(module.error, LONGEST_ERROR)}`}
          </div>
        )}
        {continuedBy === undefined ? null : (
          <div class="small soft">
            continued by <a href={`/executions/${continuedBy}`}>{continuedBy}</a>
          </div>
        )}
      </td>
      <td class="soft small of-modules">
        {countsText(execution)}
        <Bar execution={execution} />
      </td>
      <td data-label="begun">
        <When at={startedAt} view={view} />
      </td>
      <td class="number" data-label="took">
        {finishedAt === undefined ? <Since at={startedAt} view={view} /> : durationText(finishedAt - startedAt)}
      </td>
      <td class="mono soft">{id}</td>
    </tr>
  );
}

/** What was run, as a person calls it. */
export function executionName({ file, version, name, part }: ListedExecution): string {
  const base = file.slice(file.lastIndexOf("/") + 1);
  const which = version === undefined
    ? (name === "" || name === base ? "" : ` · ${name}`)
    : `:${name === "" ? version : name}`;
  return `${base}${which}${part === undefined ? "" : ` [${part}]`}`;
}

function Bar({ execution: { counts } }: { readonly execution: ListedExecution }): Html {
  const { total = 0, ...ended } = counts;
  return <CountsBar counts={new Map(Object.entries(ended) as [ModuleState, number][])} total={total} />;
}

function countsText({ counts }: ListedExecution): string {
  const { total = 0, failed, suspended, cached, notRun } = counts;
  const parts = Object.entries({ failed, suspended, cached, "not run": notRun }).filter(([, count]) =>
    (count ?? 0) > 0
  );
  return [String(total), ...parts.map(([what, count]) => `${count} ${what}`)].join(", ");
}
