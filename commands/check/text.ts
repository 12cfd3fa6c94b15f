/** What `vt check` found, as people read it: some lines a file, and at the end what is missing in all of them. */
import { type Problem, problemText } from "../../runtime/errors.ts";
import { oneLine, type Paint } from "../line/terminal.ts";
import { counted } from "../show/facts.ts";
import { shortPackage } from "../show/pipeline.ts";
import { type CheckedFile, type CheckedVersion, countOf, type MissingPackage } from "./check_file.ts";

/** How to write it. */
export interface CheckStyle {
  readonly width: number;
  readonly paint: Paint;
  /** Of several files, each has only its first problems, one line each. */
  readonly brief: boolean;
}

const BRIEF_PROBLEMS = 3;

/** The lines of one file: a version, or a headline and its versions. */
export function drawChecked({ file, ok, typeErrors, versions }: CheckedFile, style: CheckStyle): string[] {
  if (typeErrors !== "") {
    const errors = typeErrors.trimEnd().split("\n").map((line) => `    ${line}`);
    return [row({ title: file, ok, verdict: "type errors" }, "", style), ...errors];
  }
  if (versions.length === 1) return drawVersion(file, versions[0], { ...style, indent: "" });
  const runnable = versions.filter(({ ok }) => ok).length;
  const verdict = `${runnable} of ${counted(versions.length, "version")} can run`;
  return [
    row({ title: file, ok, verdict }, "", style),
    ...versions.flatMap((one) => drawVersion(`${one.version} ${one.name}`, one, { ...style, indent: "  " })),
  ];
}

function drawVersion(title: string, checked: CheckedVersion, style: CheckStyle & { indent: string }): string[] {
  const { ok, modules, missing, otherProblems } = checked;
  const { width, brief, indent } = style;
  const gone = missing.reduce((sum, one) => sum + countOf(one), 0);
  const verdict = gone === 0 ? counted(modules, "module") : `${gone} of ${counted(modules, "module")} missing`;
  const most = brief ? BRIEF_PROBLEMS : otherProblems.length;
  const more = otherProblems.length - most;
  const details = `${indent}    `;
  return [
    row({ title, ok, verdict }, indent, style),
    ...missingLines(missing, width - details.length).map((line) => details + line),
    ...otherProblems.slice(0, most).map((problem) => details + problemLine(problem, width - details.length, style)),
    ...(more > 0 ? [`${details}… ${counted(more, "more problem")}`] : []),
  ];
}

interface Row {
  readonly title: string;
  readonly ok: boolean;
  readonly verdict: string;
}

/** A title at the left, of which the end matters most, and at the right what is said of it. */
function row({ title, ok, verdict }: Row, indent: string, { width, paint }: CheckStyle): string {
  const room = Math.max(16, width - indent.length - verdict.length - 4);
  const mark = ok ? paint("green", "✓") : paint("red", "✗");
  return `${indent}${mark} ${endOf(title, room).padEnd(room)}  ${verdict}`;
}

/** The text on one line, or the end of it. */
function endOf(text: string, width: number): string {
  const clean = oneLine(text, Infinity);
  return clean.length <= width ? clean : `…${clean.slice(clean.length - width + 1)}`;
}

function problemLine(problem: Problem, width: number, { paint, brief }: CheckStyle): string {
  const { severity } = problem;
  const room = brief ? width - severity.length - 2 : Infinity;
  return `${paint(severity === "error" ? "red" : "yellow", severity)}: ${oneLine(problemText(problem), room)}`;
}

/** `vtk  28  vtkActor 4, vtkRenderer, … 9 more`. */
function missingLines(missing: readonly MissingPackage[], width: number): string[] {
  const titles = missing.map((one) => packageTitle(one.package, 24));
  const longest = titles.reduce((most, { length }) => Math.max(most, length), 0);
  return missing.map((one, i) => {
    const start = `${titles[i].padEnd(longest)}  ${String(countOf(one)).padStart(3)}  `;
    return start + moduleList(one, width - start.length);
  });
}

/** As many names as there is room for. */
function moduleList({ modules }: MissingPackage, width: number): string {
  let line = "";
  for (const [i, { name, count }] of modules.entries()) {
    const left = modules.length - i - 1;
    const added = `${oneLine(name, 40)}${count === 1 ? "" : ` ${count}`}${left === 0 ? "" : ", "}`;
    const end = left === 0 ? 0 : `… ${left} more`.length;
    if (line.length + added.length + end > width) return `${line}… ${left + 1} more`;
    line += added;
  }
  return line;
}

function packageTitle(identifier: string, width: number): string {
  return endOf(shortPackage(identifier), width) || "(no package)";
}

/** The packages that are missing, those that most files need first, and, of several files, a line that counts it all. */
export function drawTotals(
  { files, unreadable }: { readonly files: readonly CheckedFile[]; readonly unreadable: number },
  { paint }: CheckStyle,
): string[] {
  const versions = files.flatMap((file) => file.versions);
  const runnable = files.filter(({ ok }) => ok).length;
  const sum = (count: (version: CheckedVersion) => number) => versions.reduce((all, one) => all + count(one), 0);
  const verdicts = [
    `${runnable} can run`,
    ...(files.length > runnable ? [`${files.length - runnable} cannot`] : []),
    ...(unreadable > 0 ? [`${unreadable} cannot be read`] : []),
  ];
  const gone = sum(({ missing }) => missing.reduce((all, one) => all + countOf(one), 0));
  const several = versions.length > files.length ? `${counted(versions.length, "version")}, ` : "";
  const total = `${counted(files.length + unreadable, "file")}: ${verdicts.join(", ")}; ${several}` +
    `${counted(sum(({ modules }) => modules), "module")}, ${gone} missing`;
  const missing = drawMissing(files, paint);
  return [
    ...(missing.length === 0 ? [] : ["", ...missing]),
    ...(files.length + unreadable > 1 ? ["", paint("bold", total)] : []),
  ];
}

function drawMissing(files: readonly CheckedFile[], paint: Paint): string[] {
  const needed = files.flatMap(({ file, versions }) =>
    versions.flatMap(({ missing }) => missing.map((one) => ({ file, one })))
  );
  const packages = [...Map.groupBy(needed, ({ one }) => one.package)].map(([identifier, uses]) => ({
    title: packageTitle(identifier, 40),
    files: new Set(uses.map(({ file }) => file)).size,
    modules: uses.reduce((sum, { one }) => sum + countOf(one), 0),
    library: uses[0].one.suppliedBy,
  })).sort((a, b) => b.files - a.files || b.modules - a.modules);
  if (packages.length === 0) return [];
  const width = packages.reduce((most, { title }) => Math.max(most, title.length), "missing package".length);
  const line = (title: string, files: number | string, modules: number | string, library: string) =>
    [title.padEnd(width), String(files).padStart(5), String(modules).padStart(7), library].join("  ");
  const supplied = packages.some(({ library }) => library !== null);
  return [
    paint("dim", line("missing package", "files", "modules", "its library")),
    ...packages.map(({ title, files, modules, library }) => line(title, files, modules, library ?? "not supported")),
    ...(supplied
      ? [paint("dim", "Libraries are Debian packages: a PythonSource can use them, vt itself does not.")]
      : []),
  ];
}
