/** The files of scripts, read once per program, and what their imports lead to. */
import type { AnyDefinition } from "../authoring/module.ts";
import { packageOf } from "../authoring/package.ts";
import { VERSION } from "../version.ts";
import { npmVersion } from "./npm_version.ts";
import { parseScript } from "./parse.ts";
import { isVtSpecifier, type ScriptFile, takeApart } from "./script_file.ts";

/** What an import leads to: a file of scripts, or something that is told by a text. */
export type Target = { readonly script: string } | { readonly text: string };

/** Nothing is known of what an import leads to: results that depend on it hold for this program alone. */
export const UNKNOWN_TEXT = `unknown ${crypto.randomUUID()}`;

const RUNTIME = new URL("../", import.meta.url).href;
const MODULES = new URL("../../modules/", import.meta.url).href;
const SCRIPT = /\.[cm]?[jt]sx?$/;

const files = new Map<string, Promise<ScriptFile | undefined>>();

/** The file taken apart; undefined when it cannot be read or is no program that is understood. */
export function scriptFile(url: string): Promise<ScriptFile | undefined> {
  let file = files.get(url);
  if (file === undefined) files.set(url, file = read(url).catch(() => undefined));
  return file;
}

/** What `specifier` means in the file at `from`. */
export async function targetOf(specifier: string, from: string): Promise<Target> {
  if (isVtSpecifier(specifier)) return { text: await vtText(specifier) };
  const url = resolve(specifier, from);
  if (url === undefined) return { text: UNKNOWN_TEXT };
  if (url.startsWith("npm:")) return { text: `${specifier} ${await npmVersion(url, from)}` };
  if (!url.startsWith("file:")) return { text: url };
  if (url.startsWith(RUNTIME) || url.startsWith(MODULES)) return { text: `vt ${VERSION} ${url.slice(RUNTIME.length)}` };
  return SCRIPT.test(new URL(url).pathname) ? { script: url } : { text: await dataText(url) };
}

/** The URL of a local file that an import leads to; undefined for what is no file, or one of this program. */
export function importedUrl(specifier: string, from: string): string | undefined {
  const url = isVtSpecifier(specifier) ? undefined : resolve(specifier, from);
  const isOurs = url === undefined || url.startsWith(RUNTIME) || url.startsWith(MODULES);
  return isOurs || !url.startsWith("file:") ? undefined : url;
}

async function read(url: string): Promise<ScriptFile> {
  const source = await Deno.readTextFile(new URL(url.replace(/[?#].*$/, "")));
  return takeApart({ url, source }, (await parseScript(source, url)).body);
}

/** An absolute URL; what has no path is resolved as this program does it. */
function resolve(specifier: string, from: string): string | undefined {
  try {
    if (/^\.{0,2}\//.test(specifier)) return new URL(specifier, from).href;
    return /^[a-z][a-z0-9+.-]*:/i.test(specifier) ? specifier : import.meta.resolve(specifier);
  } catch {
    return undefined;
  }
}

const vtTexts = new Map<string, Promise<string>>();

/** vt's version, and those of the packages behind a specifier. */
function vtText(specifier: string): Promise<string> {
  let text = vtTexts.get(specifier);
  if (text === undefined) vtTexts.set(specifier, text = findVtText(specifier));
  return text;
}

async function findVtText(specifier: string): Promise<string> {
  const exported: Readonly<Record<string, unknown>> = await import(specifier);
  const versions = Object.values(exported).map((value) => {
    const from = typeof value === "object" && value !== null ? packageOf(value as AnyDefinition) : undefined;
    return from === undefined ? "" : ` ${from.identifier} ${from.version}`;
  });
  return `${specifier} ${VERSION}${[...new Set(versions)].sort().join("")}`;
}

/** The content of a file that is no script; of JSON what it says, however it is formatted. */
async function dataText(url: string): Promise<string> {
  try {
    const text = await Deno.readTextFile(new URL(url));
    return url.endsWith(".json") ? JSON.stringify(JSON.parse(text)) : text;
  } catch {
    return UNKNOWN_TEXT;
  }
}
