import { deepEqual, equal, throws } from "node:assert/strict";
import { dialectOf } from "../../../modules/table_data/csv_reader.ts";
import { hasHeader, sniffDialect } from "../../../modules/table_data/csv_sniffer.ts";

Deno.test("sniffDialect() finds the character that is equally often on every line", () => {
  equal(sniffDialect("a;b c\n1;2\n3;4 5\n").delimiter, ";");
  equal(sniffDialect("a,b;c\r\n1,2;3\r\n").delimiter, ",", "the preferred one of two");
  equal(sniffDialect("x|y|z\nu|v|w\n").delimiter, "|");
  deepEqual(sniffDialect("a, b\n1, 2\n"), {
    delimiter: ",",
    quote: '"',
    doubleQuote: false,
    skipInitialSpace: true,
  });
});

Deno.test("sniffDialect() looks beside quotes first", () => {
  deepEqual(sniffDialect("'a b';'c,d'\n'e';'f,g'\n"), {
    delimiter: ";",
    quote: "'",
    doubleQuote: false,
    skipInitialSpace: false,
  });
  equal(sniffDialect('"a ""b""","c"\n"d","e"\n').doubleQuote, true);
});

Deno.test("sniffDialect() gives up on a single column, as Python does", () => {
  throws(() => sniffDialect("1\n22\n"), { message: "Error: Could not determine delimiter" });
  throws(() => sniffDialect(""), { message: "Error: Could not determine delimiter" });
});

Deno.test("sniffDialect() does not take for ever on quotes that do not pair", () => {
  throws(() => sniffDialect(`a,b\n${',"x'.repeat(100_000)}\n`), { message: "Error: Could not determine delimiter" });
});

Deno.test("hasHeader() compares the first record with the types and lengths below it", () => {
  const answer = (text: string) => hasHeader(text, dialectOf(","));
  equal(answer("n,x\n1,1.5\n2,2.5\n"), true);
  equal(answer("0,0.5\n1,1.5\n2,2.5\n"), false);
  equal(answer("name\nabc\ndef\n"), true, "another length");
  equal(answer("xyz\nabc\ndef\n"), false);
  equal(answer("a,b\n1,x\n1.5,yy\n"), false, "columns of several types do not vote");
  equal(answer("10.0.0.1\n10.0.0.2\n"), false, "no number");
  equal(answer("1,2\n"), true, "nothing speaks against it");
});
