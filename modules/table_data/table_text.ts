/** Tables as text: CSV and web pages. */
import { ModuleError, python } from "vt";
import type { TableObject } from "./table.ts";

/** The table as VisTrails writes CSV: nothing is quoted. The names come first where the table has some. */
export function csvText(table: TableObject, { delimiter = ";", header = true } = {}): string {
  if (table.columns === 0) throw new ModuleError("Table has no columns");
  const columns = Array.from({ length: table.columns }, (_, i) => table.column(i));
  const lines = header && table.names !== null ? [table.names.join(delimiter)] : [];
  for (let row = 0; row < table.rows; row++) {
    lines.push(columns.map((column) => python.str(column[row])).join(delimiter));
  }
  return lines.map((line) => `${line}\n`).join("");
}

const HEAD = `<!DOCTYPE html>
<html>
  <head>
    <meta http-equiv="Content-type" content="text/html; charset=utf-8" />
    <title>Exported table</title>
    <style type="text/css">
table { border-collapse: collapse; }
td, th { border: 1px solid black; }
    </style>
  </head>
  <body>
    <table>
`;

const FOOT = `    </table>
  </body>
</html>
`;

/** The table as a web page of its own. Unlike in VisTrails, what stands in a cell is text, never markup. */
export function htmlText(table: TableObject): string {
  const columns = Array.from({ length: table.columns }, (_, i) => table.column(i));
  const names = table.names ?? columns.map((_, i) => `col ${i}`);
  const parts = [HEAD, htmlRow("th", names)];
  for (let row = 0; row < table.rows; row++) parts.push(htmlRow("td", columns.map((column) => column[row])));
  return [...parts, FOOT].join("");
}

function htmlRow(tag: "th" | "td", cells: readonly unknown[]): string {
  const written = cells.map((cell) => `  <${tag}>${escaped(python.str(cell))}</${tag}>\n`);
  return `<tr>\n${written.join("")}</tr>\n`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
