import { deepEqual, equal, throws } from "node:assert/strict";
import { python } from "vt";
import { guessDate } from "../../../modules/table_data/guess_date.ts";
import {
  DatesToMatplotlib,
  StringsToDates,
  StringsToMatplotlib,
  TimestampsToDates,
  TimestampsToMatplotlib,
} from "../../../modules/table_data/mod.ts";
import { dateReader } from "../../../modules/table_data/strptime.ts";
import { computed, FakeContext } from "../fake_context.ts";

const context = new FakeContext();

function dates(strings: readonly string[], format = "", timezone = ""): string[] {
  return computed(StringsToDates.compute({ strings, format, timezone }, context)).dates.map(String);
}

Deno.test("dateReader() reads the directives of strptime, in any case and with any blanks", () => {
  const read = (text: string, format: string) => String(dateReader(format)(text));
  equal(read("2013-05-20 9:25", "%Y-%m-%d %H:%M"), "2013-05-20T09:25:00");
  equal(read("20 MAY   69, 12:05:07.25 pm", "%d %b %y, %I:%M:%S.%f %p"), "1969-05-20T12:05:07.25");
  equal(read("Thursday January 1 2004", "%A %B %d %Y"), "2004-01-01T00:00:00");
  equal(read("2004 060", "%Y %j"), "2004-02-29T00:00:00");
  equal(read("05/20/13 (a+b)", "%x (a+b)"), "2013-05-20T00:00:00");
  equal(read("100%", "100%%"), "1900-01-01T00:00:00");
});

Deno.test("dateReader() has Python's errors", () => {
  const read = (text: string, format: string) => () => dateReader(format)(text);
  throws(read("x", "%Y"), { message: "ValueError: time data 'x' does not match format '%Y'" });
  throws(read("2013 x", "%Y"), { message: "ValueError: unconverted data remains:  x" });
  throws(read("30 2 2013", "%d %m %Y"), { message: "ValueError: day is out of range for month" });
  throws(read("", "%Q"), { message: "ValueError: 'Q' is a bad directive in format '%Q'" });
  throws(read("", "%"), { message: "ValueError: stray % in format '%'" });
});

Deno.test("guessDate() understands what people and programs write", () => {
  const today = Temporal.PlainDate.from("2026-11-22");
  const texts: Readonly<Record<string, string>> = {
    "2013-05-20T09:25:00Z": "2013-05-20T09:25:00",
    "2003 10:36:28 CET 25 Sep Thu": "2003-09-25T10:36:28",
    "20030925T104941.5": "2003-09-25T10:49:41.5",
    "5/20/2013": "2013-05-20T00:00:00",
    "20/5/2013 7pm": "2013-05-20T19:00:00",
    "25-Sep-03": "2003-09-25T00:00:00",
    "September 25th, 2003": "2003-09-25T00:00:00",
    "10h36m28.5s": "2026-11-22T10:36:28.5",
    "2003-09-25 10:49:41 -0300": "2003-09-25T10:49:41",
    "Sep 2003": "2003-09-22T00:00:00",
    "Thu": "2026-11-26T00:00:00",
  };
  for (const [text, expected] of Object.entries(texts)) equal(String(guessDate(text, today)), expected, text);
  for (const text of ["", "hello", "24/02", "2013-02-30", "10:99", "1 2 3 4", "9".repeat(1000)]) {
    throws(() => guessDate(text, today), /ValueError/, text);
  }
});

Deno.test("StringsToDates places dates in a time zone, of a name with its summers", () => {
  const format = "%Y-%m-%d %H:%M";
  deepEqual(dates(["2013-05-20 09:25"], format, "-0500"), ["2013-05-20T09:25:00-05:00[-05:00]"]);
  deepEqual(dates(["2013-05-20 09:25", "2013-01-20 09:25"], format, "Europe/Amsterdam"), [
    "2013-05-20T09:25:00+02:00[Europe/Amsterdam]",
    "2013-01-20T09:25:00+01:00[Europe/Amsterdam]",
  ]);
  equal(dates(["2013-05-20 09:25"], format, "local").length, 1);
  throws(() => dates(["2013"], "%Y", "Nowhere"), /^ModuleError: can't understand timezone 'Nowhere'/);
  throws(() => dates(["x"], "%Y"), { name: "ModuleError", message: "time data 'x' does not match format '%Y'" });
});

Deno.test("TimestampsToDates gives dates in UTC", () => {
  const { dates } = computed(TimestampsToDates.compute({ timestamps: [0, 1.5] }, context));
  deepEqual(dates.map(String), ["1970-01-01T00:00:00+00:00[UTC]", "1970-01-01T00:00:01.5+00:00[UTC]"]);
  throws(() => TimestampsToDates.compute({ timestamps: [1e20] }, context), /year is out of range/);
  throws(() => TimestampsToDates.compute({ timestamps: ["x"] }, context), /a float is required/);
});

Deno.test("dates become days since the year 1, as old matplotlib counts", () => {
  const strings = ["0001-01-01 00:00", "1970-01-01 12:00"];
  const given = { strings, format: "%Y-%m-%d %H:%M", timezone: "" };
  const expected = [python.makeFloat(1), 719163.5];
  deepEqual(computed(StringsToMatplotlib.compute(given, context)).dates, expected);
  deepEqual(computed(TimestampsToMatplotlib.compute({ timestamps: [43_200] }, context)).dates, [719163.5]);
  const datetimes = computed(StringsToDates.compute({ ...given, timezone: "+1" }, context)).dates;
  deepEqual(computed(DatesToMatplotlib.compute({ datetimes: datetimes.slice(1) }, context)).dates, [
    719163.5 - 1 / 24,
  ]);
  throws(() => DatesToMatplotlib.compute({ datetimes: [5] }, context), /'int' object has no attribute 'toordinal'/);
});
