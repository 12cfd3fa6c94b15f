/** Dates and times of texts in no particular format: a part of what Python's dateutil understands. */
import { python } from "vt";
import { monthNamed, weekdayNamed } from "./strptime.ts";

/** Words and characters without a meaning of their own. */
const FILLERS = new Set([" ", ".", ",", ";", "-", "/", "'", ..."at on and ad m t of st nd rd th".split(" ")]);

/** What a number before these words counts: hours, minutes, seconds. */
const UNITS: readonly (readonly string[])[] = [
  ["h", "hour", "hours"],
  ["m", "minute", "minutes"],
  ["s", "second", "seconds"],
];

const LONGEST = 200;

const REJECT = { overflow: "reject" } as const;

/** The date and time; what the text leaves open is that of `today` at midnight. Time zones are passed over. */
export function guessDate(text: string, today: Temporal.PlainDate): Temporal.PlainDateTime {
  const guess = new Guess(tokensOf(text.slice(0, LONGEST)));
  try {
    if (text.length <= LONGEST && guess.readAll()) return guess.dateTime(today);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new python.PythonError("ValueError", `${error.message}: ${text}`, { cause: error });
  }
  throw new python.PythonError("ValueError", `Unknown string format: ${text.slice(0, LONGEST)}`);
}

/** Words, numbers with their decimals, and single characters. */
function tokensOf(text: string): readonly string[] {
  return (text.match(/\d+(?:[.,]\d+)*|[a-z]+|[^]/gi) ?? []).flatMap((token) => {
    if (/^\s$/.test(token)) return [" "];
    const separators = token.match(/\d[.,](?=\d)/g)?.length ?? 0;
    return separators > 1 ? token.split(/([.,])/) : [separators === 1 ? token.replace(",", ".") : token];
  });
}

/** Reads tokens one after the other. Its methods tell whether they could. */
class Guess {
  readonly #tokens: readonly string[];
  #at = 0;
  /** Year, month and day, in the order in which they come. */
  readonly #date: number[] = [];
  #monthAt = -1;
  /** The year is written with its century. */
  #isWholeYear = false;
  /** Hours, minutes and seconds, as far as they are known. */
  readonly #time: (number | undefined)[] = [];
  #weekday: number | undefined;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  readAll(): boolean {
    while (this.#at < this.#tokens.length) if (!this.#readNext()) return false;
    return this.#date.length > 0 || this.#time.length > 0 || this.#weekday !== undefined;
  }

  #readNext(): boolean {
    const token = this.#tokens[this.#at++];
    if (/^\d/.test(token)) return this.#readNumber(token);
    const month = monthNamed(token);
    const weekday = weekdayNamed(token);
    if (month !== undefined) return this.#readMonth(month);
    if (weekday !== undefined) this.#weekday = weekday;
    else if (this.#readZone(token) || this.#readHalf(token)) return true;
    else return FILLERS.has(token.toLowerCase());
    return true;
  }

  #readNumber(token: string): boolean {
    const next = this.#tokens[this.#at];
    if (this.#readTogether(token)) return true;
    const unit = this.#unitAhead();
    if (unit !== -1) return this.#setUnit(unit, Number(token));
    if (next === ":") return this.#readClock(token);
    if (next === "-" || next === "/" || next === ".") return this.#readDate(token, next);
    if (/^[ap]m?$/i.test(this.#ahead() ?? "")) return this.#setUnit(0, Number(token));
    return (next === undefined || FILLERS.has(next.toLowerCase()) || Number(token) <= 31) && this.#addDatePart(token);
  }

  /** Digits without anything between: 20030925, 030925, 104941 after a date. */
  #readTogether(token: string): boolean {
    const [digits, fraction] = token.split(".");
    const isTime = this.#date.length === 3 && this.#time.length === 0;
    if ((digits.length === 2 || digits.length === 4) && isTime && this.#tokens[this.#at] !== ":") {
      const hasUnit = this.#unitAhead() !== -1 || /^[ap]m?$/i.test(this.#ahead() ?? "");
      return !hasUnit && this.#setClock(digits);
    }
    if (digits.length === 6 && (this.#date.length > 0 || fraction !== undefined)) return this.#setClock(token);
    if (digits.length === 6) return digits.match(/../g)!.every((part) => this.#addDatePart(part));
    if (![8, 12, 14].includes(digits.length) || fraction !== undefined) return false;
    const parts = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8)];
    return parts.every((part) => this.#addDatePart(part)) && (digits.length === 8 || this.#setClock(digits.slice(8)));
  }

  /** `HHMMSS.f`, or less of it. */
  #setClock(digits: string): boolean {
    for (const [unit, part] of (digits.match(/\d\d(?:\.\d+)?/g) ?? []).entries()) this.#time[unit] = Number(part);
    return true;
  }

  #readClock(hour: string): boolean {
    this.#time[0] = Number(hour);
    for (let unit = 1; unit < 3 && this.#tokens[this.#at] === ":"; unit++) {
      const part = this.#tokens[this.#at + 1];
      if (part === undefined || !/^\d/.test(part)) return false;
      this.#setUnit(unit, Number(part));
      this.#at += 2;
    }
    return true;
  }

  /** `2013-05-20`, `20/5/2013`, `25-Sep-2003`. */
  #readDate(first: string, separator: string): boolean {
    if (!this.#addDatePart(first)) return false;
    for (let i = 0; i < 2 && this.#tokens[this.#at] === separator; i++) {
      const part = this.#tokens[this.#at + 1];
      if (part === undefined || FILLERS.has(part.toLowerCase())) break;
      this.#at += 2;
      const month = monthNamed(part);
      if (month !== undefined) this.#setMonth(month);
      else if (!/^\d+$/.test(part) || !this.#addDatePart(part)) return false;
    }
    return true;
  }

  #readMonth(month: number): boolean {
    this.#setMonth(month);
    const separator = this.#tokens[this.#at];
    const part = this.#tokens[this.#at + 1];
    if ((separator !== "-" && separator !== "/") || !/^\d+$/.test(part ?? "")) return true;
    this.#at += 2;
    return this.#tokens[this.#at] === separator ? this.#readDate(part, separator) : this.#addDatePart(part);
  }

  #setMonth(month: number): void {
    this.#monthAt = this.#date.length;
    this.#date.push(month);
  }

