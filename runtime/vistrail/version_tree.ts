/** Questions about the tree of versions: which come first, which last, and what each is called. */
import { childrenOf } from "./materialise.ts";
import { type Action, annotationOf, annotationsByVersion, prunedVersions, tagsOf, type Vistrail } from "./vistrail.ts";

/** Versions that nothing was made from, by number; pruned ones too. */
export function leavesOf(vistrail: Vistrail): number[] {
  const children = childrenOf(vistrail);
  return [...vistrail.actions.keys()].filter((id) => !children.has(id)).sort((a, b) => a - b);
}

/**
 * The version that VisTrails takes where none is named: the largest of those that its version tree displays, which
 * hides what is pruned and passes over upgrades. 0 when nothing is displayed.
 */
export function defaultVersion(vistrail: Vistrail): number {
  const displayed = displayedChildren(vistrail);
  const tags = tagsOf(vistrail);
  const newest = [...vistrail.actions.keys()].reduce((a, b) => Math.max(a, b), 0);
  let largest = 0;
  const waiting = [0];
  for (let version = waiting.pop(); version !== undefined; version = waiting.pop()) {
    const children = displayed(version);
    const kept = children.length !== 1 || tags.has(version) || version === newest;
    if (kept) largest = Math.max(largest, version);
    waiting.push(...children);
  }
  return largest;
}

/** Children as the version tree shows them: an upgrade without a tag gives way to its own children. */
function displayedChildren(vistrail: Vistrail): (version: number) => number[] {
  const children = childrenOf(vistrail);
  const tags = tagsOf(vistrail);
  const pruned = prunedVersions(vistrail);
  const upgrades = new Set([...annotationsByVersion(vistrail, "__upgrade__").values()].map(Number));
  const isHiddenUpgrade = (id: number) =>
    !tags.has(id) && (upgrades.has(id) || manualDescription(vistrail.actions.get(id)) === "Upgrade");
  return (version) => {
    const shown: number[] = [];
    const waiting = [...children.get(version) ?? []];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (pruned.has(id)) continue;
      if (isHiddenUpgrade(id)) waiting.push(...children.get(id) ?? []);
      else shown.push(id);
    }
    return shown;
  };
}

/** A version's name by its nearest tagged ancestor: `tag`, `tag + 3`, `ROOT + 9`. */
export function pipelineName(vistrail: Vistrail, version: number): string {
  const tags = tagsOf(vistrail);
  let distance = 0;
  let id = version;
  while (id > 0 && !tags.has(id)) {
    id = vistrail.actions.get(id)?.parent ?? 0;
    distance++;
  }
  const name = tags.get(id) ?? "ROOT";
  return distance === 0 ? name : `${name} + ${distance}`;
}

const DESCRIPTIONS: readonly [kind: string, whats: readonly string[], text: string][] = [
  ["add", ["module"], "Added module"],
  ["add", ["connection"], "Added connection"],
  ["add", ["function", "parameter"], "Added parameter"],
  ["add", ["controlParameter"], "Added control parameter"],
  ["add", ["annotation"], "Added annotation"],
  ["add", ["portSpec"], "Added port"],
  ["change", ["parameter"], "Changed parameter"],
  ["change", ["controlParameter"], "Changed control parameter"],
  ["change", ["location"], "Moved module"],
  ["change", ["annotation"], "Changed annotation"],
  ["delete", ["module"], "Deleted module"],
  ["delete", ["connection"], "Deleted connection"],
  ["delete", ["function", "parameter"], "Deleted parameter"],
  ["delete", ["controlParameter"], "Deleted control parameter"],
  ["delete", ["annotation"], "Deleted annotation"],
  ["delete", ["portSpec"], "Deleted port"],
];

/** What an action did, in VisTrails' words: the description that it carries, else one made from its operations. */
export function actionDescription(action: Action): string {
  const manual = manualDescription(action);
  if (manual !== undefined) return manual;
  const counts = new Map<string, number>();
  for (const { kind, what } of action.operations) {
    counts.set(`${kind} ${what}`, (counts.get(`${kind} ${what}`) ?? 0) + 1);
  }
  for (const [kind, whats, text] of DESCRIPTIONS) {
    const most = Math.max(...whats.map((what) => counts.get(`${kind} ${what}`) ?? 0));
    if (most > 0) return most > 1 ? `${text}s` : text;
  }
  return "Other action";
}

function manualDescription(action: Action | undefined): string | undefined {
  return action?.annotations.findLast(({ key }) => key === "__description__")?.value;
}

/** Uuid under which a sub-workflow goes now: of `__abstraction_uuid_N__` the one with the highest N. */
export function abstractionUuid(vistrail: Vistrail): string | undefined {
  let uuid = annotationOf(vistrail, "__abstraction_uuid__");
  let highest = 0;
  for (const { key, value } of vistrail.annotations) {
    const number = Number(/^__abstraction_uuid_([0-9]+)__$/.exec(key)?.[1]);
    if (number > highest) [uuid, highest] = [value, number];
  }
  return uuid;
}
