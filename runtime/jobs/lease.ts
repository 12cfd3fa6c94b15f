/**
 * The right to change a workflow's jobs. One process has it at a time: it keeps a file of the store's directory locked,
 * which the system undoes when the process ends, however it ends. Each holder has a greater number than the one before;
 * a commit with an old number is refused.
 */
import { InputError } from "../errors.ts";
import { commit, type Store } from "../store/store.ts";

/** Held until it is disposed of. */
export interface Lease extends Disposable {
  readonly workflow: string;
  /** Adds to a commit that this lease is still the newest; throws where it is not. */
  check(operation: Deno.AtomicOperation): Promise<void>;
}

/** Takes the lease of a workflow; an InputError when another process has it. */
export async function takeLease(store: Store, workflow: string): Promise<Lease> {
  const file = lockFile(store, workflow);
  try {
    const token = await commit(store, async (operation) => {
      const entry = await store.kv.get<number>(["lease", workflow]);
      operation.check(entry).set(entry.key, (entry.value ?? 0) + 1);
      return (entry.value ?? 0) + 1;
    });
    return {
      workflow,
      check: async (operation) => {
        const entry = await store.kv.get<number>(["lease", workflow]);
        if (entry.value !== token) {
          throw new InputError(`Cannot go on with workflow ${workflow}: another vt has taken it over`);
        }
        operation.check(entry);
      },
      [Symbol.dispose]: () => file.close(),
    };
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Whether a process has the lease now. */
export function isLeased({ directory }: Store, workflow: string): boolean {
  try {
    using file = Deno.openSync(`${directory}/leases/${workflow}`);
    return !file.tryLockSync(false);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function lockFile({ directory }: Store, workflow: string): Deno.FsFile {
  Deno.mkdirSync(`${directory}/leases`, { recursive: true, mode: 0o700 });
  const file = Deno.openSync(`${directory}/leases/${workflow}`, { read: true, write: true, create: true });
  if (file.tryLockSync(true)) {
    file.truncateSync();
    file.writeSync(new TextEncoder().encode(`${Deno.pid}\n`));
    return file;
  }
  const pid = new TextDecoder().decode(Deno.readFileSync(`${directory}/leases/${workflow}`)).trim();
  file.close();
  throw new InputError(`Cannot run workflow ${workflow}: process ${pid} runs it now`);
}
