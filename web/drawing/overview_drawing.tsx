/** An overview as SVG: bands from top to bottom, parts as boxes with a bar that shows how their modules stand. */
import type { JSX } from "hono/jsx/jsx-runtime";
import { countText } from "../../runtime/quantity_text.ts";
import { curve } from "./curve.ts";
import { type DrawnState, STATE_TEXTS } from "./drawn.ts";
import type { Band, Overview, Part } from "./overview.ts";
import { shownSize } from "./shown_size.ts";
import { StateSign } from "./state_sign.tsx";
import { BOLD, cutText } from "./text_size.ts";

/** What is drawn. */
export interface OverviewDrawingProps {
  readonly overview: Overview;
  /** Where a part leads: to a look into it. */
  readonly linkOf: (band: Band, part: Part) => string;
  readonly title: string;
}

const [WIDTH, HEIGHT] = [208, 58];
const [ACROSS, DOWN] = [22, 34];
/** Room for the levels at the left. */
const LEFT = 92;
const MARGIN = 12;
const BAR = { x: 12, y: 42, width: WIDTH - 24, height: 6 };

/** See the head of the file. */
export function OverviewDrawing({ overview, linkOf, title }: OverviewDrawingProps): JSX.Element {
  const { bands, flows } = overview;
  const widest = bands.reduce((most, { parts }) => Math.max(most, parts.length), 1);
  const width = LEFT + widest * (WIDTH + ACROSS) - ACROSS + 2 * MARGIN;
  const height = bands.length * (HEIGHT + DOWN) - DOWN + 2 * MARGIN;
  const places = placesOf(bands, width);
  return (
    <svg
      {...shownSize({ width, height }, "overview")}
      role="group"
      aria-label={title}
    >
      <g class="wires" aria-hidden="true">
        {flows.map(({ from, to, count }) => {
          const [a, b] = [places.get(from)!, places.get(to)!];
          const points = [{ x: a.x + WIDTH / 2, y: a.y + HEIGHT }, { x: b.x + WIDTH / 2, y: b.y }];
          return <path class="wire" stroke-width={widthOf(count)} d={curve(points)} />;
        })}
      </g>
      {bands.map((band, i) => (
        <g>
          <text class="level" x={MARGIN} y={MARGIN + i * (HEIGHT + DOWN) + HEIGHT / 2 + 4} font-size="12">
            {levelText(band)}
          </text>
          {band.parts.map((part) => <PartBox part={part} at={places.get(part.id)!} href={linkOf(band, part)} />)}
        </g>
      ))}
    </svg>
  );
}

type Place = { readonly x: number; readonly y: number };

function placesOf(bands: readonly Band[], width: number): ReadonlyMap<number, Place> {
  const places = new Map<number, Place>();
  for (const [row, { parts }] of bands.entries()) {
    const taken = parts.length * (WIDTH + ACROSS) - ACROSS;
    const start = LEFT + (width - LEFT - taken) / 2;
    for (const [column, { id }] of parts.entries()) {
      places.set(id, { x: Math.round(start + column * (WIDTH + ACROSS)), y: MARGIN + row * (HEIGHT + DOWN) });
    }
  }
  return places;
}

function widthOf(count: number): number {
  return Math.round((1 + Math.log10(count)) * 10) / 10;
}

function levelText({ first, last }: Band): string {
  return first === last ? `level ${first + 1}` : `${first + 1}–${last + 1}`;
}

function PartBox({ part, at, href }: { part: Part; at: Place; href: string }): JSX.Element {
  const { name = "other modules", count } = part;
  const said = countsText(part);
  const first = Object.keys(part.counts)[0] as DrawnState | undefined;
  return (
    <g class={`part ${first === undefined ? "plain" : `state-${first}`}`} transform={`translate(${at.x} ${at.y})`}>
      <a href={href}>
        <title>{`${count} × ${name}: ${said}`}</title>
        {count > 1 && <rect class="box behind" x="4" y="4" width={WIDTH} height={HEIGHT} rx="6" />}
        <rect class="box" width={WIDTH} height={HEIGHT} rx="6" />
        <text class="name" x={BAR.x} y="19" font-size="13">{cutText(name, 13 * BOLD, WIDTH - 72)}</text>
        <text class="count" x={WIDTH - 12} y="19" font-size="12">{`× ${countText(count)}`}</text>
        <text class="status" x={BAR.x} y="35" font-size="11">{cutText(said, 11, WIDTH - 24)}</text>
        <StateBar part={part} />
      </a>
    </g>
  );
}

function StateBar({ part: { counts, count } }: { part: Part }): JSX.Element {
  let x = BAR.x;
  return (
    <>
      {Object.entries(counts).map(([state, some]) => {
        const width = BAR.width * some / count;
        const rect = <rect class={`share state-${state}`} x={x} y={BAR.y} width={width} height={BAR.height} />;
        x += width;
        return rect;
      })}
    </>
  );
}

function countsText({ counts, count }: Part): string {
  const texts = Object.entries(counts).map(([state, some]) => `${some} ${STATE_TEXTS[state as DrawnState]}`);
  return texts.length === 0 ? `${count} modules` : texts.join(", ");
}

/** The states that a drawing shows, with their signs. */
export function Legend({ states }: { states: readonly DrawnState[] }): JSX.Element {
  return (
    <ul class="legend" aria-label="States">
      {states.map((state) => (
        <li class={`state-${state}`}>
          <svg width="14" height="14" viewBox="-1 -1 14 14" aria-hidden="true">
            <StateSign of={state} x={0} y={0} />
          </svg>
          {STATE_TEXTS[state]}
        </li>
      ))}
    </ul>
  );
}
