/** What makes one text of another, by lines. */

/** A line that only the first text has (`−`), or only the second (`+`). */
export interface LineChange {
  readonly sign: "−" | "+";
  readonly text: string;
}

/** More comparisons than that are not made: the lines between the ends that both have count as changed. */
const MOST_COMPARISONS = 1_000_000;

/** The fewest lines to delete and to add, in their order. */
export function diffLines(before: readonly string[], after: readonly string[]): LineChange[] {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const [a, b] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  if (a.length * b.length <= MOST_COMPARISONS) return shortest(a, b);
  return [...a.map((text) => change("−", text)), ...b.map((text) => change("+", text))];
}

function shortest(a: readonly string[], b: readonly string[]): LineChange[] {
  const common = commonLines(a, b);
  const changes: LineChange[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) [i, j] = [i + 1, j + 1];
    else if (j === b.length || (i < a.length && common[i + 1][j] >= common[i][j + 1])) {
      changes.push(change("−", a[i++]));
    } else changes.push(change("+", b[j++]));
  }
  return changes;
}

/** How many lines the rests of both have in common, by where the rests begin. */
function commonLines(a: readonly string[], b: readonly string[]): Uint32Array[] {
  const common = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i][j] = a[i] === b[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  return common;
}

function change(sign: LineChange["sign"], text: string): LineChange {
  return { sign, text };
}
