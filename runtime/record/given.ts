/**
 * What a run was told beside its workflow: enough to run it so again. It is the first line of a record:
 *
 *     ["g","",{Given}]
 */
import type { Store } from "../store/store.ts";
import { recordLines } from "./execution_log.ts";
import type { WorkflowExec } from "./log.ts";
import { lineParts } from "./log_line.ts";

/** See the head of the file. */
export interface Given {
  /** Values of `--set`, with references in the place of secrets. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Values of `--to`: without any, all modules. */
  readonly to: readonly string[];
  /** Values of `--pool`. */
  readonly pools: readonly string[];
  /** The targets that modules went to. */
  readonly targets: readonly GivenTarget[];
  /** Paths of modules by where they went: a target's name, `here` or `auto`. */
  readonly places: Readonly<Record<string, readonly string[]>>;
}

/** A target as the run knew it. */
export interface GivenTarget {
  readonly name: string;
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The line that keeps it. */
export function givenLine(given: Given): string {
  return `["g","",${JSON.stringify(given)}]\n`;
}

/** What a run was told; undefined where its record does not say. */
export async function readGiven(store: Store, exec: WorkflowExec): Promise<Given | undefined> {
  for await (const line of recordLines(store, exec)) {
    const [kind, , given] = lineParts(line) ?? [];
    return kind === "g" && typeof given === "object" && given !== null ? given as Given : undefined;
  }
  return undefined;
}
