/** Where an output module writes its file: VisTrails' file mode and its settings. */
import { python } from "vt";
import { nameOf, statOf } from "./file_system.ts";

/** The settings of the file mode, as a module's configuration may give them. */
const DEFAULTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["file", null],
  ["basename", null],
  ["prefix", null],
  ["suffix", null],
  ["dir", null],
  ["series", false],
  ["overwrite", true],
  ["seriesPadding", 3],
  ["seriesStart", 0],
  ["format", null],
]);

/** The numbers of a series go on from module to module, as in VisTrails: two series never overwrite each other. */
let nextInSeries = 0;

/** The path for an output, from the settings; `suffix` stands where they give none. */
export function outputFileName(settings: ReadonlyMap<unknown, unknown>, suffix = ""): string {
  for (const field of settings.keys()) checkField(field, DEFAULTS, "FileModeConfig");
  const setting = (field: string) => settings.get(field) ?? DEFAULTS.get(field);
  const file = setting("file");
  if (file !== null) return pathText(file);
  const overwrite = python.truth(setting("overwrite"));
  const isSeries = python.truth(setting("series"));
  const name = (number: string) =>
    inDirectory(
      setting("dir"),
      `${text(setting("prefix"), "")}${text(setting("basename"), "vt_out")}${number}${text(setting("suffix"), suffix)}`,
    );
  const number = () => String(nextInSeries++).padStart(Number(setting("seriesPadding")), "0");
  let path = name(isSeries ? number() : "");
  while (isSeries && !overwrite && statOf(path) !== undefined) path = name(number());
  if (!overwrite && statOf(path) !== undefined) {
    throw new python.PythonError("IOError", `File "${path}" exists and overwrite is False`);
  }
  return path;
}

/** Refuses a setting that a mode does not have; `mode` is VisTrails' class of its settings. */
export function checkField(field: unknown, fields: ReadonlyMap<string, unknown>, mode: string): void {
  if (typeof field === "string" && fields.has(field)) return;
  throw new python.PythonError("ValueError", `Field "${python.str(field)}" is not declared for class "${mode}"`);
}

function inDirectory(directory: unknown, name: string): string {
  if (directory === null) return name;
  const path = pathText(directory);
  return path === "" || path.endsWith("/") ? path + name : `${path}/${name}`;
}

function pathText(value: unknown): string {
  return typeof value === "string" ? value : nameOf(value);
}

function text(value: unknown, otherwise: string): string {
  return value === null ? otherwise : python.str(value);
}
