/** Guesses how a CSV file is written from its first lines, as Python 2's csv.Sniffer does. */
import { python } from "vt";
import { type CsvDialect, readRecords } from "./csv_reader.ts";

/** Of several characters that could be the delimiter, these are. */
const PREFERRED = [",", "\t", ";", " ", ":"];

/** The search for quotes is quadratic where they do not pair: more of the sample it does not see. */
const LONGEST_QUOTE_SAMPLE = 16_384;

/** The dialect of the sample, some whole lines; an Error of Python's where nothing could be the delimiter. */
export function sniffDialect(lines: string): CsvDialect {
  const sample = lines.replaceAll("\r\n", "\n");
  const quoted = dialectByQuotes(sample.slice(0, LONGEST_QUOTE_SAMPLE));
  if (quoted !== undefined && quoted.delimiter !== "") return quoted;
  const delimiter = delimiterByFrequency(sample.split("\n").filter((line) => line !== ""));
  if (delimiter === undefined) throw new python.PythonError("Error", "Could not determine delimiter");
  return {
    delimiter,
    quote: quoted?.quote ?? '"',
    doubleQuote: quoted?.doubleQuote ?? false,
    skipInitialSpace: isFollowedBySpace(sample, delimiter),
  };
}

const QUOTED = [
  /(?<delimiter>[^\w\n"'])(?<space> ?)(?<quote>["']).*?\k<quote>\k<delimiter>/gms,
  /(?:^|\n)(?<quote>["']).*?\k<quote>(?<delimiter>[^\w\n"'])(?<space> ?)/gms,
  /(?<delimiter>[^\w\n"'])(?<space> ?)(?<quote>["']).*?\k<quote>(?:$|\n)/gms,
  /(?:^|\n)(?<quote>["']).*?\k<quote>(?:$|\n)/gms,
];

/** The dialect by texts in quotes and what stands beside them; without delimiter for a single column. */
function dialectByQuotes(sample: string): CsvDialect | undefined {
  for (const pattern of QUOTED) {
    const found = Array.from(sample.matchAll(pattern), ({ groups }) => groups!);
    if (found.length === 0) continue;
    const quote = mostFrequent(found.map((groups) => groups.quote))!;
    const delimiters = found.flatMap(({ delimiter }) => delimiter ? [delimiter] : []);
    const delimiter = mostFrequent(delimiters) ?? "";
    const spaces = found.filter(({ space }) => space).length;
    return {
      delimiter,
      quote,
      doubleQuote: hasDoubledQuotes(sample, quote, delimiter),
      skipInitialSpace: delimiters.length > 0 && delimiters.filter((one) => one === delimiter).length === spaces,
    };
  }
  return undefined;
}

function mostFrequent(items: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return [...counts].reduce<[string, number] | undefined>((a, b) => a && a[1] >= b[1] ? a : b, undefined)?.[0];
}

/** Whether some field has three quotes, with nothing like a word outside of the outer two. */
function hasDoubledQuotes(sample: string, quote: string, delimiter: string): boolean {
  const lines = sample.split("\n");
  const fields = delimiter === "" ? lines : lines.flatMap((line) => line.split(delimiter));
  return fields.some((field) => {
    const parts = field.split(quote);
    return parts.length > 3 && (delimiter === "" || !/\w/.test(parts[0] + parts.at(-1)));
  });
}

/** The character that stands equally often on every line. */
function delimiterByFrequency(lines: readonly string[]): string | undefined {
  if (lines.length === 0) return undefined;
  const counts = lines.map(countCharacters);
  const even = [...counts[0]].filter(([code, count]) => counts.every((line) => line.get(code) === count));
  if (even.length === 0) return undefined;
  const characters = even.map(([code]) => String.fromCharCode(code));
  const preferred = PREFERRED.find((one) => characters.includes(one));
  if (preferred !== undefined) return preferred;
  const [most] = even.toSorted(([codeA, a], [codeB, b]) => b - a || codeB - codeA);
  return String.fromCharCode(most[0]);
}

function countCharacters(line: string): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (let i = 0; i < line.length; i++) {
    const code = line.charCodeAt(i);
    if (code < 127) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return counts;
}

function isFollowedBySpace(sample: string, delimiter: string): boolean {
  const line = sample.split("\n").find((one) => one !== "") ?? "";
  return line.split(delimiter).length === line.split(`${delimiter} `).length;
}

/** Whether the first record of the sample looks like names: the columns below are of other types or lengths. */
export function hasHeader(lines: string, dialect: CsvDialect): boolean {
  const [header, ...records] = readRecords(lines, dialect);
  const rows = records.filter((record) => record.length === header.length);
  let votes = 0;
  for (const [i, name] of header.entries()) {
    const kinds = new Set(rows.map((row) => kindOf(row[i])));
    if (kinds.size > 1) continue;
    const [kind] = kinds; // of a column without values, none: it counts as a header's, in Python too
    const isAlike = typeof kind === "number" ? name.length === kind : kind !== undefined && READS_AS[kind].test(name);
    votes += isAlike ? -1 : 1;
  }
  return votes > 0;
}

const NUMBER = String.raw`(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?`;

/** What `int`, `float` and `complex` read. */
const READS_AS = {
  int: /^\s*[+-]?\d+\s*$/,
  float: new RegExp(String.raw`^\s*[+-]?(?:${NUMBER}|inf|infinity|nan)\s*$`, "i"),
  complex: new RegExp(String.raw`^\s*\(?\s*[+-]?(?:${NUMBER}|(?:${NUMBER}[+-])?(?:${NUMBER})?j)\s*\)?\s*$`, "i"),
};

/** The type that a text reads as; of other texts the length. */
function kindOf(text: string): keyof typeof READS_AS | number {
  if (/^\s*[+-]?\d+[lL]?\s*$/.test(text)) return "int";
  if (READS_AS.float.test(text)) return "float";
  return READS_AS.complex.test(text) ? "complex" : text.length;
}
