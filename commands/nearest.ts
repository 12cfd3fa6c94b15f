/** What a mistyped word may have meant. */

/** The candidate that is at most two changes away, or that begins with the word; undefined when none is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word === "" || word.length > 40) return undefined;
  const measured = candidates.map((candidate) => ({
    candidate,
    changes: candidate.startsWith(word) ? 1 : changesBetween(word.toLowerCase(), candidate),
  }));
  const best = measured.sort((a, b) => a.changes - b.changes)[0];
  return best !== undefined && best.changes <= Math.min(2, Math.ceil(best.candidate.length / 3))
    ? best.candidate
    : undefined;
}

/** How many letters must be inserted, deleted, replaced, or swapped with their neighbour. */
function changesBetween(from: string, to: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      row[j] = Math.min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (same ? 0 : 1));
      const swapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (swapped) row[j] = Math.min(row[j], beforePrevious[j - 2] + 1);
    }
    [beforePrevious, previous] = [previous, row];
  }
  return previous[to.length];
}
