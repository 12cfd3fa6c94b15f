/** The page of one module of an execution. */
import type { Child } from "hono/jsx";
import { durationText, ordinal } from "../../runtime/quantity_text.ts";
import type { IterationExec, ModuleExec, WorkflowExec } from "../../runtime/record/log.ts";
import { progressText } from "../drawing/box.ts";
import type { ModuleDetail } from "../data/module_detail.ts";
import { targetText } from "../data/module_summary.ts";
import { type Html, Layout } from "../layout.tsx";
import { ActionForm } from "../parts/action_form.tsx";
import { changedAddress } from "../parts/changed_address.ts";
import { InputValues, OutputValues } from "../parts/port_values.tsx";
import { State } from "../parts/state.tsx";
import { When } from "../parts/time.tsx";
import type { View } from "../view.ts";
import { modulePath, nameOf } from "./execution.tsx";

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
        <a href={`/executions/${exec.id}`}>{nameOf(exec)} {exec.id}</a>
      </nav>
      <div class="head">
        <h1>
          {name}
          {label === "" ? "" : ` “${label}”`} <span class="soft mono">{path}</span>
        </h1>
        <span id="state" data-live>
          <State of={state} />
        </span>
        <Actions {...props} />
      </div>
      <div id="what" class="module-columns" data-live>
        <div class="module-column">
          <section class="card" aria-labelledby="facts-title">
            <h2 class="head card-head" id="facts-title">About this module</h2>
            <Facts view={view} exec={exec} detail={detail} />
            {why === undefined ? null : <pre class="why" id="why">{why}</pre>}
          </section>
          <Failure run={run} />
          <section class="card" aria-labelledby="inputs-title">
            <h2 class="head card-head" id="inputs-title">Inputs and parameters</h2>
            <InputValues inputs={detail.inputs} linkOf={(source) => modulePath(exec.id, source)} />
          </section>
        </div>
        <div class="module-column">
          <section class="card" aria-labelledby="outputs-title">
            <h2 class="head card-head" id="outputs-title">Outputs</h2>
            <OutputValues exec={exec.id} path={path} detail={detail} />
          </section>
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

