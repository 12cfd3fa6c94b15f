import { deepEqual } from "node:assert/strict";
import { dialectOf, DIALECTS, readRecords } from "../../../modules/table_data/csv_reader.ts";

Deno.test("readRecords() knows every end of a line, and records without fields", () => {
  deepEqual(readRecords("a,b\r\n\n1,\n,2", dialectOf(",")), [["a", "b"], [], ["1", ""], ["", "2"]]);
  deepEqual(readRecords("", dialectOf(",")), []);
  deepEqual(readRecords("skipped\na", dialectOf(","), 8), [["a"]]);
});

Deno.test("readRecords() takes what is in quotes as it is, and what follows them too", () => {
  const text = 'a,"b,""c""\nd" e,f"g"\n"never closed';
  deepEqual(readRecords(text, dialectOf(",")), [["a", 'b,"c"\nd e', 'f"g"'], ["never closed"]]);
});

Deno.test("readRecords() follows the dialect", () => {
  deepEqual(readRecords("a\tb, c", DIALECTS.get("excel-tab")!), [["a", "b, c"]]);
  const dialect = { delimiter: ";", quote: "'", doubleQuote: false, skipInitialSpace: true };
  deepEqual(readRecords("a;  'b;c'; 'd''e'", dialect), [["a", "b;c", "d'e'"]]);
});

Deno.test("readRecords() is done in time proportional to the text", () => {
  const text = `"${'""'.repeat(200_000)}`;
  deepEqual(readRecords(text, dialectOf(","))[0][0].length, 200_000);
});
