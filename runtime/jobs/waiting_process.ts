/**
 * Programs that stay until a workflow's jobs are over, `vt run --wait`: each keeps the file `waiting/<workflow>` of the
 * store's directory locked, so that others can tell it to stop waiting.
 */
import { ifThere } from "../if_there.ts";
import type { Store } from "../store/store.ts";

/** Says that this process waits, until disposed of. Of two that wait for the same workflow the first is known. */
export function waitHere({ directory }: Store, workflow: string): Disposable {
  Deno.mkdirSync(`${directory}/waiting`, { recursive: true, mode: 0o700 });
  const path = pathOf(directory, workflow);
  const file = Deno.openSync(path, { read: true, write: true, create: true });
  if (!file.tryLockSync(true)) {
    file.close();
    return { [Symbol.dispose]: () => {} };
  }
  file.truncateSync();
  file.writeSync(new TextEncoder().encode(String(Deno.pid)));
  return {
    [Symbol.dispose]: () => {
      file.truncateSync();
      file.close();
    },
  };
}

/** Id of the process that waits for the jobs of a workflow. */
export function waitingProcess({ directory }: Store, workflow: string): number | undefined {
  const path = pathOf(directory, workflow);
  return ifThere(() => {
    using file = Deno.openSync(path);
    if (file.tryLockSync(false)) return undefined;
    return Number(Deno.readTextFileSync(path)) || undefined;
  });
}

function pathOf(directory: string, workflow: string): string {
  return `${directory}/waiting/${workflow}`;
}
