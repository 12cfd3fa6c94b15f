/** Places where the new text may join the old one that are tried. */
const MOST_TRIES = 1000;
/** Characters by which such a place is found. */
const PROBE = 200;

/**
 * What `now` has that `before` had not, where both are what something has written so far, or the end of that. Nothing in
 * common: all of it.
 */
export function newText(before: string, now: string): string {
  if (now.startsWith(before)) return now.slice(before.length);
  const probe = now.slice(0, PROBE);
  let at = before.indexOf(probe);
  for (let tries = 0; at >= 0 && tries < MOST_TRIES; tries++, at = before.indexOf(probe, at + 1)) {
    const common = before.length - at;
    if (now.startsWith(before.slice(at))) return now.slice(common);
  }
  for (let common = Math.min(probe.length, before.length) - 1; common > 0; common--) {
    if (before.endsWith(now.slice(0, common))) return now.slice(common);
  }
  return now;
}
