/** Questions to paths at which there may be nothing; what else goes wrong is thrown. */

/** What `look` gives; undefined where there is nothing to look at: no such file, no such process. */
export function ifThere<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Whether there is something at a path, be it a link that leads nowhere. */
export function isThere(path: string): boolean {
  return ifThere(() => Deno.lstatSync(path)) !== undefined;
}
