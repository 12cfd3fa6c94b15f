/** The tree of versions of a vistrail as it is drawn: chains are folded, what came before stands above. */
import { childrenOf } from "../../runtime/vistrail/materialise.ts";
import { plainNotes } from "../../runtime/vistrail/plain_notes.ts";
import { type ShownVersion, shownVersions } from "../../runtime/vistrail/shown_versions.ts";
import { actionDescription, defaultVersion } from "../../runtime/vistrail/version_tree.ts";
import { annotationsByVersion, tagsOf, type Vistrail } from "../../runtime/vistrail/vistrail.ts";

/** A version with its place; the root of the tree is 0. */
export interface PlacedVersion {
  readonly id: number;
  /** Its tag, or what was done to make it. */
  readonly name: string;
  readonly isTagged: boolean;
  readonly isPruned: boolean;
  /** The one that VisTrails would open. */
  readonly isDefault: boolean;
  readonly notes: string;
  readonly user: string;
  readonly date: string;
  /** How many versions it stands for, itself included. */
  readonly standsFor: number;
  /** Centre, in columns and rows. */
  readonly column: number;
  readonly row: number;
}

/** A line from a version to one made from it; `folded` versions between them are left out. */
export interface TreeLine {
  readonly from: PlacedVersion;
  readonly to: PlacedVersion;
  readonly folded: number;
}

/** See the head of the file. */
export interface PlacedTree {
  /** From the root down. */
  readonly versions: readonly PlacedVersion[];
  readonly lines: readonly TreeLine[];
  readonly columns: number;
  readonly rows: number;
}

/**
 * Places each version above what was made from it; branches stand side by side and never overlap. `current`: a version
 * that is shown with those next to it, so that one can go on from there.
 */
export function placeVersions(vistrail: Vistrail, current?: number): PlacedTree {
  const describe = describer(vistrail);
  const root = shownVersions(vistrail, current === undefined ? [] : around(vistrail, current));
  const order = inOrder(root);
  const columns = columnsOf(order);
  const placed = new Map<ShownVersion, PlacedVersion>();
  const lines: TreeLine[] = [];
  for (const { shown, row, above } of order) {
    const version = { ...describe(shown), column: columns.get(shown)!, row };
    placed.set(shown, version);
    if (above !== undefined) lines.push({ from: placed.get(above)!, to: version, folded: shown.folded });
  }
  const versions = [...placed.values()];
  return {
    versions,
    lines,
    columns: versions.reduce((most, { column }) => Math.max(most, column + 1), 1),
    rows: versions.reduce((most, { row }) => Math.max(most, row + 1), 1),
  };
}

function around(vistrail: Vistrail, version: number): number[] {
  const parent = vistrail.actions.get(version)?.parent ?? 0;
  return [version, ...parent > 0 ? [parent] : [], ...childrenOf(vistrail).get(version) ?? []];
}

interface Visit {
  readonly shown: ShownVersion;
  readonly row: number;
  readonly above?: ShownVersion;
}

function inOrder(root: ShownVersion): Visit[] {
  const order: Visit[] = [{ shown: root, row: 0 }];
  for (let i = 0; i < order.length; i++) {
    const { shown, row } = order[i];
    for (const child of shown.children) order.push({ shown: child, row: row + 1, above: shown });
  }
  return order;
}

/**
 * A column for each version: children stand side by side, a version above the middle of them. Each subtree is moved to
 * the left as far as its outline allows.
 */
function columnsOf(order: readonly Visit[]): ReadonlyMap<ShownVersion, number> {
  const outlines = new Map<ShownVersion, Outline>();
  const shifts = new Map<ShownVersion, number>();
  for (const { shown } of order.toReversed()) outlines.set(shown, joined(shown.children, { outlines, shifts }));
  const columns = new Map<ShownVersion, number>();
  let leftmost = 0;
  for (const { shown, above } of order) {
    const column = (above === undefined ? 0 : columns.get(above)!) + (shifts.get(shown) ?? 0);
    columns.set(shown, column);
    leftmost = Math.min(leftmost, column);
  }
  return new Map([...columns].map(([shown, column]) => [shown, column - leftmost]));
}

/** How far a subtree reaches in each of its rows, from its own version's column. */
interface Outline {
  readonly left: number[];
  readonly right: number[];
}

/** Puts the subtrees of children beside each other; gives the outline of all under their parent. */
function joined(
  children: readonly ShownVersion[],
  { outlines, shifts }: { outlines: Map<ShownVersion, Outline>; shifts: Map<ShownVersion, number> },
): Outline {
  const left: number[] = [];
  const right: number[] = [];
  const at: number[] = [];
  for (const child of children) {
    const outline = outlines.get(child)!;
    const gaps = outline.left.slice(0, right.length).map((reach, row) => right[row] + 1 - reach);
    const column = at.length === 0 ? 0 : Math.max(...gaps);
    at.push(column);
    for (const [row, reach] of outline.left.entries()) left[row] ??= column + reach;
    for (const [row, reach] of outline.right.entries()) right[row] = column + reach;
    outlines.delete(child);
  }
  const middle = at.length === 0 ? 0 : (at[0] + at.at(-1)!) / 2;
  for (const [i, child] of children.entries()) shifts.set(child, at[i] - middle);
  return { left: [0, ...left.map((reach) => reach - middle)], right: [0, ...right.map((reach) => reach - middle)] };
}

type Described = Omit<PlacedVersion, "column" | "row">;

function describer(vistrail: Vistrail): (shown: ShownVersion) => Described {
  const tags = tagsOf(vistrail);
  const notes = annotationsByVersion(vistrail, "__notes__");
  const latest = defaultVersion(vistrail);
  return ({ id, pruned, standsFor }) => {
    const action = vistrail.actions.get(id);
    return {
      id,
      name: tags.get(id) ?? (action === undefined ? "empty" : actionDescription(action)),
      isTagged: tags.has(id),
      isPruned: pruned,
      isDefault: id === latest && id !== 0,
      notes: plainNotes(notes.get(id) ?? ""),
      user: action?.user ?? "",
      date: action?.date ?? "",
      standsFor,
    };
  };
}
