/** The manual page vt(1), from the help of the commands. */
import type { Options } from "../../commands/line/arguments.ts";
import type { Command } from "../../commands/line/command.ts";

/** The page, in the macros of man. */
export function manPage(commands: readonly Command[], version: string): string {
  return [
    `.TH VT 1 "" "vt ${version}" "User Commands"`,
    ".SH NAME",
    "vt \\- runs scientific workflows: TypeScript scripts and VisTrails .vt files",
    ".SH SYNOPSIS",
    ".B vt",
    ".I COMMAND",
    "[\\fIARGUMENT\\fR...]",
    ".SH COMMANDS",
    ...commands.flatMap(commandLines),
    ".SH EXIT STATUS",
    ...EXIT_CODES.flatMap(([code, meaning]) => [".TP", `.B ${code}`, text(meaning)]),
    ".SH ENVIRONMENT",
    ...VARIABLES.flatMap(([name, meaning]) => [".TP", `.B ${name}`, text(meaning)]),
    "",
  ].join("\n");
}

const EXIT_CODES = [
  ["0", "completed"],
  ["1", "a module failed"],
  ["2", "the input or the usage is wrong"],
  ["75", "suspended"],
  ["126", "the self-contained file found no place to unpack into"],
  ["130", "interrupted"],
] as const;

const VARIABLES = [
  ["VT_STORE", "directory of the records, unless --store names one; else vt in $XDG_DATA_HOME or in ~/.local/share"],
  ["VT_PYTHON", "the Python for PythonSource, unless --python names one"],
  [
    "VT_CACHE_DIR",
    "directory that the self-contained file unpacks itself into; else vt in $XDG_CACHE_HOME or in ~/.cache",
  ],
  ["VT_DOWNLOADS", "directory of downloaded files; else ~/.vistrails/HTTP"],
  ["VT_DOWNLOAD_LIMIT", "size in bytes that a download may have"],
  ["VT_CLTOOLS", "directory of the descriptions of command line tools; else ~/.vistrails/CLTools"],
  ["TMPDIR", "directory for temporary files"],
  ["NO_COLOR", "if set, nothing is in colour"],
  ["OTEL_DENO", "if true, runs are traced by OpenTelemetry"],
] as const;

function commandLines({ name, summary, usage, options, examples, notes }: Command): string[] {
  return [
    `.SS "vt ${text(name)}"`,
    `${text(summary)}.`,
    ...usage.split("\n").flatMap((line) => [".PP", `.B ${text(`vt ${name} ${line}`.trimEnd())}`]),
    ...optionLines(options),
    ".PP",
    "Examples:",
    ...examples.flatMap(([command, does]) => [".TP", `.B ${text(command)}`, text(does)]),
    ...(notes ?? "").split("\n").flatMap((paragraph) => paragraph === "" ? [] : [".PP", text(paragraph)]),
  ];
}

function optionLines(options: Options): string[] {
  return Object.entries(options).flatMap(([name, { type, short, choices, value, doc }]) => {
    const taken = type === "string" ? ` ${choices?.join("|") ?? value ?? "VALUE"}` : "";
    return [".TP", `.B ${text(`${short ? `-${short}, ` : ""}--${name}${taken}`)}`, text(doc)];
  });
}

/** A line of text: what would be a macro or an escape is none, and hyphens can be searched for and copied. */
function text(line: string): string {
  // Terminals without Unicode have no sign for the dots.
  return line.replaceAll("…", "...").replaceAll("\\", "\\e").replaceAll("-", "\\-").replace(/^[.']/, "\\&$&")
    .replaceAll(
      /[^\0-\x7f]/gu,
      (letter) => `\\[u${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}]`,
    );
}
