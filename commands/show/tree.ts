/**
 * The tree of versions, made short enough to read: chains are folded, branches without a tag or notes shrink to one
 * line, and so does what is pruned.
 */
import { plainNotes } from "../../runtime/vistrail/plain_notes.ts";
import { type ShownVersion, shownVersions } from "../../runtime/vistrail/shown_versions.ts";
import { actionDescription, defaultVersion } from "../../runtime/vistrail/version_tree.ts";
import { annotationsByVersion, tagsOf, type Vistrail } from "../../runtime/vistrail/vistrail.ts";
import { oneLine, type Paint } from "../line/terminal.ts";

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
