/**
 * The tree of versions, made short enough to read: chains are folded, branches without a tag or notes shrink to one
 * line, and so does what is pruned.
 */
import { actionDescription, defaultVersion } from "../runtime/vistrail/version_tree.ts";
import { annotationsByVersion, prunedVersions, tagsOf, type Vistrail } from "../runtime/vistrail/vistrail.ts";
import { childrenOf } from "../runtime/vistrail/materialise.ts";
import { oneLine, type Paint } from "./terminal.ts";

/** A version that the drawing shows. */
export interface ShownVersion {
  /** 0 = the empty root. */
  readonly id: number;
  /** How many versions between the one above and this one are left out. */
  readonly folded: number;
  /** How many versions this one line stands for, itself included; 1 for most. */
  readonly standsFor: number;
  readonly pruned: boolean;
  readonly children: readonly ShownVersion[];
}

interface Tree {
  readonly children: ReadonlyMap<number, readonly number[]>;
  readonly pruned: ReadonlySet<number>;
  readonly interesting: ReadonlySet<number>;
  /** Number of versions of each subtree. */
  readonly sizes: ReadonlyMap<number, number>;
  /** Versions below which, or at which, something is interesting. */
  readonly marked: ReadonlySet<number>;
}

/** What of the tree to show, from the root down; the children that go on the longest come last. */
export function shownVersions(vistrail: Vistrail): ShownVersion {
  const tree = measure(vistrail);
  type Draft = { -readonly [K in keyof ShownVersion]: K extends "children" ? Draft[] : ShownVersion[K] };
  const root: Draft = { id: 0, folded: 0, standsFor: 1, pruned: false, children: [] };
  const waiting: Draft[] = [root];
  for (let above = waiting.pop(); above !== undefined; above = waiting.pop()) {
    const starts = [...tree.children.get(above.id) ?? []].sort((a, b) => rank(tree, a) - rank(tree, b) || a - b);
    for (const start of starts) {
      const shown: Draft = { ...follow(tree, start), children: [] };
      above.children.push(shown);
      if (shown.standsFor === 1) waiting.push(shown);
    }
  }
  return root;
}

/** Pruned branches first, then plain ones, then by size: the last goes on in the column of its parent. */
function rank({ pruned, marked, sizes }: Tree, id: number): number {
  return (pruned.has(id) ? 0 : marked.has(id) ? 1e12 : 1e6) + (sizes.get(id) ?? 0);
}

function measure(vistrail: Vistrail): Tree {
  const children = childrenOf(vistrail);
  const notes = annotationsByVersion(vistrail, "__notes__");
  const interesting = new Set([...tagsOf(vistrail).keys(), ...notes.keys(), defaultVersion(vistrail)]);
  const order = [0];
  for (let i = 0; i < order.length; i++) order.push(...children.get(order[i]) ?? []);
  const sizes = new Map<number, number>();
  const marked = new Set<number>();
  for (const id of order.reverse()) {
    const below = children.get(id) ?? [];
    sizes.set(id, below.reduce((sum, child) => sum + sizes.get(child)!, 1));
    if (interesting.has(id) || below.some((child) => marked.has(child))) marked.add(id);
  }
  return { children, pruned: prunedVersions(vistrail), interesting, sizes, marked };
}

/** The version that is shown for the branch beginning at `start`. */
function follow(tree: Tree, start: number): Omit<ShownVersion, "children"> {
  let [id, folded] = [start, 0];
  for (;;) {
    const below = tree.children.get(id) ?? [];
    if (tree.pruned.has(id)) return { id, folded, standsFor: tree.sizes.get(id)!, pruned: true };
    if (!tree.marked.has(id)) return { id: newest(tree, id), folded, standsFor: tree.sizes.get(id)!, pruned: false };
    if (tree.interesting.has(id) || below.length !== 1) return { id, folded, standsFor: 1, pruned: false };
    [id, folded] = [below[0], folded + 1];
  }
}

