/** The modules that an execution had to wait for: from the one that ended last back to what each waited for last. */

/** A module with its times, milliseconds since 1970. */
export interface Timed {
  readonly path: string;
  readonly startedAt: number;
  readonly finishedAt: number;
}

/** The last to end comes last. `feedsOf`: what feeds a module, of those that are given. */
export function criticalPath<T extends Timed>(modules: readonly T[], feedsOf: (module: T) => readonly T[]): T[] {
  const path: T[] = [];
  const seen = new Set<T>();
  for (let at = lastOf(modules); at !== undefined && !seen.has(at); at = lastOf(feedsOf(at))) {
    seen.add(at);
    path.push(at);
  }
  return path.reverse();
}

function lastOf<T extends Timed>(modules: readonly T[]): T | undefined {
  return modules.reduce<T | undefined>(
    (last, module) => last === undefined || module.finishedAt > last.finishedAt ? module : last,
    undefined,
  );
}
