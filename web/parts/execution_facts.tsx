/** What is known of an execution as a whole. */
import type { Child } from "hono/jsx";
import { durationText, sizeText } from "../../runtime/quantity_text.ts";
import type { Machine, WorkflowExec } from "../../runtime/record/log.ts";
import { type DrawnState, STATE_TEXTS, STATES } from "../drawing/drawn.ts";
import type { Html } from "../layout.tsx";
import type { View } from "../view.ts";
import { versionPath } from "./addresses.ts";
import { CountsBar, type CountsBarProps } from "./counts_bar.tsx";
import { Fact } from "./fact.tsx";
import { When } from "./time.tsx";

/** What is shown. */
export interface ExecutionFactsProps {
  readonly exec: WorkflowExec;
  readonly view: View;
  /** How its modules stand, each counted once. */
  readonly counts: ReadonlyMap<DrawnState, number>;
  readonly continuedBy: string | undefined;
  /** Below how its modules stand. */
  readonly children?: Child;
}

/** See the head of the file. */
export function ExecutionFacts({ exec, view, counts, continuedBy, children }: ExecutionFactsProps): Html {
  const { workflow, startedAt, finishedAt, machine, machines = [machine], continues } = exec;
  const by = [exec.user, exec.reason, `vt ${exec.vtVersion}`, `Deno ${exec.denoVersion}`];
  return (
    <div class="card-body">
      <Counts counts={counts} total={exec.counts.total ?? 0} />
      {children}
      <dl class="facts">
        <Fact name="Workflow">
          <WorkflowText exec={exec} />
        </Fact>
        <Fact name="Began">
          <When at={startedAt} view={view} />, {finishedAt === undefined ? "running for " : "took "}
          {durationText((finishedAt ?? view.now) - startedAt)}
        </Fact>
        <Fact name="By">{by.filter(Boolean).join(", ")}</Fact>
        <Fact name={machines.length > 1 ? "Machines" : "Machine"}>
          {machines.map((one) => <div>{machineText(one)}</div>)}
        </Fact>
        <Parameters parameters={exec.parameters} />
        {continues === undefined ? null : <ExecutionFact name="Continues" id={continues} />}
        {continuedBy === undefined ? null : <ExecutionFact name="Continued by" id={continuedBy} />}
        {workflow.cell === undefined ? null : <Fact name="Cell">{workflow.cell}</Fact>}
        {workflow.mashup === undefined ? null : <Fact name="Mashup">{workflow.mashup}</Fact>}
      </dl>
    </div>
  );
}

function ExecutionFact({ name, id }: { readonly name: string; readonly id: string }): Html {
  return (
    <Fact name={name}>
      <a class="mono" href={`/executions/${id}`}>{id}</a>
    </Fact>
  );
}

function Parameters({ parameters }: Pick<WorkflowExec, "parameters">): Html | null {
  if (Object.keys(parameters).length === 0) return null;
  return (
    <Fact name="Given">
      {Object.entries(parameters).map(([name, text]) => (
        <div>
          <code>{name}</code> = <code class="given">{text}</code>
        </div>
      ))}
    </Fact>
  );
}

function WorkflowText({ exec: { workflow: { file, version, name } } }: { readonly exec: WorkflowExec }): Html {
  if (version === undefined) return <span>{file}</span>;
  return (
    <span>
      {file}, <a href={versionPath(file, version)}>version {version}{name === "" ? "" : ` (${name})`}</a>
    </span>
  );
}

function machineText({ name, os, architecture, processor, ram }: Machine): string {
  return [name, os, architecture, processor, ram > 0 ? sizeText(ram) : ""].filter((fact) => fact !== "").join(", ");
}

/** How its modules stand: as a bar, and in words. */
function Counts({ counts, total }: CountsBarProps): Html {
  const known = STATES.filter((state) => counts.has(state)).map((state) => [state, counts.get(state)!] as const);
  const all = Math.max(total, known.reduce((sum, [, count]) => sum + count, 0), 1);
  return (
    <div class="counts">
      <CountsBar counts={counts} total={all} />
      <p class="small soft">
        {`${all} modules: ${known.map(([state, count]) => `${count} ${STATE_TEXTS[state]}`).join(", ")}`}
      </p>
    </div>
  );
}
