/** The page of one module of an execution. */
import { durationText, ordinal } from "../../runtime/quantity_text.ts";
import type { ModuleExec, WorkflowExec } from "../../runtime/record/log.ts";
import { nameOf } from "../data/execution_name.ts";
import type { ModuleDetail } from "../data/module_detail.ts";
import { type Html, Layout } from "../layout.tsx";
import { ActionForm } from "../parts/action_form.tsx";
import { modulePath } from "../parts/addresses.ts";
import { Iterations } from "../parts/iterations.tsx";
import { ModuleFacts } from "../parts/module_facts.tsx";
import { InputValues, OutputValues } from "../parts/port_values.tsx";
import { Section } from "../parts/section.tsx";
import { State } from "../parts/state.tsx";
import type { View } from "../view.ts";

/** What the page shows. */
export interface ModulePageProps {
  readonly view: View;
  readonly exec: WorkflowExec;
  readonly detail: ModuleDetail;
  /** Why it ran or did not, in lines; undefined where nobody can tell. */
  readonly why: string | undefined;
  /** Where it may be computed, and which of these the execution configuration says. */
  readonly targets: readonly string[];
  readonly preferred: string;
}

/** See the head of the file. */
export function ModulePage(props: ModulePageProps): Html {
  const { view, exec, detail, why } = props;
  const { summary, run } = detail;
  const { path, name, label, state } = summary;
  return (
    <Layout
      view={view}
      title={`${name} (${path}) of ${nameOf(exec)}`}
      place="Executions"
      styles={["drawing.css", "execution.css"]}
    >
      <nav aria-label="Where this is">
        <a href={`/executions/${exec.id}`}>
          <bdi>{nameOf(exec)}</bdi> <span class="mono">{exec.id}</span>
        </a>
      </nav>
      <div class="head">
        <h1>
          {name}
          {label === "" ? null : (
            <>
              {" “"}
              <bdi>{label}</bdi>”
            </>
          )} <span class="soft mono">{path}</span>
        </h1>
        <span id="state" data-live>
          <State of={state} />
        </span>
        <Actions {...props} />
      </div>
      <div id="what" class="module-columns" data-live>
        <div class="module-column">
          <Section id="facts" title="About this module">
            <ModuleFacts view={view} exec={exec} detail={detail} />
            {why === undefined ? null : <pre class="why" id="why">{why}</pre>}
          </Section>
          <Failure run={run} />
          <Section id="inputs" title="Inputs and parameters">
            <InputValues inputs={detail.inputs} linkOf={(source) => modulePath(exec.id, source)} />
          </Section>
        </div>
        <div class="module-column">
          <Section id="outputs" title="Outputs">
            <OutputValues exec={exec.id} path={path} detail={detail} />
          </Section>
          <Written title="Standard output" id="printed" texts={run?.printed ?? []} />
          <Written title="Standard error" id="logged" texts={(run?.logged ?? []).map((line) => `${line}\n`)} />
          <Attempts run={run} />
          <Iterations view={view} detail={detail} />
        </div>
      </div>
    </Layout>
  );
}

function Actions({ view, exec, detail, targets, preferred }: ModulePageProps): Html | null {
  if (view.isReadOnly) return null;
  const at = modulePath(exec.id, detail.summary.path);
  return (
    <span class="head-end">
      <ActionForm view={view} to={`${at}/target`} class="row">
        <label for="target">Computed</label>
        <select id="target" name="target">
          {targets.map((target) => (
            <option value={target} selected={target === preferred}>{TARGET_TEXTS[target] ?? `at ${target}`}</option>
          ))}
        </select>
        <button type="submit">Set for later runs</button>
      </ActionForm>
      {exec.state === "running" ? null : (
        <ActionForm view={view} to={`${at}/run`}>
          <button type="submit" title="Compute this module, and all that depends on it, again">
            Run again from here
          </button>
        </ActionForm>
      )}
    </span>
  );
}

const TARGET_TEXTS: Readonly<Record<string, string>> = { auto: "where vt chooses", here: "here" };

function Failure({ run }: { readonly run: ModuleExec | undefined }): Html | null {
  if (run?.error === undefined) return null;
  const isWaiting = run.state === "suspended";
  return (
    <Section id="error" title={isWaiting ? "What it waits for" : "Error"}>
      <div class="card-body">
        <pre class={`note ${isWaiting ? "" : "note-bad"}`}>{run.error}</pre>
        {run.trace === undefined ? null : (
          <details>
            <summary>Where in the code</summary>
            <pre class="written" tabindex={0}>{run.trace}</pre>
          </details>
        )}
      </div>
    </Section>
  );
}

function Written(
  { title, id, texts }: { readonly title: string; readonly id: string; readonly texts: readonly string[] },
): Html | null {
  if (texts.length === 0) return null;
  return (
    <Section id={id} title={title}>
      <pre class="written" id={id} tabindex={0}>{texts.join("")}</pre>
    </Section>
  );
}

function Attempts({ run }: { readonly run: ModuleExec | undefined }): Html | null {
  const failed = run?.failedAttempts ?? [];
  if (failed.length === 0) return null;
  return (
    <Section id="attempts" title="Attempts that failed">
      <ol class="plain-list">
        {failed.map(({ number, error, startedAt, finishedAt, target, iteration }) => (
          <li>
            <strong>{`${ordinal(number)} attempt`}</strong>{" "}
            <span class="soft">
              {iteration === undefined ? "" : `of iteration ${iteration}, `}
              {durationText(finishedAt - startedAt)}
              {target === undefined ? "" : `, ${target}`}
            </span>
            <div class="error-text">{error}</div>
          </li>
        ))}
      </ol>
    </Section>
  );
}
