/** What is known of an execution as a whole. */
import { durationText, sizeText } from "../../runtime/quantity_text.ts";
import type { Machine, WorkflowExec } from "../../runtime/record/log.ts";
import { type DrawnState, STATE_TEXTS, STATES } from "../drawing/drawn.ts";
import type { Html } from "../layout.tsx";
import type { View } from "../view.ts";
import { When } from "./time.tsx";

/** What is shown. */
export interface ExecutionFactsProps {
  readonly exec: WorkflowExec;
  readonly view: View;
  /** How its modules stand, each counted once. */
  readonly counts: ReadonlyMap<DrawnState, number>;
  readonly continuedBy: string | undefined;
}

/** See the head of the file. */
export function ExecutionFacts({ exec, view, counts, continuedBy }: ExecutionFactsProps): Html {
  const { workflow, counts: { total = 0 }, parameters, startedAt, finishedAt, machine, machines = [machine] } = exec;
  return (
    <div class="card-body">
      <CountsBar counts={counts} total={total} />
      <dl class="facts">
        <dt>Workflow</dt>
        <dd>
          <WorkflowText exec={exec} />
        </dd>
        <dt>Began</dt>
        <dd>
          <When at={startedAt} view={view} />, {finishedAt === undefined ? "running for " : "took "}
          {durationText((finishedAt ?? view.now) - startedAt)}
        </dd>
        <dt>By</dt>
        <dd>
          {[exec.user, exec.reason, `vt ${exec.vtVersion}`, `Deno ${exec.denoVersion}`].filter(Boolean).join(", ")}
        </dd>
        <dt>{machines.length > 1 ? "Machines" : "Machine"}</dt>
        <dd>{machines.map((one) => <div>{machineText(one)}</div>)}</dd>
        {Object.keys(parameters).length === 0 ? null : (
          <>
            <dt>Given</dt>
            <dd>
              {Object.entries(parameters).map(([name, text]) => (
                <div>
                  <code>{name}</code> = <code class="given">{text}</code>
                </div>
              ))}
            </dd>
          </>
        )}
        {exec.continues === undefined ? null : (
          <>
            <dt>Continues</dt>
            <dd>
              <a class="mono" href={`/executions/${exec.continues}`}>{exec.continues}</a>
            </dd>
          </>
        )}
        {continuedBy === undefined ? null : (
          <>
            <dt>Continued by</dt>
            <dd>
              <a class="mono" href={`/executions/${continuedBy}`}>{continuedBy}</a>
            </dd>
          </>
        )}
        {workflow.cell === undefined ? null : (
          <>
            <dt>Cell</dt>
            <dd>{workflow.cell}</dd>
          </>
        )}
        {workflow.mashup === undefined ? null : (
          <>
            <dt>Mashup</dt>
            <dd>{workflow.mashup}</dd>
          </>
        )}
      </dl>
    </div>
  );
}

function WorkflowText({ exec: { workflow: { file, version, name } } }: { readonly exec: WorkflowExec }): Html {
  if (version === undefined) return <span>{file}</span>;
  const address = `/vistrails?${new URLSearchParams({ file, version: String(version) })}`;
  return (
    <span>
      {file}, <a href={address}>version {version}{name === "" ? "" : ` (${name})`}</a>
    </span>
  );
}

function machineText({ name, os, architecture, processor, ram }: Machine): string {
  return [name, os, architecture, processor, ram > 0 ? sizeText(ram) : ""].filter((fact) => fact !== "").join(", ");
}

interface CountsProps {
  readonly counts: ReadonlyMap<DrawnState, number>;
  readonly total: number;
}

/** How its modules stand: as a bar, and in words. */
function CountsBar({ counts, total }: CountsProps): Html {
  const known = STATES.filter((state) => counts.has(state)).map((state) => [state, counts.get(state)!] as const);
  const all = Math.max(total, known.reduce((sum, [, count]) => sum + count, 0), 1);
  let x = 0;
  return (
    <div class="counts">
      <svg class="counts-bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
        {known.map(([state, count]) => {
          const width = count / all * 1000;
          const rect = <rect class={`share state-${state}`} x={x} y="0" width={width} height="10" />;
          x += width;
          return rect;
        })}
      </svg>
      <p class="small soft">
        {`${all} modules: ${known.map(([state, count]) => `${count} ${STATE_TEXTS[state]}`).join(", ")}`}
      </p>
    </div>
  );
}
