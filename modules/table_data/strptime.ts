/** Texts as dates and times, by a format: Python's strptime. */
import { python } from "vt";

const MONTHS = "january february march april may june july august september october november december".split(" ");
const DAYS = "monday tuesday wednesday thursday friday saturday sunday".split(" ");

/** What each directive reads. */
const PATTERNS: Readonly<Record<string, string>> = {
  d: "3[01]|[12]\\d|0[1-9]|[1-9]| [1-9]",
  f: "\\d{1,6}",
  H: "2[0-3]|[01]\\d|\\d",
  I: "1[0-2]|0[1-9]|[1-9]",
  j: "36[0-6]|3[0-5]\\d|[12]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9]",
  m: "1[0-2]|0[1-9]|[1-9]",
  M: "[0-5]\\d|\\d",
  S: "6[01]|[0-5]\\d|\\d",
  w: "[0-6]",
  y: "\\d\\d",
  Y: "\\d\\d\\d\\d",
  A: DAYS.join("|"),
  a: DAYS.map((day) => day.slice(0, 3)).join("|"),
  B: MONTHS.join("|"),
  b: MONTHS.map((month) => month.slice(0, 3)).join("|"),
  p: "am|pm",
  Z: "utc|gmt",
};

/** Directives that stand for others. */
const SHORT: Readonly<Record<string, string>> = {
  c: "%a %b %d %H:%M:%S %Y",
  x: "%m/%d/%y",
  X: "%H:%M:%S",
};

/** Reads texts of one format; a ValueError of Python's for the others. */
export function dateReader(format: string): (text: string) => Temporal.PlainDateTime {
  const { pattern, directives } = compiled(format.replace(/%([cxX])/g, (_, short) => SHORT[short]));
  return (text) => {
    const found = pattern.exec(text);
    if (found === null) {
      throw wrong(`time data ${python.repr(text)} does not match format ${python.repr(format)}`);
    }
    if (found[0].length < text.length) throw wrong(`unconverted data remains: ${text.slice(found[0].length)}`);
    return dateOf(new Map(directives.map((directive, i) => [directive, found[i + 1].toLowerCase()])));
  };
}

function compiled(format: string): { pattern: RegExp; directives: readonly string[] } {
  const directives: string[] = [];
  const source = format.replace(/%([^])|%$|\s+|[\\.^$*+?(){}[\]|/-]/g, (whole, directive: string | undefined) => {
    if (directive === "%") return "%";
    if (whole === "%") throw wrong(`stray % in format ${python.repr(format)}`);
    if (directive === undefined) return /\s/.test(whole) ? "\\s+" : `\\${whole}`;
    if (!Object.hasOwn(PATTERNS, directive)) {
      throw wrong(`${python.repr(directive)} is a bad directive in format ${python.repr(format)}`);
    }
    directives.push(directive);
    return `(${PATTERNS[directive]})`;
  });
  if (new Set(directives).size < directives.length) throw new python.PythonError("error", "redefinition of group name");
  return { pattern: new RegExp(`^(?:${source})`, "i"), directives };
}

/** What a format leaves open is that of 1900-01-01 00:00. */
function dateOf(parts: ReadonlyMap<string, string>): Temporal.PlainDateTime {
  const year = yearOf(parts);
  const date = { year, month: monthOf(parts), day: Number(parts.get("d") ?? 1) };
  const second = Number(parts.get("S") ?? 0);
  const microseconds = Number((parts.get("f") ?? "0").padEnd(6, "0"));
  try {
    const start = Temporal.PlainDateTime.from({ ...date, hour: hourOf(parts) }, { overflow: "reject" });
    const days = parts.has("j") ? start.with({ month: 1, day: 1 }).add({ days: Number(parts.get("j")) - 1 }) : start;
    return days.add({ minutes: Number(parts.get("M") ?? 0), seconds: second, microseconds });
  } catch (error) {
    throw new python.PythonError("ValueError", "day is out of range for month", { cause: error });
  }
}

function yearOf(parts: ReadonlyMap<string, string>): number {
  const short = parts.get("y");
  if (short === undefined) return Number(parts.get("Y") ?? 1900);
  return Number(short) + (Number(short) <= 68 ? 2000 : 1900);
}

function monthOf(parts: ReadonlyMap<string, string>): number {
  const name = parts.get("B") ?? parts.get("b");
  return name === undefined ? Number(parts.get("m") ?? 1) : monthNamed(name)!;
}

function hourOf(parts: ReadonlyMap<string, string>): number {
  const hour = parts.get("I");
  if (hour === undefined) return Number(parts.get("H") ?? 0);
  return Number(hour) % 12 + (parts.get("p") === "pm" ? 12 : 0);
}

/** The number of a month from its English name or the first three letters or more; undefined for other words. */
export function monthNamed(name: string): number | undefined {
  const index = MONTHS.findIndex((month) => name.length >= 3 && month.startsWith(name.toLowerCase()));
  return index === -1 ? undefined : index + 1;
}

/** The same of a day of the week, Monday 0. */
export function weekdayNamed(name: string): number | undefined {
  const index = DAYS.findIndex((day) => name.length >= 3 && day.startsWith(name.toLowerCase()));
  return index === -1 ? undefined : index;
}

function wrong(text: string): Error {
  return new python.PythonError("ValueError", text);
}
