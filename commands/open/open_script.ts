/** Opens a workflow script: imports it and takes its workflow. */
import { placeOfError, placeText } from "../../runtime/authoring/script_place.ts";
import { Workflow } from "../../runtime/authoring/workflow.ts";
import { InputError, ScriptError } from "../../runtime/errors.ts";

/**
 * Imports the script at `path` and gives its workflow. The top level of the script runs: whoever opens it trusts it.
 * Whatever is wrong with it is a ScriptError of one line that says where.
 */
export async function openScript(path: string): Promise<Workflow> {
  const url = scriptUrl(await realScript(path));
  let script: Readonly<Record<string, unknown>>;
  try {
    script = await import(url);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new ScriptError(`Cannot open script ${path}: ${importProblem(error)}`, { cause: error });
  }
  if (script.default instanceof Workflow) return script.default;
  throw new ScriptError(`Cannot open script ${path}: ${exportProblem(script)}`);
}

/** The path of the file itself, not of a link to it. Throws a ScriptError where there is no file that can be read. */
export async function realScript(path: string): Promise<string> {
  const refusal = (reason: string, options?: ErrorOptions): ScriptError =>
    new ScriptError(`Cannot open script ${path}: ${reason}`, options);
  try {
    const { isDirectory, isFile } = await Deno.stat(path);
    if (isDirectory) throw refusal("it is a directory");
    if (!isFile) throw refusal("it is no ordinary file");
    (await Deno.open(path)).close();
    return await Deno.realPath(path);
  } catch (error) {
    if (error instanceof ScriptError) throw error;
    if (error instanceof Deno.errors.NotFound) throw refusal("no such file", { cause: error });
    const isForbidden = error instanceof Deno.errors.PermissionDenied;
    throw refusal(isForbidden ? "it may not be read" : String(error), { cause: error });
  }
}

/** A definition is known by it. */
function scriptUrl(realPath: string): string {
  return `file://${encodeURI(realPath).replaceAll(/[?#]/g, encodeURIComponent)}`;
}

function exportProblem(script: Readonly<Record<string, unknown>>): string {
  const named = Object.keys(script).find((name) => name !== "default" && script[name] instanceof Workflow);
  const hint = named === undefined ? "export default workflow(…) wanted" : `export ${named} as default`;
  if (!Object.hasOwn(script, "default")) return `it has no default export; ${hint}`;
  const given = script.default;
  if (typeof given !== "object" || given === null) return `its default export is ${typeof given}, no workflow; ${hint}`;
  if (given.constructor?.name !== "Workflow") return `its default export is no workflow; ${hint}`;
  return `its workflow was made by another copy of vt; import { workflow } from "vt"`;
}

/** What Deno says of an import that failed, in one line with the place where it stands. */
function importProblem(error: unknown): string {
  if (!(error instanceof Error)) {
    return `it throws ${typeof error === "string" ? JSON.stringify(error) : String(error)}`;
  }
  const message = withoutColours(error.message);
  const place = [...message.matchAll(/ at file:\/\/(\S+:\d+:\d+)$/gm)].at(-1)?.[1];
  if (place === undefined && (error as { code?: unknown }).code !== "ERR_MODULE_NOT_FOUND") {
    const thrownAt = placeOfError(error);
    const what = lackOf(message) ?? `it throws ${error.name}: ${message}`;
    return `${what}${thrownAt ? ` (${placeText(thrownAt)})` : ""}`;
  }
  const reason = importReason(message.split("\n")[0].replace(/ at file:\S+$/, ""));
  return place === undefined ? reason : `${reason} (${decodeURIComponent(place)})`;
}

/** Deno's reason, with what to do where Deno does not say it or says what is of no use here. */
function importReason(reason: string): string {
  const bare = /^Import "(.+)" not a dependency/.exec(reason)?.[1];
  if (bare?.startsWith("vt/")) return `vt has no package "${bare}"; vt modules lists them`;
  if (bare !== undefined) {
    return `nothing is called "${bare}"; write "npm:${bare}" for a package, "./${bare}" for a file`;
  }
  const [, lacking] = /^Could not find a matching package for '(npm:[^']+)'/.exec(reason) ?? [];
  if (lacking !== undefined) {
    return `${lacking} is not part of this vt; npm install ${lacking.slice(4)}, in the folder of the script, adds it`;
  }
  const lack = lackOf(reason);
  if (lack !== undefined) return lack;
  const missing = /^Module not found "file:\/\/(.+)"\.?$/.exec(reason)?.[1];
  if (missing === undefined) return reason.replace(/^SyntaxError: /, "").replace(/\.$/, "");
  const file = decodeURIComponent(missing);
  return `no file ${file}${/\.\w+$/.test(file) ? "" : "; imports name the whole file, with its .ts"}`;
}

/** What Deno forbids in a sandbox. */
function lackOf(message: string): string | undefined {
  const [, lack] = /^Requires (.+), run again with the --allow-\w+ flag/.exec(message) ?? [];
  return lack === undefined ? undefined : `it needs ${lack}, which the sandbox does not give`;
}

/** Deno colours even the messages of errors. */
function withoutColours(text: string): string {
  return text.split("\x1b").map((part, i) => i === 0 ? part : part.replace(/^\[[0-9;]*m/, "")).join("");
}
