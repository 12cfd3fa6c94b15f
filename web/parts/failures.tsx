/** What failed in an execution: the first thing that people look for. */
import { oneLine } from "../../runtime/one_line.ts";
import type { ModuleSummary } from "../data/module_summary.ts";
import type { Html } from "../layout.tsx";
import type { View } from "../view.ts";
import { changedAddress } from "./addresses.ts";

/** What is shown. */
export interface FailuresProps {
  readonly view: View;
  /** Those that failed by themselves, in the order in which they did. */
  readonly failed: readonly ModuleSummary[];
  readonly linkOf: (path: string) => string;
}

/** Modules that are named. */
const MOST = 3;
const LONGEST_ERROR = 300;

/** Nothing where nothing failed. */
export function Failures({ view, failed, linkOf }: FailuresProps): Html | null {
  if (failed.length === 0) return null;
  return (
    <ul class="note note-bad failures">
      {failed.slice(0, MOST).map(({ path, name, label, error = "" }) => (
        <li>
          <a href={linkOf(path)}>{name}</a> <span class="mono">{path}</span>
          {label === "" ? null : <span>{` “${label}”`}</span>}
          {error === "" ? null : <span>{`: ${oneLine(error, LONGEST_ERROR)}`}</span>}
        </li>
      ))}
      {failed.length <= MOST ? null : (
        <li>
          <a href={changedAddress(view.address, { state: "failed", page: undefined }, "modules")}>
            {`${failed.length - MOST} more`}
          </a>
        </li>
      )}
    </ul>
  );
}