function newest({ children }: Tree, start: number): number {
  let largest = start;
  const waiting = [start];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    largest = Math.max(largest, id);
    waiting.push(...children.get(id) ?? []);
  }
  return largest;
}

/** The drawing, a line per shown version: what is straight below belongs to the same line of work. */
export function drawTree(vistrail: Vistrail, width: number, paint: Paint): string[] {
  const rows: Row[] = [];
  const waiting: { shown: ShownVersion; first: string; rest: string }[] = [
    { shown: shownVersions(vistrail), first: "", rest: "" },
  ];
  const describe = describer(vistrail);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { shown, first, rest } = next;
    rows.push({ graph: `${first}${shown.id === 0 ? "○" : shown.pruned ? "×" : "●"}`, ...describe(shown) });
    const last = shown.children.length - 1;
    for (let i = last; i >= 0; i--) {
      const straight = { shown: shown.children[i], first: rest, rest };
      waiting.push(i === last ? straight : { shown: shown.children[i], first: `${rest}├─`, rest: `${rest}│ ` });
    }
  }
  return layOut(rows, width, paint);
}

interface Row {
  readonly graph: string;
  readonly id: string;
  readonly name: string;
  readonly named: boolean;
  readonly made: string;
  readonly remarks: string;
}

function describer(vistrail: Vistrail): (shown: ShownVersion) => Omit<Row, "graph"> {
  const tags = tagsOf(vistrail);
  const notes = annotationsByVersion(vistrail, "__notes__");
  const latest = defaultVersion(vistrail);
  return ({ id, folded, standsFor, pruned }) => {
    const action = vistrail.actions.get(id);
    const tag = tags.get(id);
    const note = plainNotes(notes.get(id) ?? "");
    const remarks = [
      id === latest && id !== 0 ? "default" : "",
      pruned ? (standsFor > 1 ? `pruned with the ${standsFor - 1} after it` : "pruned") : "",
      !pruned && standsFor > 1 ? `last of a branch of ${standsFor}` : "",
      folded > 0 ? `${folded} before it` : "",
      note === "" ? "" : `“${note}”`,
    ];
    return {
      id: id === 0 ? "" : String(id),
      name: tag ?? (action === undefined ? "empty" : actionDescription(action)),
      named: tag !== undefined,
      made: action === undefined ? "" : `${(action.date ?? "").slice(0, 16)} ${action.user ?? ""}`.trim(),
      remarks: remarks.filter((remark) => remark !== "").join(", "),
    };
  };
}

function layOut(rows: readonly Row[], width: number, paint: Paint): string[] {
  const longest = (pick: (row: Row) => string, most: number) =>
    Math.min(most, rows.reduce((length, row) => Math.max(length, pick(row).length), 0));
  const left = longest(({ graph, id }) => `${graph} ${id}`, 40);
  const middle = longest(({ name }) => name, 36);
  const right = longest(({ made }) => made, 28);
  return rows.map(({ graph, id, name, named, made, remarks }) => {
    const shown = oneLine(name, middle);
    const start = `${graph} ${id}`.padEnd(left);
    const date = oneLine(made, right).padEnd(right);
    const end = oneLine(remarks, Math.max(24, width - left - middle - right - 6));
    const text = shown.padEnd(middle);
    return `${start}  ${named ? paint("bold", text) : paint("dim", text)}  ${paint("dim", date)}  ${end}`.trimEnd();
  });
}

/** Notes are HTML pages of Qt; their text alone, on one line. */
export function plainNotes(html: string): string {
  const body = html.replace(/<head[\s>][^]*?<\/head>/i, " ").replace(/<[^<>]*>/g, " ");
  const text = body.replace(/&(lt|gt|amp|quot|nbsp|#39);/g, (_, name: string) => ENTITIES.get(name) ?? " ");
  return oneLine(text, 200);
}

const ENTITIES = new Map([["lt", "<"], ["gt", ">"], ["amp", "&"], ["quot", '"'], ["#39", "'"]]);