  #addDatePart(token: string): boolean {
    if (this.#date.length === 3 || token.includes(".")) return false;
    if (token.length > 2) this.#isWholeYear = true;
    this.#date.push(Number(token));
    return true;
  }

  /** A value of hours or minutes may have decimals: they go to the next unit. */
  #setUnit(unit: number, value: number): boolean {
    this.#time[unit] = unit === 2 ? value : Math.trunc(value);
    if (unit < 2 && !Number.isInteger(value)) this.#setUnit(unit + 1, (value % 1) * 60);
    return true;
  }

  /** Passes a word for a unit of time; -1 where none comes. */
  #unitAhead(): number {
    const word = this.#ahead()?.toLowerCase() ?? "";
    const unit = UNITS.findIndex((words) => words.includes(word));
    if (unit !== -1) this.#at = this.#tokens.indexOf(this.#ahead()!, this.#at) + 1;
    return unit;
  }

  /** The next token that is no blank. */
  #ahead(): string | undefined {
    const next = this.#tokens[this.#at];
    return next === " " ? this.#tokens[this.#at + 1] : next;
  }

  /** `am`, `pm` after an hour. */
  #readHalf(token: string): boolean {
    const hour = this.#time[0];
    if (!/^[ap]m?$/i.test(token) || hour === undefined || hour > 12) return false;
    this.#time[0] = hour % 12 + (/^p/i.test(token) ? 12 : 0);
    return true;
  }

  /** `CET`, `Z`, `+02:00`, `-0500`, after a time. */
  #readZone(token: string): boolean {
    if (this.#time.length === 0) return false;
    if (token === "+" || token === "-") {
      if (!/^\d{1,4}$/.test(this.#tokens[this.#at] ?? "")) return false;
      this.#at += this.#tokens[this.#at + 1] === ":" ? 3 : 1;
      return true;
    }
    if (token === "(" || token === ")") return true;
    return /^(?:[A-Z]{3,5}|[Zz])$/.test(token);
  }

  dateTime(today: Temporal.PlainDate): Temporal.PlainDateTime {
    const { year, month, day } = this.#yearMonthDay();
    const wholeYear = year === undefined ? today.year : this.#century(year, today.year);
    const first = Temporal.PlainDate.from({ year: wholeYear, month: month ?? today.month, day: 1 }, REJECT);
    const date = day === undefined ? first.with({ day: today.day }) : first.with({ day }, REJECT);
    const [hour = 0, minute = 0, second = 0] = this.#time;
    const microsecond = Math.trunc(Math.round((second % 1) * 1e9) / 1e3);
    const time = { hour, minute, second: Math.trunc(second), millisecond: Math.trunc(microsecond / 1000) };
    const whole = Temporal.PlainTime.from({ ...time, microsecond: microsecond % 1000 }, REJECT);
    const ahead = day === undefined && this.#weekday !== undefined ? (this.#weekday + 8 - date.dayOfWeek) % 7 : 0;
    return date.add({ days: ahead }).toPlainDateTime(whole);
  }

  #century(year: number, now: number): number {
    if (this.#isWholeYear || year >= 100) return year;
    const near = year + now - now % 100;
    return near >= now + 50 ? near - 100 : near < now - 50 ? near + 100 : near;
  }

  /** American order where nothing says otherwise: month, day, year. */
  #yearMonthDay(): { year?: number; month?: number; day?: number } {
    const [a, b, c] = this.#date;
    const other = this.#date.find((_, i) => i !== this.#monthAt);
    if (this.#date.length < 2 || (this.#monthAt !== -1 && this.#date.length === 2)) {
      const month = this.#date[this.#monthAt];
      return {
        ...(month ? { month } : {}),
        ...(other === undefined ? {} : other > 31 ? { year: other } : { day: other }),
      };
    }
    if (this.#date.length === 2) {
      return a > 31 ? { year: a, month: b } : b > 31 ? { month: a, year: b } : { month: a, day: b };
    }
    if (this.#monthAt === 0) return b > 31 ? { month: a, year: b, day: c } : { month: a, day: b, year: c };
    if (this.#monthAt === 1) return a > 31 ? { year: a, month: b, day: c } : { day: a, month: b, year: c };
    if (this.#monthAt === 2) return b > 31 ? { day: a, year: b, month: c } : { year: a, day: b, month: c };
    if (a > 31) return { year: a, month: b, day: c };
    return a > 12 ? { day: a, month: b, year: c } : { month: a, day: b, year: c };
  }
}
