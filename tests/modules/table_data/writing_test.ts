import { deepEqual, equal, throws } from "node:assert/strict";
import { PathValue, python } from "vt";
import {
  ExcelSpreadsheet,
  TableCell,
  tableOf,
  TableOutput,
  WriteCSV,
  WriteExcelSpreadsheet,
} from "../../../modules/table_data/mod.ts";
import { computed, FakeContext } from "../fake_context.ts";

const TABLE = tableOf([["a", "<b>"], [1, python.makeFloat(2)]], { names: ["x", "y"], rows: 2 });
const UNNAMED = tableOf([[1]], { names: null, rows: 1 });

Deno.test("WriteCSV writes values as Python does, without quotes", () => {
  using context = new FakeContext();
  const write = (given: object) => {
    const inputs = { table: TABLE, delimiter: ";", write_header: undefined, ...given };
    return Deno.readTextFileSync(computed(WriteCSV.compute(inputs, context)).file.name);
  };
  equal(write({}), "x;y\na;1\n<b>;2.0\n");
  equal(write({ write_header: false, delimiter: "," }), "a,1\n<b>,2.0\n");
  equal(write({ table: UNNAMED }), "1\n");
  throws(() => write({ table: UNNAMED, write_header: true }), {
    message: "write_header is set but the table doesn't have column names",
  });
  throws(() => write({ table: tableOf([], { names: null, rows: 0 }) }), { message: "Table has no columns" });
});

Deno.test("TableOutput writes a web page in which values are text, or CSV", () => {
  using context = new FakeContext();
  const dir = context.temporaryPath("directory");
  const output = (settings: Record<string, unknown>, mode_type?: string) => () =>
    TableOutput.compute({
      value: TABLE,
      mode_type,
      configuration: new Map([["file", new Map(Object.entries({ dir, ...settings }))]]),
    }, context);
  output({})();
  output({ format: "CSV", basename: "t" }, "file")();
  const page = Deno.readTextFileSync(`${dir}/vt_out.html`);
  equal(page.includes("<tr>\n  <td>&lt;b&gt;</td>\n  <td>2.0</td>\n</tr>"), true);
  equal(Deno.readTextFileSync(`${dir}/t.csv`), "x;y\na;1\n<b>;2.0\n");
  deepEqual(context.notes[0], ["output_mode", "file"]);
  throws(output({ format: "pdf" }), { message: "AttributeError: TableToFileMode: unknown format pdf" });
  throws(output({}, "stdout"), {
    message: 'Cannot output in mode "stdout" because that mode has not been defined',
  });
});

Deno.test("TableCell writes a web page where the program runs", () => {
  using context = new FakeContext();
  const before = Deno.cwd();
  Deno.chdir(context.temporaryPath("directory"));
  try {
    TableCell.compute({ Location: undefined, table: UNNAMED }, context);
    equal(Deno.readTextFileSync("vt_out.html").includes("<th>col 0</th>"), true);
  } finally {
    Deno.chdir(before);
  }
});

Deno.test("Excel modules say what is missing, and what does instead", () => {
  using context = new FakeContext();
  const read = { name: undefined, sheet_name: undefined, sheet_index: undefined, header_present: false };
  throws(() => ExcelSpreadsheet.compute({ ...read, file: new PathValue("x") }, context), /use CSVFile$/);
  throws(() => WriteExcelSpreadsheet.compute({ table: TABLE }, context), /use WriteCSV/);
});
