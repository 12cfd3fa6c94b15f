/** `vt log search`: finds executions, and modules in them. */
import { existsSync } from "node:fs";
import { InputError, messageOf, UsageError } from "../../runtime/errors.ts";
import { searchExecutions, type Sought, type SoughtFile } from "../../runtime/record/search_executions.ts";
import { contentHash } from "../../runtime/store/file_state.ts";
import { complain, printLine } from "../line/terminal.ts";
import { storeForReading } from "../open/open_store.ts";
import { lookOfStdout } from "./look.ts";
import { foundHead, foundText } from "./search_text.ts";
import { listHead, listLine } from "./text.ts";

/** What may be looked for, as it is written. */
export interface SearchOptions {
  readonly module: string | undefined;
  readonly error: string | undefined;
  readonly file: string | undefined;
  readonly machine: string | undefined;
  readonly state: string | undefined;
  readonly since: string | undefined;
  readonly workflow: string | undefined;
  readonly json: boolean;
  readonly store: string | undefined;
}

/** Prints what is found as it is found, at most so much, and gives the exit code. */
export async function search(options: SearchOptions, most: number): Promise<number> {
  const look = lookOfStdout();
  const sought = await soughtBy(options, look.now);
  using store = await storeForReading(options.store);
  if (store === undefined) return 0;
  let count = 0;
  for await (const found of searchExecutions(store, sought)) {
    const { exec, module } = found;
    if (options.json) printLine(JSON.stringify(module === undefined ? exec : { ...exec, module }));
    else if (asksForExecutions(options)) {
      printLine(`${count === 0 ? `${listHead(look)}\n` : ""}${listLine(exec, look)}`);
    } else printLine(`${count === 0 ? `${foundHead(look)}\n` : ""}${foundText(found, sought.file, look)}`);
    if (++count >= most) return 0;
  }
  if (count === 0 && !options.json) complain("vt: Nothing is found");
  return 0;
}

function asksForExecutions({ module, error, file, state }: SearchOptions): boolean {
  return module === undefined && error === undefined && file === undefined && state !== "cached";
}

async function soughtBy(options: SearchOptions, now: number): Promise<Sought> {
  const { module, error, file, machine, state, since, workflow } = options;
  if ([module, error, file, machine, state, since, workflow].every((each) => each === undefined)) {
    throw new UsageError(
      "Cannot search for nothing: give --module, --error, --file, --machine, --state, --since or --workflow",
    );
  }
  return {
    module,
    error,
    machine,
    state,
    ...(file !== undefined && { file: await soughtFile(file) }),
    ...(since !== undefined && { since: timeIn(since, now) }),
    ...(workflow !== undefined && { isWorkflow: workflowTest(workflow) }),
  };
}

/** A hash, or a path: a file that is there is looked for by its content too. */
async function soughtFile(text: string): Promise<SoughtFile> {
  const path = realPath(text);
  try {
    if ((await Deno.stat(path)).isFile) return { path, hash: await contentHash(path) };
    return { path };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory)) {
      throw new InputError(`Cannot read ${text}: ${messageOf(error)}`, { cause: error });
    }
    return /^[0-9a-f]{6,64}$/i.test(text) ? { hash: text.toLowerCase() } : { path };
  }
}

/** A file that is gone is known by the path that it had; a mere name, by the last part of any path. */
function workflowTest(text: string): (file: string) => boolean {
  const path = realPath(text);
  if (text.includes("/") || existsSync(path)) return (file) => file === path;
  return (file) => file.endsWith(`/${text}`);
}

function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path.startsWith("/") ? path : `${Deno.cwd()}/${path.replace(/^(\.\/)+/, "")}`;
  }
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/** `2026-11-22`, `2026-11-22T14:00`, by the clock here, or a time ago: `90m`, `12h`, `3d`, `2w`. */
export function timeIn(text: string, now: number): number {
  const [, digits, unit] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  if (unit !== undefined) return now - Number(digits) * UNITS[unit];
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const time = isDay || /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(text)
    ? Date.parse(isDay ? `${text}T00:00` : text.replace(" ", "T"))
    : NaN;
  if (!Number.isNaN(time)) return time;
  throw new UsageError(
    `Option --since must be a date, 2026-11-22 or 2026-11-22T14:00, or a time ago, as 12h or 3d: it is ${
      JSON.stringify(text)
    }`,
  );
}
