/** Tables to where the user wants them. */
import { type ComputeContext, defineModule, ModuleError, port, python, types as t } from "vt";
import { withFile } from "../basic/file_system.ts";
import { outputFileName } from "../basic/output_file_name.ts";
import { type TableObject, TableType } from "./table.ts";
import { csvText, htmlText } from "./table_text.ts";

type Settings = ReadonlyMap<unknown, unknown>;

/** A table, as a web page or as CSV. */
export const TableOutput = defineModule({
  name: "TableOutput",
  doc: "Writes a table to a file: a web page, or CSV if the configuration's format says so.",
  exactNumbers: true,
  cacheable: false,
  inputs: {
    mode_type: port(t.String, { optional: true, hidden: false, doc: "file is the only one." }),
    configuration: port(t.Dictionary, {
      optional: true,
      hidden: false,
      doc: "Settings by mode: {'file': {'format': 'csv', 'basename': 'stations'}}.",
    }),
    value: port(TableType),
  },
  outputs: {},
  compute: ({ mode_type = "file", configuration, value }, context) => {
    if (mode_type !== "file") {
      throw new ModuleError(`Cannot output in mode "${mode_type}" because that mode has not been defined`);
    }
    const settings = configuration?.get("file");
    return writeTable(value, settings instanceof Map ? settings : new Map(), context);
  },
});

/** What showed a table in the spreadsheet: without one it writes a file. */
export const TableCell = defineModule({
  name: "TableCell",
  doc: "Writes a table to a file as a web page; in VisTrails it showed the table in a spreadsheet.",
  exactNumbers: true,
  cacheable: false,
  inputs: {
    Location: port(t.Variant, { optional: true, hidden: false, doc: "Where in the spreadsheet; it has no effect." }),
    table: port(TableType),
  },
  outputs: {},
  compute: ({ table }, context) => writeTable(table, new Map(), context),
});

function writeTable(table: TableObject, settings: Settings, context: ComputeContext): Record<never, never> {
  context.annotate("output_mode", "file");
  const format = python.str(settings.get("format") ?? "html").toLowerCase();
  if (format !== "html" && format !== "csv") {
    throw new python.PythonError("AttributeError", `TableToFileMode: unknown format ${format}`);
  }
  const path = outputFileName(settings, `.${format}`);
  const text = format === "html" ? htmlText(table) : csvText(table);
  withFile(path, () => Deno.writeTextFileSync(path, text));
  return {};
}
