/** A tree of versions as SVG: tagged versions as large ellipses, others as small ones, folded chains with their length. */
import type { JSX } from "hono/jsx/jsx-runtime";
import { countText } from "../../runtime/quantity_text.ts";
import type { Point } from "./drawn.ts";
import { shownSize } from "./shown_size.ts";
import { BOLD, cutText, textWidth } from "./text_size.ts";
import type { PlacedTree, PlacedVersion, TreeLine } from "./version_tree.ts";

/** What is drawn. */
export interface VersionTreeDrawingProps {
  readonly tree: PlacedTree;
  readonly linkOf: (version: number) => string;
  /** The version that is looked at. */
  readonly current?: number;
  readonly title: string;
}

/** Of an ellipse, and the space between two. */
const [NARROWEST, WIDEST, ACROSS] = [70, 190, 18];
const ROW = 78;
const MARGIN = 24;
/** Space between a name and the ends of its ellipse, both sides together. */
const AROUND_NAME = 26;

/** See the head of the file. */
export function VersionTreeDrawing({ tree, linkOf, current, title }: VersionTreeDrawingProps): JSX.Element {
  const column = tree.versions.reduce((most, version) => Math.max(most, widthOf(version) + ACROSS), NARROWEST);
  const centreOf: CentreOf = (version) => ({
    x: Math.round(MARGIN + (version.column + 0.5) * column),
    y: MARGIN + 18 + version.row * ROW,
  });
  const width = tree.columns * column + 2 * MARGIN;
  const height = (tree.rows - 1) * ROW + 2 * MARGIN + 40;
  return (
    <svg
      {...shownSize({ width, height }, "version-tree")}
      role="group"
      aria-label={title}
    >
      <g class="wires" aria-hidden="true">{tree.lines.map((line) => <Line line={line} centreOf={centreOf} />)}</g>
      {tree.versions.map((version) => (
        <Version
          version={version}
          at={centreOf(version)}
          href={linkOf(version.id)}
          isCurrent={version.id === current}
        />
      ))}
    </svg>
  );
}

type CentreOf = (version: PlacedVersion) => Point;

function Line({ line, centreOf }: { line: TreeLine; centreOf: CentreOf }): JSX.Element {
  const { from, to, folded } = line;
  const [a, b] = [centreOf(from), centreOf(to)];
  const start = a.y + heightOf(from) / 2;
  const end = b.y - heightOf(to) / 2;
  const middle = (start + end) / 2;
  return (
    <>
      <path
        class={`wire${folded > 0 ? " folded" : ""}${to.isPruned ? " pruned" : ""}`}
        d={`M${a.x} ${start} C${a.x} ${middle} ${b.x} ${middle} ${b.x} ${end}`}
      />
      {folded > 0 && <text class="folded-count" x={b.x + 6} y={end - 6} font-size="10">{`+${countText(folded)}`}</text>}
    </>
  );
}

function nameOf({ id, name, isTagged }: PlacedVersion): { text: string; size: number } {
  const size = isTagged ? 13 : 11;
  return { text: id === 0 ? "" : cutText(name, isTagged ? size * BOLD : size, WIDEST - AROUND_NAME), size };
}

function widthOf(version: PlacedVersion): number {
  const { text, size } = nameOf(version);
  return version.id === 0 ? 14 : Math.max(NARROWEST - ACROSS, textWidth(text, size) + AROUND_NAME);
}

function heightOf({ isTagged, id }: PlacedVersion): number {
  return id === 0 ? 14 : isTagged ? 36 : 26;
}

interface VersionProps {
  readonly version: PlacedVersion;
  readonly at: Point;
  readonly href: string;
  readonly isCurrent: boolean;
}

function Version({ version, at: { x, y }, href, isCurrent }: VersionProps): JSX.Element {
  const { id, isTagged, isDefault, isPruned } = version;
  const { text, size } = nameOf(version);
  const width = widthOf(version);
  const said = spoken(version);
  const kind = `${isTagged ? " tagged" : ""}${isPruned ? " pruned" : ""}${isDefault ? " default" : ""}`;
  return (
    <g class={`version${kind}`} transform={`translate(${x} ${y})`}>
      <a href={href} aria-current={isCurrent ? "true" : undefined}>
        <title>{said}</title>
        {isDefault && <ellipse class="ring" rx={width / 2 + 4} ry={heightOf(version) / 2 + 4} />}
        <ellipse class="box" rx={width / 2} ry={heightOf(version) / 2} />
        <text class="name" y="4" font-size={size}>{text}</text>
        {id !== 0 && <text class="status" y={heightOf(version) / 2 + 12} font-size="10">{captionOf(version)}</text>}
      </a>
    </g>
  );
}

/** Below the ellipse: its number, and what is not seen of it. */
function captionOf({ id, standsFor, isPruned, notes, isDefault }: PlacedVersion): string {
  const remarks = [
    isDefault ? "default" : "",
    isPruned ? "pruned" : "",
    standsFor > 1 ? `${standsFor} versions` : "",
    notes === "" ? "" : "notes",
  ];
  return [String(id), ...remarks.filter((remark) => remark !== "")].join(" · ");
}

function spoken(version: PlacedVersion): string {
  const { id, name, user, date, notes, isTagged } = version;
  if (id === 0) return "The empty beginning";
  const made = [date, user].filter((part) => part !== "").join(" by ");
  return [
    `Version ${captionOf(version)}`,
    isTagged ? `“${name}”` : name,
    ...(made === "" ? [] : [made]),
    ...(notes === "" ? [] : [notes]),
  ].join(", ");
}
