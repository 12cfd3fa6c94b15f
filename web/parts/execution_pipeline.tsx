/** The pipeline of an execution: drawn as it is, or, where it is too large for that, as an overview. */
import type { DrawnPipeline } from "../drawing/drawn.ts";
import { type DrawnState, STATES } from "../drawing/drawn.ts";
import type { Overview, Section } from "../drawing/overview.ts";
import { Legend, OverviewDrawing } from "../drawing/overview_drawing.tsx";
import { PipelineDrawing } from "../drawing/pipeline_drawing.tsx";
import type { Html } from "../layout.tsx";
import type { View } from "../view.ts";
import { changedAddress } from "./addresses.ts";
import { DrawingFrame } from "./drawing_frame.tsx";

/** What is shown: all of it, an overview, or what an overview leads to. */
export type PipelineShown =
  | { readonly kind: "whole"; readonly pipeline: DrawnPipeline; readonly isWired: boolean }
  | { readonly kind: "overview"; readonly overview: Overview }
  | { readonly kind: "tooLarge" }
  | {
    readonly kind: "section";
    readonly section: Section;
    readonly pipeline: DrawnPipeline;
    /** Modules of the section, of which at most so many are shown at a time. */
    readonly count: number;
    readonly most: number;
  };

/** What it needs. */
export interface ExecutionPipelineProps {
  readonly view: View;
  readonly shown: PipelineShown;
  readonly linkOf: (path: string) => string;
}

/** See the head of the file. */
export function ExecutionPipeline({ view, shown, linkOf }: ExecutionPipelineProps): Html {
  if (shown.kind === "overview") return <OverviewPart view={view} overview={shown.overview} />;
  if (shown.kind === "tooLarge") {
    return <p class="empty">It has too many modules to be shown here: vt log show tells of them.</p>;
  }
  const { pipeline } = shown;
  const toggle = (path: string): string => toggled(view.address, path);
  const links = { module: linkOf, ...(shown.kind === "whole" && { toggle }) };
  return (
    <>
      {shown.kind === "section" ? <SectionHead view={view} shown={shown} /> : null}
      {shown.kind === "whole" && !shown.isWired
        ? <p class="note">How its modules are wired is not known: it is kept soon after a run begins.</p>
        : null}
      <DrawingFrame label="Drawing of the pipeline">
        <PipelineDrawing pipeline={pipeline} links={links} title={`Pipeline of ${pipeline.modules.length} modules`} />
      </DrawingFrame>
      <Legend states={statesOf(pipeline)} />
    </>
  );
}

/** The page with a group opened that was closed, or closed that was open. */
function toggled(address: string, path: string): string {
  const open = new URL(address, "http://page").searchParams.getAll("open");
  const change = open.includes(path) ? open.filter((one) => one !== path) : [...open, path];
  return changedAddress(address, { open: change }, "pipeline-title");
}

function statesOf({ modules }: DrawnPipeline): readonly DrawnState[] {
  const found = new Set(modules.map(({ status }) => status?.state));
  return STATES.filter((state) => found.has(state));
}

function OverviewPart({ view, overview }: { readonly view: View; readonly overview: Overview }): Html {
  const states = new Set(overview.bands.flatMap(({ parts }) => parts.flatMap(({ counts }) => Object.keys(counts))));
  return (
    <>
      <p class="small soft drawing-note">
        {overview.modules}{" "}
        modules are too many to be drawn one by one: those of one name on one level stand together. Each box leads to
        what is in it.
      </p>
      <DrawingFrame label="Drawing of the pipeline, an overview">
        <OverviewDrawing
          overview={overview}
          title={`Overview of a pipeline of ${overview.modules} modules`}
          linkOf={({ first, last }, { name }) =>
            changedAddress(view.address, { levels: `${first}-${last}`, of: name, from: undefined }, "pipeline-title")}
        />
      </DrawingFrame>
      <Legend states={STATES.filter((state) => states.has(state))} />
    </>
  );
}

function SectionHead(
  { view, shown }: { readonly view: View; readonly shown: Extract<PipelineShown, { kind: "section" }> },
): Html {
  const { section: { first, last, name, from }, count, most, pipeline } = shown;
  const levels = first === last ? `level ${first + 1}` : `levels ${first + 1} to ${last + 1}`;
  const at = (start: number): string => changedAddress(view.address, { from: String(start) }, "pipeline-title");
  const all = changedAddress(view.address, { levels: undefined, of: undefined, from: undefined }, "pipeline-title");
  return (
    <p class="row drawing-note">
      <a class="button" href={all}>Overview</a>
      <span>
        {name === undefined ? "Modules" : name} of {levels}:{" "}
        {count <= most ? count : `${from + 1} to ${from + pipeline.modules.length} of ${count}`}
      </span>
      {from > 0 ? <a class="button" href={at(Math.max(0, from - most))}>Before</a> : null}
      {from + most < count ? <a class="button" href={at(from + most)}>After</a> : null}
    </p>
  );
}
