/** The page of one execution: what it is, its pipeline, when its modules ran, all of them as a table. */
import { durationText } from "../../runtime/quantity_text.ts";
import type { WorkflowExec } from "../../runtime/record/log.ts";
import { nameOf } from "../data/execution_name.ts";
import type { ModulePage, ModuleQuery } from "../data/module_rows.ts";
import type { ModuleSummary } from "../data/module_summary.ts";
import type { DrawnState } from "../drawing/drawn.ts";
import type { Timeline } from "../drawing/timeline.ts";
import { TimelineDrawing } from "../drawing/timeline_drawing.tsx";
import { type Html, Layout } from "../layout.tsx";
import { modulePath } from "../parts/addresses.ts";
import { DrawingFrame } from "../parts/drawing_frame.tsx";
import { ExecutionActions } from "../parts/execution_actions.tsx";
import { ExecutionFacts } from "../parts/execution_facts.tsx";
import { ExecutionPipeline, type PipelineShown } from "../parts/execution_pipeline.tsx";
import { Failures } from "../parts/failures.tsx";
import { ModuleTable } from "../parts/module_table.tsx";
import { Section } from "../parts/section.tsx";
import { State } from "../parts/state.tsx";
import type { View } from "../view.ts";

/** What the page shows. */
export interface ExecutionPageProps {
  readonly view: View;
  readonly exec: WorkflowExec;
  readonly counts: ReadonlyMap<DrawnState, number>;
  /** The execution that went on with this one, if any. */
  readonly continuedBy: string | undefined;
  /** The workflow with jobs that it belongs to, where that can be continued. */
  readonly suspended: string | undefined;
  readonly pipeline: PipelineShown;
  readonly timeline: Timeline;
  readonly critical: readonly ModuleSummary[];
  readonly table: ModulePage;
  readonly query: ModuleQuery;
  /** Modules that failed by themselves. */
  readonly failed: readonly ModuleSummary[];
  /** What no module is known to have written. */
  readonly printed: readonly string[];
}

/** See the head of the file. */
export function ExecutionPage(props: ExecutionPageProps): Html {
  const { view, exec, pipeline, timeline, critical, table, query, printed } = props;
  const linkOf = (path: string): string => modulePath(exec.id, path);
  return (
    <Layout
      view={view}
      title={`${nameOf(exec)} ${exec.id}`}
      place="Executions"
      styles={["drawing.css", "execution.css"]}
      scripts={["drawing.js"]}
    >
      <div class="head">
        <h1>
          <bdi>{nameOf(exec)}</bdi> <span class="soft mono">{exec.id}</span>
        </h1>
        <span id="state" data-live>
          <State of={exec.state} />
        </span>
        <ExecutionActions view={view} exec={exec} suspended={props.suspended} />
      </div>
      <section class="card" id="facts" data-live aria-label="About this execution">
        <ExecutionFacts exec={exec} view={view} counts={props.counts} continuedBy={props.continuedBy}>
          <Failures view={view} failed={props.failed} linkOf={linkOf} />
        </ExecutionFacts>
      </section>
      <Section id="pipeline" title="Pipeline">
        <div id="pipeline" data-live>
          <ExecutionPipeline view={view} shown={pipeline} linkOf={linkOf} />
        </div>
      </Section>
      <Section id="timeline" title="Timeline">
        <div id="timeline" data-live>
          <TimelinePart timeline={timeline} critical={critical} linkOf={linkOf} />
        </div>
      </Section>
      <section class="card" id="modules" aria-labelledby="modules-title">
        <ModuleTable view={view} page={table} query={query} linkOf={linkOf} begunAt={exec.startedAt} />
      </section>
      <Printed printed={printed} />
    </Layout>
  );
}

interface TimelineProps {
  readonly timeline: Timeline;
  readonly critical: readonly ModuleSummary[];
  readonly linkOf: (path: string) => string;
}

/** Modules of the critical path that are named below the timeline. */
const MOST_NAMED = 8;

function TimelinePart({ timeline, critical, linkOf }: TimelineProps): Html {
  if (timeline.rows.length === 0) return <p class="empty">Nothing has run yet.</p>;
  const outermost = critical.filter(({ path }) => !path.includes(","));
  const longest = critical.toSorted((a, b) => (b.tookMs ?? 0) - (a.tookMs ?? 0)).slice(0, MOST_NAMED);
  return (
    <>
      <DrawingFrame label="Drawing of the timeline">
        <TimelineDrawing timeline={timeline} linkOf={linkOf} title="Modules by time and place" />
      </DrawingFrame>
      {longest.length === 0 ? null : (
        <p class="critical-names small">
          <strong>Critical path</strong> (underlined): {outermost.length}{" "}
          {outermost.length === 1 ? "module" : "modules"}. The longest:
          {longest.map(({ path, name, tookMs }, i) => (
            <>
              {i === 0 ? " " : ", "}
              <a href={linkOf(path)}>{name}</a> {durationText(tookMs ?? 0)}
            </>
          ))}
        </p>
      )}
    </>
  );
}

function Printed({ printed }: { readonly printed: readonly string[] }): Html | null {
  if (printed.length === 0) return null;
  return (
    <Section id="printed" title="Printed, by which module is not known">
      <pre class="written" id="printed" data-live tabindex={0}>{printed.join("")}</pre>
    </Section>
  );
}
