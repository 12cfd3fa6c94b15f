/**
 * What of a tree of versions to show so that it is short enough to read: chains are folded, branches without a tag or
 * notes shrink to one version, and so does what is pruned.
 */
import { childrenOf } from "./materialise.ts";
import { defaultVersion } from "./version_tree.ts";
import { annotationsByVersion, prunedVersions, tagsOf, type Vistrail } from "./vistrail.ts";

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

/**
 * What of the tree to show, from the root down; the children that go on the longest come last. `also`: versions that are
 * shown whatever they are, unless they are pruned.
 */
export function shownVersions(vistrail: Vistrail, also: Iterable<number> = []): ShownVersion {
  const tree = measure(vistrail, also);
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

function measure(vistrail: Vistrail, also: Iterable<number>): Tree {
  const children = childrenOf(vistrail);
  const notes = annotationsByVersion(vistrail, "__notes__");
  const interesting = new Set([...tagsOf(vistrail).keys(), ...notes.keys(), defaultVersion(vistrail), ...also]);
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
