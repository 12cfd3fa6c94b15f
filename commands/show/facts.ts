/** What a bundle holds beside its versions, a line each. */
import { InputError } from "../../runtime/errors.ts";
import { pipelineName } from "../../runtime/vistrail/version_tree.ts";
import type { VistrailBundle } from "../../runtime/vt_file/bundle.ts";
import { stateOf } from "../../runtime/vt_file/vistrails_log.ts";
import { oneLine, type Paint } from "../line/terminal.ts";

const MOST = 8;

/** Lines for variables, parameter explorations, mashups, sub-workflows, the log and other members; none of what is not there. */
export async function drawFacts(bundle: VistrailBundle, width: number, paint: Paint): Promise<string[]> {
  const facts: [title: string, lines: string[]][] = [
    ["variables", variables(bundle)],
    ["explorations", explorations(bundle)],
    ["mashups", await readable(() => mashups(bundle))],
    ["sub-workflows", await readable(() => subworkflows(bundle))],
    ["log", await readable(() => log(bundle))],
    ["thumbnails", bundle.thumbnails.length === 0 ? [] : [String(bundle.thumbnails.length)]],
    ["other members", [...bundle.unknownMembers]],
  ];
  return facts.flatMap(([title, lines]) =>
    shorten(lines).map((line, i) => `${paint("dim", (i === 0 ? title : "").padEnd(13))}  ${oneLine(line, width - 15)}`)
  );
}

/** A damaged part is no reason to show nothing of the others. */
async function readable(read: () => Promise<string[]>): Promise<string[]> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof InputError) return [error.message];
    throw error;
  }
}

function shorten(lines: readonly string[]): string[] {
  return lines.length <= MOST ? [...lines] : [...lines.slice(0, MOST), `… ${lines.length - MOST} more`];
}

function variables({ vistrail }: VistrailBundle): string[] {
  return vistrail.variables.map(({ name, module, value }) => `${name}: ${module} = ${value}`);
}

function explorations({ vistrail }: VistrailBundle): string[] {
  return vistrail.parameterExplorations.map(({ name, actionId, functions, dims }) => {
    const ports = functions.map(({ module, port }) => `${module}.${port}`).join(", ");
    const title = name === "" ? "" : `${name}: `;
    return `${title}${ports} of version ${actionId} (${pipelineName(vistrail, actionId)}), cells ${dims}`;
  });
}

async function mashups(bundle: VistrailBundle): Promise<string[]> {
  const trails = await bundle.mashups();
  return trails.map(({ id, version, mashups }) => {
    const names = mashups.filter(({ tag }) => tag !== "").map(({ tag }) => tag).join(", ");
    const last = mashups.at(-1);
    const title = names || (last === undefined ? "empty" : `${id.slice(0, 8)}:${last.id}`);
    const set = last?.aliases.map(({ name }) => name).join(", ") ?? "";
    return `${title}, on version ${version}${set === "" ? "" : `, sets ${set}`}`;
  });
}

async function subworkflows(bundle: VistrailBundle): Promise<string[]> {
  const found = await bundle.abstractions();
  return [...found].map(([member, { actions }]) => {
    const name = member.slice(member.lastIndexOf("/") + 1).replace(/^abstraction_|\.[a-z]+$/g, "");
    return `${name}, ${counted(actions.size, "version")}`;
  });
}

async function log(bundle: VistrailBundle): Promise<string[]> {
  const executions = await bundle.executions();
  const last = executions.at(-1);
  if (last === undefined) return [];
  const states = Map.groupBy(executions, ({ completed }) => stateOf(completed));
  const counts = [...states].map(([state, list]) => `${list.length} ${state}`).join(", ");
  const when = `last of version ${last.parentVersion ?? "?"} at ${last.tsStart ?? "?"} by ${last.user || "?"}`;
  return [`${counted(executions.length, "execution")}: ${counts}; ${when}`];
}

/** `1 version`, `2 versions`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
