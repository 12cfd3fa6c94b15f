/** Tables into CSV files. */
import { defineModule, ModuleError, PathValue, port, python, types as t } from "vt";
import { TableType } from "./table.ts";
import { csvText } from "./table_text.ts";

/** A table as a CSV file. */
export const WriteCSV = defineModule({
  name: "WriteCSV",
  namespace: "write",
  doc: "A table as a temporary CSV file. Nothing is quoted: the delimiter must not be in the values.",
  exactNumbers: true,
  inputs: {
    table: port(TableType),
    delimiter: port(t.String, { default: ";" }),
    write_header: port(t.Boolean, { optional: true, doc: "Unset: if the table has column names." }),
  },
  outputs: { file: port(t.File) },
  compute: ({ table, delimiter, write_header }, context) => {
    if (write_header === true && table.names === null) {
      throw new ModuleError("write_header is set but the table doesn't have column names");
    }
    const header = write_header === undefined || python.truth(write_header);
    const text = csvText(table, { delimiter, header });
    const path = context.temporaryPath("file", ".csv");
    Deno.writeTextFileSync(path, text);
    return { file: new PathValue(path) };
  },
});
