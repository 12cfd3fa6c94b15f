/** What became of modules of older versions of the package. */
import type { Package } from "vt";

const outputs = { self: "value" };

/** See {@linkcode Package.upgrades}. */
export const upgrades: Package["upgrades"] = [
  { module: "read|csv|CSVFile", end: "0.1.1", newModule: "read|CSVFile", outputs },
  { module: "read|numpy|NumPyArray", end: "0.1.1", newModule: "read|NumPyArray", outputs },
  { module: "read|CSVFile", start: "0.1.1", end: "0.1.2", outputs },
  { module: "read|NumPyArray", start: "0.1.1", end: "0.1.2", outputs },
  { module: "read|ExcelSpreadsheet", start: "0.1.1", end: "0.1.2", outputs },
  { module: "read|JSONFile", end: "0.1.5", newModule: "read|JSONObject", added: { key_name: "_key" } },
  { module: "TableCell", end: "0.1.6", onlyInput: "table", newModule: "TableOutput", inputs: { table: "value" } },
];