function Facts(
  { view, exec, detail: { summary, run, runs } }: Pick<ModulePageProps, "view" | "exec" | "detail">,
): Html {
  const { tookMs, startedAt, progress, where, isGroup } = summary;
  const { attempts, waitedMs, cachedFrom, remote = [], annotations = {} } = run ?? {};
  return (
    <dl class="facts card-body-facts">
      {isGroup ? <Fact name="Kind">group</Fact> : null}
      {startedAt === undefined ? null : (
        <Fact name="Began">
          <When at={startedAt} view={view} />, {durationText(startedAt - exec.startedAt)} after the execution
        </Fact>
      )}
      {tookMs === undefined
        ? null
        : <Fact name="Took">{durationText(tookMs)}{runs.length > 1 ? ` in ${runs.length} runs` : ""}</Fact>}
      {where === "" ? null : <Fact name="Where">{where}</Fact>}
      {progress === undefined ? null : <Fact name="Loop">{progressText(progress)}</Fact>}
      {attempts === undefined ? null : <Fact name="Attempts">{`computed ${attempts} times`}</Fact>}
      {waitedMs === undefined ? null : <Fact name="Waited">{durationText(waitedMs)} for its share</Fact>}
      {cachedFrom === undefined ? null : (
        <Fact name="Computed by">
          <a class="mono" href={`/executions/${cachedFrom}`}>{cachedFrom}</a>
        </Fact>
      )}
      {remote.map((one) => (
        <Fact name="Elsewhere">
          {targetText(one, exec)}
          {(one.tasks ?? []).map(({ function: name, count, description }) => (
            <div class="small soft">{`${count} × ${name}${description === "" ? "" : `, ${description}`}`}</div>
          ))}
        </Fact>
      ))}
      {Object.entries(annotations).map(([key, value]) => (
        <Fact name={key}>
          <code class="given">{typeof value === "string" ? value : JSON.stringify(value)}</code>
        </Fact>
      ))}
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children?: Child }): Html {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Failure({ run }: { readonly run: ModuleExec | undefined }): Html | null {
  if (run?.error === undefined) return null;
  const isWaiting = run.state === "suspended";
  return (
    <section class="card" aria-labelledby="error-title">
      <h2 class="head card-head" id="error-title">{isWaiting ? "What it waits for" : "Error"}</h2>
      <div class="card-body">
        <pre class={`note ${isWaiting ? "" : "note-bad"}`}>{run.error}</pre>
        {run.trace === undefined ? null : (
          <details>
            <summary>Where in the code</summary>
            <pre class="written" tabindex={0}>{run.trace}</pre>
          </details>
        )}
      </div>
    </section>
  );
}

function Written(
  { title, id, texts }: { readonly title: string; readonly id: string; readonly texts: readonly string[] },
): Html | null {
  if (texts.length === 0) return null;
  return (
    <section class="card" aria-labelledby={`${id}-title`}>
      <h2 class="head card-head" id={`${id}-title`}>{title}</h2>
      <pre class="written" id={id} tabindex={0}>{texts.join("")}</pre>
    </section>
  );
}

function Attempts({ run }: { readonly run: ModuleExec | undefined }): Html | null {
  const failed = run?.failedAttempts ?? [];
  if (failed.length === 0) return null;
  return (
    <section class="card" aria-labelledby="attempts-title">
      <h2 class="head card-head" id="attempts-title">Attempts that failed</h2>
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
    </section>
  );
}

/** Iterations, and runs of one module, that are listed. */
const MOST_LISTED = 200;

function Iterations(
  { view, detail: { run, runs } }: { readonly view: View; readonly detail: ModuleDetail },
): Html | null {
  const loop = run?.loop ?? [];
  if (loop.length === 0 && runs.length < 2) return null;
  return (
    <section class="card" aria-labelledby="iterations-title">
      <h2 class="head card-head" id="iterations-title">Iterations</h2>
      <div class="scroll iterations" tabindex={0} role="region" aria-label="Iterations">
        <table>
          <thead>
            <tr>
              <th scope="col">Iteration</th>
              <th scope="col">State</th>
              <th scope="col" class="number">Took</th>
              <th scope="col">Error</th>
            </tr>
          </thead>
          <tbody>
            {runs.length < 2 ? null : runs.slice(0, MOST_LISTED).map((one) => (
              <IterationRow
                which={one.inIteration ?? ""}
                of={one}
                href={changedAddress(view.address, { iteration: one.inIteration })}
                isCurrent={one === run}
              />
            ))}
            {loop.slice(0, MOST_LISTED).map((one) => <IterationRow which={String(one.number)} of={one} />)}
          </tbody>
        </table>
      </div>
      {Math.max(loop.length, runs.length) > MOST_LISTED
        ? <p class="small soft drawing-note">{`The first ${MOST_LISTED} of ${Math.max(loop.length, runs.length)}.`}</p>
        : null}
    </section>
  );
}

interface IterationRowProps {
  readonly which: string;
  readonly of: Pick<IterationExec, "startedAt" | "finishedAt" | "error"> & { readonly state: string };
  readonly href?: string;
  readonly isCurrent?: boolean;
}

function IterationRow(
  { which, of: { state, startedAt, finishedAt, error }, href, isCurrent }: IterationRowProps,
): Html {
  return (
    <tr>
      <td class="mono">
        {href === undefined ? which : <a href={href} aria-current={isCurrent ? "true" : undefined}>{which}</a>}
      </td>
      <td>
        <State of={state} />
      </td>
      <td class="number">{finishedAt === undefined ? "" : durationText(finishedAt - startedAt)}</td>
      <td class="error-text">{error}</td>
    </tr>
  );
}
