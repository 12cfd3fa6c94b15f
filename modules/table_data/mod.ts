/**
 * Tables: read, made of lists, joined, selected from, written. `import { CSVFile } from "vt/table_data"`.
 *
 * @module
 */
import { definePackage, type Package } from "vt";
import { AggregateColumn } from "./aggregate_column.ts";
import { BuildTable, ExtractColumn, SingleColumnTable, Table } from "./columns.ts";
import { CSVFile } from "./csv_file.ts";
import {
  DatesToMatplotlib,
  StringsToDates,
  StringsToMatplotlib,
  TimestampsToDates,
  TimestampsToMatplotlib,
} from "./dates.ts";
import { ExcelSpreadsheet, WriteExcelSpreadsheet } from "./excel.ts";
import { JoinTables } from "./join_tables.ts";
import { NumPyArray, Reshape, WriteNumPy } from "./numpy.ts";
import { ProjectTable } from "./project_table.ts";
import {
  BaseConverter,
  BaseDictToTable,
  BaseListToTable,
  DictToTable,
  JSONList,
  JSONObject,
  ListToTable,
} from "./rows.ts";
import { SelectFromTable } from "./select_from_table.ts";
import { TableType } from "./table.ts";
import { TableCell, TableOutput } from "./table_output.ts";
import { upgrades } from "./upgrades.ts";
import { WriteCSV } from "./write_csv.ts";

export { AggregateColumn, BaseConverter, BaseDictToTable, BaseListToTable, BuildTable, CSVFile, DatesToMatplotlib };
export { DictToTable, ExcelSpreadsheet, ExtractColumn, JoinTables, JSONList, JSONObject, ListToTable, NumPyArray };
export { ProjectTable, Reshape, SelectFromTable, SingleColumnTable, StringsToDates, StringsToMatplotlib, Table };
export { TableCell, TableOutput, TableType, TimestampsToDates, TimestampsToMatplotlib, WriteCSV };
export { WriteExcelSpreadsheet, WriteNumPy };
export { type Column, TableObject, tableOf, type TableShape } from "./table.ts";
export { NdArray, ndArray, type NdData, type NdType } from "./nd_array.ts";

/** VisTrails' package of tables. */
export const tableDataPackage: Package = definePackage({
  identifier: "org.vistrails.vistrails.tabledata",
  name: "tabledata",
  version: "0.1.6",
  modules: [
    Table,
    ExtractColumn,
    BuildTable,
    SingleColumnTable,
    TableOutput,
    TableCell,
    Reshape,
    TimestampsToDates,
    StringsToDates,
    DatesToMatplotlib,
    TimestampsToMatplotlib,
    StringsToMatplotlib,
    JoinTables,
    ProjectTable,
    SelectFromTable,
    AggregateColumn,
    BaseConverter,
    BaseDictToTable,
    BaseListToTable,
    DictToTable,
    ListToTable,
    CSVFile,
    ExcelSpreadsheet,
    JSONObject,
    JSONList,
    NumPyArray,
    WriteCSV,
    WriteExcelSpreadsheet,
    WriteNumPy,
  ],
  upgrades,
});
