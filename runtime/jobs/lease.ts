/**
 * The right to change a workflow's jobs. One process has it at a time: it keeps a file of the store's directory locked,
 * which the system undoes when the process ends, however it ends. Each holder has a greater number than the one before;
 * a commit with an old number is refused.
 */
import { InputError } from "../errors.ts";
import { ifThere } from "../if_there.ts";
import { commit, type Store } from "../store/store.ts";

/** Held until it is disposed of. */
export interface Lease extends Disposable {
  readonly workflow: string;
  /** Adds to a commit that this lease is still the newest; throws where it is not. */
  check(operation: Deno.AtomicOperation): Promise<void>;
}

/** What the lease is taken for. A `check` and a `change` last a moment, so that others wait for them. */
export type LeasePurpose = "run" | "cancel" | "check" | "change";

/** Who has a lease now. */
export interface LeaseHolder {
  readonly pid: number;
  readonly purpose: LeasePurpose;
}

/** Another process has the lease, and not only for a moment. */
export class LeaseTakenError extends InputError {
  override readonly name = "LeaseTakenError";
  constructor(workflow: string, purpose: LeasePurpose, readonly holder: LeaseHolder) {
    super(`Cannot ${purpose} workflow ${workflow}: process ${holder.pid} ${holder.purpose}s it now`);
  }
}

const BRIEF: ReadonlySet<LeasePurpose> = new Set(["check", "change"]);
/** How often a lease is tried that others have for a moment. */
const MOST_ATTEMPTS = 200;
const PAUSE_MS = 25;

/** Takes the lease of a workflow; a LeaseTakenError when another process has it. */
export async function takeLease(store: Store, workflow: string, purpose: LeasePurpose = "run"): Promise<Lease> {
  const file = await lockFile(store, workflow, purpose);
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
      [Symbol.dispose]: () => release(file),
    };
  } catch (error) {
    release(file);
    throw error;
  }
}

/** Whether a process has the lease now. */
export function isLeased(store: Store, workflow: string): boolean {
  return leaseHolder(store, workflow) !== undefined;
}

/** Who runs the workflow now, or has its lease for another purpose that takes long. */
export function runningHolder(store: Store, workflow: string): LeaseHolder | undefined {
  const holder = leaseHolder(store, workflow);
  return holder === undefined || BRIEF.has(holder.purpose) ? undefined : holder;
}

/** Removes what a workflow that is deleted leaves behind; to be called by who has its lease. */
export function removeLease({ directory }: Store, workflow: string): void {
  Deno.removeSync(`${directory}/leases/${workflow}`);
}

function leaseHolder({ directory }: Store, workflow: string): LeaseHolder | undefined {
  const path = `${directory}/leases/${workflow}`;
  return ifThere(() => {
    using file = Deno.openSync(path);
    return file.tryLockSync(false) ? undefined : holderIn(path);
  });
}

async function lockFile({ directory }: Store, workflow: string, purpose: LeasePurpose): Promise<Deno.FsFile> {
  Deno.mkdirSync(`${directory}/leases`, { recursive: true, mode: 0o700 });
  const path = `${directory}/leases/${workflow}`;
  const file = Deno.openSync(path, { read: true, write: true, create: true });
  let before: LeaseHolder | undefined;
  for (let attempt = 1; !file.tryLockSync(true); attempt++) {
    const holder = holderIn(path);
    // Seen twice, since who has just taken it may not have said so yet.
    const isLong = !BRIEF.has(holder.purpose) && before?.pid === holder.pid && before.purpose === holder.purpose;
    if (isLong || attempt === MOST_ATTEMPTS) {
      file.close();
      throw new LeaseTakenError(workflow, purpose, holder);
    }
    before = holder;
    await new Promise((resume) => setTimeout(resume, PAUSE_MS * (0.5 + Math.random())));
  }
  file.truncateSync();
  file.writeSync(new TextEncoder().encode(`${Deno.pid} ${purpose}\n`));
  return file;
}

/** What the holder wrote into its file; nothing yet, or no more, counts as a moment. */
function holderIn(path: string): LeaseHolder {
  const [, pid, purpose] = /^(\d+) (run|cancel|check|change)\n$/.exec(Deno.readTextFileSync(path)) ?? [];
  return { pid: Number(pid ?? 0), purpose: (purpose ?? "check") as LeasePurpose };
}

function release(file: Deno.FsFile): void {
  file.truncateSync();
  file.close();
}
