/** What runs now, and how far it is. */
import type { ListedExecution } from "../../runtime/record/execution_index.ts";
import type { Html } from "../layout.tsx";
import type { View } from "../view.ts";
import { ActionForm } from "./action_form.tsx";
import { executionName } from "./execution_table.tsx";
import { Since } from "./time.tsx";

/** `all`: how many there are. */
export function RunningExecutions(
  { view, running, all }: { readonly view: View; readonly running: readonly ListedExecution[]; readonly all: number },
): Html {
  return (
    <section class="card" aria-labelledby="running-head">
      <div class="head">
        <h2 id="running-head">Running</h2>
        <span class="count soft">{all}</span>
        {all > running.length ? <a class="head-end" href="/?state=running">all</a> : null}
      </div>
      <ul class="lines">
        {running.map((execution) => <Running view={view} execution={execution} />)}
      </ul>
    </section>
  );
}

function Running({ view, execution }: { readonly view: View; readonly execution: ListedExecution }): Html {
  const { id, startedAt, counts } = execution;
  const { total = 0, completed = 0, cached = 0, failed = 0, suspended = 0 } = counts;
  const done = completed + cached + failed + suspended;
  const name = executionName(execution);
  return (
    <li data-key={id}>
      <div class="line">
        <a class="line-name" href={`/executions/${id}`}>{name}</a>
        <span class="soft small nowrap">{done} of {total} modules{failed > 0 ? `, ${failed} failed` : ""}</span>
        <span class="small">
          <Since at={startedAt} view={view} />
        </span>
        <ActionForm view={view} to={`/executions/${id}/interrupt`}>
          <button
            class="button-small"
            title="Suspend what can go on later, cancel the rest"
            aria-label={`Stop ${name}`}
          >
            Stop
          </button>
        </ActionForm>
      </div>
      <progress class="meter" max={total || 1} value={done} aria-label={`${name}: modules that are done`}></progress>
    </li>
  );
}
