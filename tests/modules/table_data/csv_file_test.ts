import { deepEqual, equal, throws } from "node:assert/strict";
import { PathValue } from "vt";
import { CSVFile, type TableObject } from "../../../modules/table_data/mod.ts";
import { computed, FakeContext } from "../fake_context.ts";

type Given = Partial<Parameters<typeof CSVFile.compute>[0]>;

const UNSET = { name: undefined, delimiter: undefined, dialect: undefined, sniff_header: true, skip_lines: 0 };

/** `header_present` as it comes when nothing is written on the port: its default, not a list of values. */
const NO_HEADER_GIVEN = true as unknown as readonly boolean[];

function read(content: string | Uint8Array, given: Given = {}): TableObject {
  using context = new FakeContext();
  const path = context.temporaryPath("file", ".csv");
  Deno.writeFileSync(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
  const inputs = { ...UNSET, header_present: NO_HEADER_GIVEN, file: new PathValue(path), ...given };
  return computed(CSVFile.compute(inputs, context)).value;
}

function columns(table: TableObject): unknown[] {
  return Array.from({ length: table.columns }, (_, i) => table.column(i));
}

Deno.test("CSVFile guesses the delimiter and whether there are names", () => {
  const named = read(" year ;total\n2001;5\n2002;17\n", { name: "years" });
  deepEqual([named.names, named.rows, named.name, columns(named)], [
    ["year", "total"],
    2,
    "years",
    [["2001", "2002"], ["5", "17"]],
  ]);
  deepEqual(read("1;2\n3;4\n").names, null);
});

Deno.test("CSVFile takes what is given: with a delimiter there are names only if it is said", () => {
  equal(read("a;b\n1;2\n", { delimiter: ";" }).names, null);
  deepEqual(read("a;b\n1;2\n", { delimiter: ";", header_present: [true] }).names, ["a", "b"]);
  deepEqual(read("1;2\n3;4\n", { header_present: [true] }).names, ["1", "2"]);
  deepEqual(columns(read("x\ny\na\tb\n", { delimiter: ",", dialect: "excel-tab", skip_lines: 2 })), [["a"], ["b"]]);
});

Deno.test("CSVFile tells of a record that is too short when the column is read", () => {
  const table = read("1,2\n3\n", { delimiter: "," });
  deepEqual(table.column(0), ["1", "3"]);
  throws(() => table.column(1), {
    message: "ValueError: Invalid CSV file: only 1 fields on line 2 (column 1 requested)",
  });
});

Deno.test("CSVFile reads texts in UTF-8, and keeps other bytes", () => {
  deepEqual(columns(read("\uFEFFä;b\n", { delimiter: ";" })), [["ä"], ["b"]]);
  deepEqual(columns(read(Uint8Array.of(0x61, 0x3b, 0x80, 0xe9), { delimiter: ";" })), [["a"], [
    Uint8Array.of(0x80, 0xe9),
  ]]);
});

Deno.test("CSVFile has VisTrails' errors", () => {
  throws(() => read("a,b", { sniff_header: false }), { message: "Must set delimiter if not using sniffer" });
  throws(() => read("a,b\n", { delimiter: ",", skip_lines: 2 }), {
    message: "skip_lines greater than the number of lines in the file",
  });
  throws(() => read("", { file: new PathValue("/no/such") }), { message: "File does not exist" });
  throws(() => read("", { delimiter: "," }), { message: "StopIteration: " });
  throws(() => read("a", { delimiter: "||" }), { message: 'TypeError: "delimiter" must be an 1-character string' });
  throws(() => read("a", { delimiter: ",", dialect: "x" }), { message: "Error: unknown dialect" });
});
