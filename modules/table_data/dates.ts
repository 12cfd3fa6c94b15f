/** Modules that make dates, and numbers of dates for plots. */
import { defineModule, ModuleError, port, python, types as t } from "vt";
import { guessDate } from "./guess_date.ts";
import { dateReader } from "./strptime.ts";
import { type DateTime, fromTimestamp, inZone, matplotlibDays, timeZoneNamed } from "./time_zone.ts";

const namespace = "convert|dates";

const timestamps = port(t.List, { doc: "Seconds since 1970, in UTC." });

const textInputs = {
  strings: port(t.List),
  format: port(t.String, { default: "", doc: "As of strptime: %Y-%m-%d %H:%M. Empty: it is guessed." }),
  timezone: port(t.String, { default: "", doc: "local, an offset such as -0500, or a name such as US/Eastern." }),
};

/** Timestamps as dates. */
export const TimestampsToDates = defineModule({
  name: "TimestampsToDates",
  namespace,
  doc: "Timestamps as dates in UTC.",
  exactNumbers: true,
  inputs: { timestamps },
  outputs: { dates: port(t.List) },
  compute: ({ timestamps }) => ({ dates: datesOfTimestamps(timestamps) }),
});

/** Texts as dates. */
export const StringsToDates = defineModule({
  name: "StringsToDates",
  namespace,
  doc: "Texts as dates.",
  exactNumbers: true,
  inputs: textInputs,
  outputs: { dates: port(t.List) },
  compute: ({ strings, format, timezone }) => ({ dates: datesOfTexts(strings, format, timezone) }),
});

/** Dates as numbers. */
export const DatesToMatplotlib = defineModule({
  name: "DatesToMatplotlib",
  namespace,
  doc: "Dates as days since 0001-01-01, plus one: how matplotlib counted before version 3.3.",
  exactNumbers: true,
  inputs: { datetimes: port(t.List) },
  outputs: { dates: port(t.List) },
  compute: ({ datetimes }) => ({ dates: python.itemsOf(datetimes).map((one) => matplotlibDays(asDate(one))) }),
});

/** Timestamps as numbers. */
export const TimestampsToMatplotlib = defineModule({
  name: "TimestampsToMatplotlib",
  namespace,
  doc: "Timestamps as days since 0001-01-01, plus one: how matplotlib counted before version 3.3.",
  exactNumbers: true,
  inputs: { timestamps },
  outputs: { dates: port(t.List) },
  compute: ({ timestamps }) => ({ dates: datesOfTimestamps(timestamps).map(matplotlibDays) }),
});

/** Texts as numbers. */
export const StringsToMatplotlib = defineModule({
  name: "StringsToMatplotlib",
  namespace,
  doc: "Texts as days since 0001-01-01, plus one: how matplotlib counted before version 3.3.",
  exactNumbers: true,
  inputs: textInputs,
  outputs: { dates: port(t.List) },
  compute: ({ strings, format, timezone }) => ({ dates: datesOfTexts(strings, format, timezone).map(matplotlibDays) }),
});

function datesOfTimestamps(list: unknown): readonly DateTime[] {
  return python.itemsOf(list).map((item) => {
    if (python.isInt(item) || python.isFloat(item)) return fromTimestamp(Number(item));
    throw new python.PythonError("TypeError", "a float is required");
  });
}

function datesOfTexts(list: unknown, format: string, timezone: string): readonly DateTime[] {
  try {
    const zone = timezone === "" ? undefined : timeZoneNamed(timezone);
    const today = Temporal.Now.plainDateISO();
    const read = format === "" ? (text: string) => guessDate(text, today) : dateReader(format);
    const dates = python.itemsOf(list).map((item) => read(python.str(item)));
    return zone === undefined ? dates : dates.map((date) => inZone(date, zone));
  } catch (error) {
    if (!(error instanceof python.PythonError) || error.kind !== "ValueError") throw error;
    throw new ModuleError(error.message.slice("ValueError: ".length), { cause: error });
  }
}

function asDate(value: unknown): DateTime {
  if (value instanceof Temporal.PlainDateTime || value instanceof Temporal.ZonedDateTime) return value;
  throw new python.PythonError("AttributeError", `'${python.typeName(value)}' object has no attribute 'toordinal'`);
}
