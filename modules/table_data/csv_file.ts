/** Tables out of CSV files. */
import { allValues, defineModule, ModuleError, port, python, types as t } from "vt";
import { nameOf, statOf } from "../basic/file_system.ts";
import { type CsvDialect, dialectOf, DIALECTS, readRecords } from "./csv_reader.ts";
import { hasHeader, sniffDialect } from "./csv_sniffer.ts";
import { type Column, tableName, TableObject, TableType } from "./table.ts";

/** Longer texts JavaScript cannot hold. */
const LARGEST_FILE = 500_000_000;

/** So many lines are looked at to guess how a file is written. */
const SNIFFED_LINES = 5;

/** A table from a CSV file. */
export const CSVFile = defineModule({
  name: "CSVFile",
  namespace: "read",
  doc: "A table from a CSV file; how it is written is guessed where it is not said.",
  exactNumbers: true,
  inputs: {
    ...tableName,
    file: port(t.File),
    delimiter: port(t.String, { optional: true, doc: "Guessed from the first lines unless given." }),
    // An unset one is not the same as the default that editors show: the header is then guessed.
    header_present: allValues(port(t.Boolean, {
      default: true,
      doc: "Unset: guessed together with the delimiter, false where that is given.",
    })),
    sniff_header: port(t.Boolean, { default: true, doc: "Whether anything may be guessed." }),
    skip_lines: port(t.Integer, { default: 0 }),
    dialect: port(t.String, { optional: true, doc: `One of ${[...DIALECTS.keys()].join(", ")}.` }),
  },
  outputs: { column_count: port(t.Integer), column_names: port(t.List), value: port(TableType) },
  compute: ({ name, file, delimiter, header_present, sniff_header, skip_lines, dialect }) => {
    if (delimiter === undefined && !python.truth(sniff_header)) {
      throw new ModuleError("Must set delimiter if not using sniffer");
    }
    const content = readContent(nameOf(file));
    const start = afterLines(content.text, Number(skip_lines));
    const sample = content.text.slice(start, endOfLines(content.text, start, SNIFFED_LINES));
    const written = delimiter === undefined ? sniffDialect(sample) : namedDialect(dialect) ?? givenDialect(delimiter);
    const hasNames = Array.isArray(header_present)
      ? python.truth(header_present[0])
      : delimiter === undefined && hasHeader(sample, written);
    const records = readRecords(content.text, written, start);
    if (records.length === 0) throw new python.PythonError("StopIteration", "");
    const table = tableOfRecords(records, { hasNames, decode: content.decode, name });
    return { column_count: table.columns, column_names: table.names as readonly string[], value: table };
  },
});

interface Content {
  readonly text: string;
  /** What a field is: the text itself, or the bytes where the file is no UTF-8. */
  readonly decode: (field: string) => string | Uint8Array;
}

function readContent(path: string): Content {
  const size = statOf(path)?.size ?? 0;
  if (size > LARGEST_FILE) {
    throw new ModuleError(`Cannot read ${path}: ${size} bytes, at most ${LARGEST_FILE} wanted`);
  }
  const bytes = readBytes(path);
  const text = python.strOfBytes(bytes);
  if (typeof text === "string") return { text: text.replace(/^\uFEFF/, ""), decode: (field) => field };
  return { text: characterPerByte(bytes), decode: bytesAgain };
}

function characterPerByte(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return parts.join("");
}

function bytesAgain(field: string): string | Uint8Array {
  return python.strOfBytes(Uint8Array.from(field, (character) => character.charCodeAt(0)));
}

function readBytes(path: string): Uint8Array {
  try {
    return Deno.readFileSync(path);
  } catch (error) {
    throw new ModuleError("File does not exist", { cause: error });
  }
}

function namedDialect(name: string | undefined): CsvDialect | undefined {
  if (name === undefined) return undefined;
  const found = DIALECTS.get(name);
  if (found === undefined) throw new python.PythonError("Error", "unknown dialect");
  return found;
}

function givenDialect(delimiter: string): CsvDialect {
  if (delimiter.length === 1) return dialectOf(delimiter);
  throw new python.PythonError("TypeError", '"delimiter" must be an 1-character string');
}

/** Where the line after so many stands. */
function afterLines(text: string, count: number): number {
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at >= text.length) throw new ModuleError("skip_lines greater than the number of lines in the file");
    at = endOfLines(text, at, 1);
  }
  return at;
}

function endOfLines(text: string, start: number, count: number): number {
  let at = start;
  for (let i = 0; i < count && at < text.length; i++) {
    const end = text.indexOf("\n", at);
    at = end === -1 ? text.length : end + 1;
  }
  return at;
}

interface RecordOptions {
  readonly hasNames: boolean;
  readonly decode: Content["decode"];
  readonly name: string | undefined;
}

/** A record that is too short shows only when one of the columns is read that it lacks. */
function tableOfRecords(records: readonly string[][], { hasNames, decode, name }: RecordOptions): TableObject {
  const names = hasNames ? records[0].map((field) => python.str(decode(field)).trim()) : null;
  const rows = hasNames ? records.slice(1) : records;
  const read = (index: number): Column =>
    rows.map((fields, row) => {
      if (index < fields.length) return decode(fields[index]);
      const where = `only ${fields.length} fields on line ${row + 1} (column ${index} requested)`;
      throw new python.PythonError("ValueError", `Invalid CSV file: ${where}`);
    });
  return new TableObject({ columns: records[0].length, rows: rows.length, names, name }, read);
}
