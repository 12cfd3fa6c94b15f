/** A timeline as SVG: time from left to right, a row for each place, bars in lanes. */
import type { JSX } from "hono/jsx/jsx-runtime";
import { countText, durationText } from "../../runtime/quantity_text.ts";
import { STATE_TEXTS } from "./drawn.ts";
import { cutText, textWidth } from "./text_size.ts";
import type { Bar, Timeline, TimelineRow } from "./timeline.ts";

/** What is drawn. */
export interface TimelineDrawingProps {
  readonly timeline: Timeline;
  readonly linkOf: (path: string) => string;
  readonly title: string;
}

const WIDTH = 1200;
/** Room for the names of places. */
const LEFT = 168;
const RIGHT = 16;
const TOP = 26;
const LANE = 20;
const BAR_HEIGHT = 15;
const BUSY_HEIGHT = 48;
const ROW_GAP = 12;
const FONT = 11;

/** See the head of the file. */
export function TimelineDrawing({ timeline, linkOf, title }: TimelineDrawingProps): JSX.Element {
  const { rows, ticks, from, to } = timeline;
  const scale: Scale = (time) => LEFT + (time - from) / (to - from) * (WIDTH - LEFT - RIGHT);
  const isLast = (at: number): boolean => scale(at) > WIDTH - RIGHT - 40;
  const tops: number[] = [];
  let height = TOP + ROW_GAP / 2;
  for (const row of rows) {
    tops.push(height);
    height += heightOf(row) + ROW_GAP;
  }
  return (
    <svg
      class="drawing timeline"
      viewBox={`0 0 ${WIDTH} ${height}`}
      width={WIDTH}
      height={height}
      role="group"
      aria-label={title}
    >
      <g class="ticks" aria-hidden="true">
        {ticks.map(({ at, sinceMs }) => (
          <>
            <path class="tick" d={`M${round(scale(at))} ${TOP} V${height}`} />
            <text
              class={isLast(at) ? "tick-end" : undefined}
              x={round(scale(at)) + (isLast(at) ? -3 : 3)}
              y={TOP - 8}
              font-size={FONT}
            >
              {sinceMs === 0 ? "0" : durationText(sinceMs)}
            </text>
          </>
        ))}
      </g>
      {rows.map((row, i) => <Row row={row} top={tops[i]} scale={scale} linkOf={linkOf} />)}
    </svg>
  );
}

type Scale = (time: number) => number;

interface RowProps {
  readonly row: TimelineRow;
  readonly top: number;
  readonly scale: Scale;
  readonly linkOf: (path: string) => string;
}

function heightOf({ lanes, busy }: TimelineRow): number {
  return Math.max(LANE * 1.6, lanes.length * LANE) + (busy === undefined ? 0 : BUSY_HEIGHT);
}

function Row({ row, top, scale, linkOf }: RowProps): JSX.Element {
  const { place, count, lanes, busy } = row;
  const lanesTop = top + (busy === undefined ? 0 : BUSY_HEIGHT);
  return (
    <g>
      <path class="row-line" d={`M0 ${top - ROW_GAP / 2} H${WIDTH}`} />
      <text class="place" x="4" y={top + 12} font-size="12">
        {cutText(place, 13, LEFT - 16)}
        <title>{place}</title>
      </text>
      <text class="status" x="4" y={top + 27} font-size={FONT}>
        {`${countText(count)} ${count === 1 ? "module" : "modules"}`}
      </text>
      {busy && <Busy busy={busy} top={top} />}
      {lanes.map((lane, i) =>
        lane.map((bar) => (
          <BarShape bar={bar} y={lanesTop + i * LANE + 2} scale={scale} href={linkOf(bar.module.path)} />
        ))
      )}
    </g>
  );
}

/** How many ran at a time, as an area. */
function Busy({ busy, top }: { busy: readonly number[]; top: number }): JSX.Element {
  const most = busy.reduce((a, b) => Math.max(a, b), 1);
  const bottom = top + BUSY_HEIGHT - 6;
  const step = (WIDTH - LEFT - RIGHT) / busy.length;
  const points = busy.map((count, i) =>
    `L${round(LEFT + i * step)} ${round(bottom - count / most * (BUSY_HEIGHT - 18))} H${round(LEFT + (i + 1) * step)}`
  );
  return (
    <>
      <path class="busy" d={`M${LEFT} ${bottom} ${points.join(" ")} L${WIDTH - RIGHT} ${bottom} Z`} />
      <text class="status" x={LEFT + 4} y={top + 8} font-size={FONT}>{`at most ${countText(most)} at a time`}</text>
    </>
  );
}

interface BarProps {
  readonly bar: Bar;
  readonly y: number;
  readonly scale: Scale;
  readonly href: string;
}

function BarShape({ bar: { module, isCritical }, y, scale, href }: BarProps): JSX.Element {
  const { path, name, state, startedAt, finishedAt } = module;
  const x = scale(startedAt);
  const width = Math.max(2, scale(finishedAt) - x);
  const said = `${name}, module ${path}, ${STATE_TEXTS[state]}, ${durationText(finishedAt - startedAt)}${
    isCritical ? ", on the critical path" : ""
  }`;
  const fits = textWidth(name, FONT) + 10 < width;
  return (
    <a class={`bar state-${state}${isCritical ? " critical" : ""}`} href={href} tabindex={-1}>
      <title>{said}</title>
      <rect class="box" x={round(x)} y={y} width={round(width)} height={BAR_HEIGHT} rx="3" />
      {isCritical && <path class="critical-line" d={`M${round(x)} ${y + BAR_HEIGHT} h${round(width)}`} />}
      {fits && <text x={round(x) + 5} y={y + 11} font-size={FONT}>{cutText(name, FONT, width)}</text>}
    </a>
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
