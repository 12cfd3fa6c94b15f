/** Floats as text, rounded exactly and to even as Python's C does; JavaScript's own toFixed rounds ties up. */
import { PythonError } from "./error.ts";

/** How many digits, and what they look like. */
export interface FloatStyle {
  /** Digits after the point; for `g` all digits. */
  readonly precision: number;
  /** Keep zeros at the end, and the point. */
  readonly alternate?: boolean;
  /** Make sure that it does not look like an int. */
  readonly pointZero?: boolean;
}

const MOST_DIGITS = 5_000;

/** `%f`: `3.140`. */
export function fixed(value: number, { precision, alternate }: FloatStyle): string {
  checkPrecision(precision);
  if (!Number.isFinite(value)) return special(value);
  const [numerator, denominator] = ratio(Math.abs(value));
  const digits = String(roundHalfEven(numerator * 10n ** BigInt(precision), denominator)).padStart(precision + 1, "0");
  const whole = digits.slice(0, digits.length - precision);
  const fraction = digits.slice(digits.length - precision);
  return sign(value) + whole + (fraction !== "" || alternate ? `.${fraction}` : "");
}

/** `%e`: `3.14e+00`. */
export function exponential(value: number, { precision, alternate }: FloatStyle): string {
  checkPrecision(precision);
  if (!Number.isFinite(value)) return special(value);
  const { digits, exponent } = significant(value, precision + 1);
  return sign(value) + mantissa(digits, alternate ?? false) + exponentText(exponent);
}

/** `%g`: the shorter of the two, without zeros at the end. */
export function general(value: number, style: FloatStyle): string {
  checkPrecision(style.precision);
  if (!Number.isFinite(value)) return special(value);
  const precision = Math.max(1, style.precision);
  const { digits, exponent } = significant(value, precision);
  const kept = style.alternate ? digits : digits.replace(/(?!^)0+$/, "");
  const useExponent = exponent < -4 || exponent >= precision - (style.pointZero ? 1 : 0);
  return sign(value) +
    (useExponent ? mantissa(kept, style.alternate ?? false) + exponentText(exponent) : plain(kept, exponent, style));
}

/** `repr`: the shortest digits that read back as the same float. */
export function shortest(value: number): string {
  if (!Number.isFinite(value)) return special(value);
  const found = /^-?(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(Number(value).toExponential());
  const digits = found![1] + (found![2] ?? "");
  const exponent = Number(found![3]);
  const useExponent = exponent < -4 || exponent >= 16;
  const text = useExponent ? mantissa(digits, false) + exponentText(exponent) : plain(digits, exponent, POINT_ZERO);
  return sign(value) + text;
}

const POINT_ZERO: FloatStyle = { precision: 17, pointZero: true };

function special(value: number): string {
  return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

function sign(value: number): string {
  return value < 0 || Object.is(value, -0) ? "-" : "";
}

function mantissa(digits: string, point: boolean): string {
  return digits.length > 1 || point ? `${digits[0]}.${digits.slice(1)}` : digits;
}

function exponentText(exponent: number): string {
  return `e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

function plain(digits: string, exponent: number, { alternate, pointZero }: FloatStyle): string {
  const all = exponent < 0 ? "0".repeat(-exponent) + digits : digits.padEnd(exponent + 1, "0");
  const point = Math.max(exponent, 0) + 1;
  const fraction = all.slice(point);
  if (fraction !== "") return `${all.slice(0, point)}.${fraction}`;
  return all + (pointZero ? ".0" : alternate ? "." : "");
}

/** The first `count` digits of |value|, rounded, and the power of ten of the first. */
function significant(value: number, count: number): { digits: string; exponent: number } {
  if (Number(value) === 0) return { digits: "0".repeat(count), exponent: 0 };
  const [numerator, denominator] = ratio(Math.abs(value));
  let exponent = Number(Math.abs(value).toExponential().split("e")[1]);
  // The guess may be one too high where the shortest digits round up, and rounding here may carry into one more digit.
  for (let tries = 0;; tries++) {
    const shift = count - 1 - exponent;
    const scaled = shift >= 0
      ? roundHalfEven(numerator * 10n ** BigInt(shift), denominator)
      : roundHalfEven(numerator, denominator * 10n ** BigInt(-shift));
    const digits = String(scaled);
    if (digits.length === count || tries === 2) return { digits: digits.slice(0, count), exponent };
    exponent += digits.length > count ? 1 : -1;
  }
}

function checkPrecision(precision: number): void {
  if (precision > MOST_DIGITS) throw new PythonError("ValueError", "Too many decimal digits in format string");
}

/** A finite float of zero or more as an exact fraction. */
function ratio(value: number): [bigint, bigint] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number(bits >> 52n);
  const fraction = bits & ((1n << 52n) - 1n);
  const power = Math.max(exponent, 1) - 1075;
  const numerator = exponent === 0 ? fraction : fraction | (1n << 52n);
  return power >= 0 ? [numerator << BigInt(power), 1n] : [numerator, 1n << BigInt(-power)];
}

function roundHalfEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = 2n * (numerator % denominator);
  const up = twice > denominator || (twice === denominator && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}
