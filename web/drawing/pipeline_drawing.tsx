/** A pipeline as SVG: boxes as VisTrails draws them, ports at their sides, connections as curves. */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { boxText, LINE, NAME_SIZE, PADDING, shareDone, SMALL_SIZE, statusText } from "./box.ts";
import { curve } from "./curve.ts";
import type { DrawnModule, DrawnPipeline } from "./drawn.ts";
import { type ArrangementName, type Box, type Layout, layOut, type PortPlace, type Wire } from "./lay_out.ts";
import { shownSize } from "./shown_size.ts";
import { StateSign } from "./state_sign.tsx";

/** Where things in the drawing lead. */
export interface PipelineLinks {
  /** The page of a module. */
  readonly module: (path: string) => string;
  /** The same page with a group opened or closed; undefined where groups cannot be opened. */
  readonly toggle?: (path: string) => string;
}

/** What is drawn, and how. */
export interface PipelineDrawingProps {
  readonly pipeline: DrawnPipeline;
  readonly links: PipelineLinks;
  /** What it is called by those who cannot see it. */
  readonly title: string;
  readonly arrangement?: ArrangementName;
  /** The module that is looked at. */
  readonly current?: string;
}

const PORT = 7;

/** See the head of the file. */
export function PipelineDrawing(props: PipelineDrawingProps): JSX.Element {
  const { pipeline, title, arrangement } = props;
  const layout = layOut(pipeline, arrangement);
  return (
    <svg
      {...shownSize(layout, "pipeline")}
      role="group"
      aria-label={title}
    >
      <Content layout={layout} props={props} />
    </svg>
  );
}

function Content({ layout, props }: { layout: Layout; props: PipelineDrawingProps }): JSX.Element {
  return (
    <>
      <g class="wires" aria-hidden="true">{layout.wires.map((wire) => <WireCurve wire={wire} />)}</g>
      {layout.boxes.map((box) => <ModuleBox box={box} props={props} />)}
    </>
  );
}

function WireCurve({ wire: { connection, points } }: { wire: Wire }): JSX.Element {
  const { output, input, mark } = connection;
  return (
    <path class={mark === undefined ? "wire" : `wire mark-${mark}`} d={curve(points)}>
      <title>{`${output} → ${input}${mark === undefined ? "" : `, ${mark}`}`}</title>
    </path>
  );
}

function ModuleBox({ box, props }: { box: Box; props: PipelineDrawingProps }): JSX.Element {
  const { module, x, y, width, height, inside } = box;
  const { path } = module;
  const { links, current } = props;
  return (
    <g class={classOf(module, inside !== undefined)} transform={`translate(${x} ${y})`} data-module={path}>
      <a
        class="module-link"
        href={links.module(path)}
        aria-current={current === path ? "true" : undefined}
      >
        <title>{spoken(module)}</title>
        {module.isGroup && !inside && <rect class="box behind" x="4" y="4" width={width} height={height} rx="6" />}
        <rect class="box" width={width} height={height} rx="6" />
        <rect class="stripe" width="5" height={height} rx="2" />
        <BoxLines module={module} width={width} />
      </a>
      {inside && (
        <g transform={`translate(${inside.at.x} ${inside.at.y})`}>
          <Content layout={inside.layout} props={props} />
        </g>
      )}
      {module.isGroup && links.toggle && (
        <Toggle href={links.toggle(path)} name={module.name} isOpen={inside !== undefined} right={width} />
      )}
      <Ports ports={box.inputs} y={0} side="input" />
      <Ports ports={box.outputs} y={height - PORT} side="output" />
    </g>
  );
}

function BoxLines({ module, width }: { module: DrawnModule; width: number }): JSX.Element {
  const { name, label, status } = boxText(module);
  const sign = module.status?.state ?? module.mark;
  const centre = width / 2;
  const lines: Child[] = [];
  let y = PADDING + NAME_SIZE - 1;
  lines.push(
    <text class="name" x={centre + (sign === undefined || module.isGroup ? 0 : 9)} y={y} font-size={NAME_SIZE}>
      {name}
    </text>,
  );
  if (label !== "") lines.push(<text class="label" x={centre} y={y += LINE} font-size={SMALL_SIZE}>{label}</text>);
  if (status !== "") lines.push(<text class="status" x={centre} y={y += LINE} font-size={SMALL_SIZE}>{status}</text>);
  return (
    <>
      {sign !== undefined && <StateSign of={sign} x={PADDING - 1} y={PADDING - 1} />}
      {lines}
      <ProgressBar module={module} y={y + 5} width={width - 2 * PADDING} />
    </>
  );
}

function ProgressBar({ module, y, width }: { module: DrawnModule; y: number; width: number }): JSX.Element | null {
  const share = module.status && shareDone(module.status);
  if (share === undefined) return null;
  const filled = Math.round(width * share);
  return (
    <>
      <rect class="progress-track" x={PADDING} y={y} width={width} height="4" rx="2" />
      <rect class="progress-done" x={PADDING} y={y} width={filled} height="4" rx="2" />
    </>
  );
}

function Ports({ ports, y, side }: { ports: readonly PortPlace[]; y: number; side: string }): JSX.Element {
  return (
    <>
      {ports.map(({ name, x }) => (
        <rect class={`port ${side}`} x={x - PORT / 2} y={y} width={PORT} height={PORT}>
          <title>{`${side} ${name}`}</title>
        </rect>
      ))}
    </>
  );
}

interface ToggleProps {
  readonly href: string;
  readonly name: string;
  readonly isOpen: boolean;
  /** The right side of the box. */
  readonly right: number;
}

function Toggle({ href, name, isOpen, right }: ToggleProps): JSX.Element {
  return (
    <a class="toggle" href={href}>
      <title>{`${isOpen ? "Close" : "Open"} group ${name}`}</title>
      <rect x={right - 24} y="6" width="18" height="18" rx="4" />
      <path d={isOpen ? `M${right - 20} 15 h10` : `M${right - 20} 15 h10 M${right - 15} 10 v10`} />
    </a>
  );
}

function classOf({ status, mark, isGroup }: DrawnModule, isOpen: boolean): string {
  const state = status === undefined ? mark === undefined ? "plain" : `mark-${mark}` : `state-${status.state}`;
  return `module ${state}${isGroup ? " group" : ""}${isOpen ? " open" : ""}`;
}

/** The module as it is spoken: `Square “mine”, module 3, completed, 12ms`. */
function spoken(module: DrawnModule): string {
  const { path, name, label } = module;
  const status = statusText(module);
  return `${name}${label === "" ? "" : ` “${label}”`}, module ${path}${status === "" ? "" : `, ${status}`}`;
}
