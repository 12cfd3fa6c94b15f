/** The words of `vt jobs` that change something: one deed for each id, told in a line. */
import { InputError } from "../../runtime/errors.ts";
import { findJobs, type Found } from "../../runtime/jobs/find_jobs.ts";
import type { Store } from "../../runtime/store/store.ts";
import type { JobsArguments } from "../jobs.ts";
import { complain, oneLine, printLine } from "../line/terminal.ts";
import { storeForReading } from "../open/open_store.ts";

/** What was done, or could not be done, to a job or a workflow. */
export interface Deed {
  readonly workflow: string;
  /** Undefined for a workflow as a whole. */
  readonly job?: string;
  /** `paused`, `adopted`, `cancelled`, …; `failed`: nothing was done. */
  readonly outcome: string;
  /** For people: what that means and what to do next, after the id. */
  readonly text: string;
  /** For programs. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** Does something for each id; nothing at all where one of them means nothing. Gives the exit code. */
export async function forEachId(
  { operands, options }: JobsArguments,
  act: (found: Found, store: Store) => Promise<readonly Deed[]>,
  open: () => Promise<{ readonly store: Store } & (Disposable | AsyncDisposable) | undefined> = () =>
    openStoreOnly(options.store),
): Promise<number> {
  await using opened = await open();
  if (opened === undefined) return 2;
  let code = 0;
  for (const found of await findJobs(opened.store, operands)) {
    try {
      for (const deed of await act(found, opened.store)) {
        if (deed.outcome === "failed") code = Math.max(code, 1);
        printDeed(deed, options.json);
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      complain(`vt: ${oneLine(error.message, 2000)}`);
      code = 2;
    }
  }
  return code;
}

async function openStoreOnly(named: string | undefined): Promise<{ readonly store: Store } & Disposable | undefined> {
  const store = await storeForReading(named);
  return store === undefined ? undefined : { store, [Symbol.dispose]: () => store[Symbol.dispose]() };
}

function printDeed({ workflow, job, outcome, text, facts }: Deed, json: boolean): void {
  if (json) printLine(JSON.stringify({ workflow, job, outcome, ...facts }));
  else if (outcome === "failed") complain(`vt: ${oneLine(text, 2000)}`);
  else printLine(`${(job ?? workflow).slice(0, 10)}  ${text}`);
}
