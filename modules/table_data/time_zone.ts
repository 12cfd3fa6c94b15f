/** Dates with a time: Python's datetime objects are Temporal's here, with a time zone or without. */
import { python } from "vt";

/** A date and time: without a time zone, or in one. */
export type DateTime = Temporal.PlainDateTime | Temporal.ZonedDateTime;

/** The identifier of a time zone: `local`, an offset such as `-0500` or `+2`, or a name such as `Europe/Amsterdam`. */
export function timeZoneNamed(text: string): string {
  if (text === "local") return Temporal.Now.timeZoneId();
  const offset = /^([-+]?)(\d?\d)(\d\d)?$/.exec(text);
  const identifier = offset === null
    ? text
    : `${offset[1] === "-" ? "-" : "+"}${offset[2].padStart(2, "0")}:${offset[3] ?? "00"}`;
  try {
    return new Temporal.ZonedDateTime(0n, identifier).timeZoneId;
  } catch (error) {
    const reason = "(defaulted to pytz, which gave no answer)";
    throw new python.PythonError("ValueError", `can't understand timezone ${python.repr(text)} ${reason}`, {
      cause: error,
    });
  }
}

/** The time of a clock in the zone; of one that the clocks leave out in spring, the next. */
export function inZone(dateTime: Temporal.PlainDateTime, zone: string): Temporal.ZonedDateTime {
  return dateTime.toZonedDateTime(zone);
}

/** The date and time, in UTC, of so many seconds since 1970. */
export function fromTimestamp(seconds: number): Temporal.ZonedDateTime {
  const microseconds = Math.round(seconds * 1e6);
  const year = 1970 + seconds / 31_556_952;
  if (!(year >= 1 && year < 9999)) throw new python.PythonError("ValueError", "year is out of range");
  return new Temporal.ZonedDateTime(BigInt(microseconds) * 1000n, "UTC");
}

const DAY_ONE = new Temporal.PlainDateTime(1, 1, 1);

/** Days since 0001-01-01, plus one, in UTC: what matplotlib before 3.3 counts. */
export function matplotlibDays(dateTime: DateTime): number {
  const plain = dateTime instanceof Temporal.ZonedDateTime ? dateTime.withTimeZone("UTC").toPlainDateTime() : dateTime;
  const since = DAY_ONE.until(plain, { largestUnit: "day" });
  return python.makeFloat(1 + since.days + since.with({ days: 0 }).total("microsecond") / 86_400e6);
}
