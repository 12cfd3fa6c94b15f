/** Excel files. VisTrails reads and writes them by libraries that have no like here: the modules say so. */
import { defineModule, ModuleError, port, types as t } from "vt";
import { tableName, TableType } from "./table.ts";

/** A table from an Excel file. */
export const ExcelSpreadsheet = defineModule({
  name: "ExcelSpreadsheet",
  namespace: "read",
  doc: "Cannot run here: save the sheet as CSV and read it with CSVFile.",
  inputs: {
    ...tableName,
    file: port(t.File),
    sheet_name: port(t.String, { optional: true }),
    sheet_index: port(t.Integer, { optional: true }),
    header_present: port(t.Boolean, { default: false }),
  },
  outputs: { column_count: port(t.Integer), column_names: port(t.String), value: port(TableType) },
  compute: () => {
    throw new ModuleError("Cannot read an Excel file: no library for it here, save the sheet as CSV and use CSVFile");
  },
});

/** A table as an Excel file. */
export const WriteExcelSpreadsheet = defineModule({
  name: "WriteExcelSpreadsheet",
  namespace: "write",
  doc: "Cannot run here: write CSV with WriteCSV, which Excel opens.",
  inputs: { table: port(TableType) },
  outputs: { file: port(t.File) },
  compute: () => {
    throw new ModuleError("Cannot write an Excel file: no library for it here, use WriteCSV, which Excel opens");
  },
});
