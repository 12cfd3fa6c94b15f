/** One field of Python's format language after its colon: `format(value, ">10.3f")`. */
import { PythonError } from "./error.ts";
import { exponential, fixed, general } from "./float_text.ts";
import { isFloat, isInt, toBigInt, toNumber } from "./numbers.ts";
import { str } from "./text.ts";
import { typeName } from "./type_name.ts";

/** `[[fill]align][sign][#][0][width][,][.precision][type]`, taken apart. */
interface Spec {
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  readonly alternate: boolean;
  readonly width: number;
  readonly thousands: boolean;
  readonly precision: number | undefined;
  readonly type: string;
}

const SPEC = /^(?:([^])?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?(,)?(?:\.(\d+))?([^])?$/u;
const WIDEST = 1_000_000;

/** `format(value, spec)` of Python 2.7. */
export function formatValue(value: unknown, text: string): string {
  if (text === "") return str(value);
  const spec = parseSpec(text);
  if (isInt(value)) return formatInt(value, spec);
  if (isFloat(value)) return formatFloat(Number(value), spec, "float");
  return formatStr(str(value), spec, typeName(value));
}

function parseSpec(text: string): Spec {
  const found = SPEC.exec(text);
  if (found === null) throw new PythonError("ValueError", "Invalid conversion specification");
  const [, fill, align, sign, alternate, zero, width, thousands, precision, type] = found;
  if (Number(width ?? 0) > WIDEST) throw new PythonError("ValueError", "Too many decimal digits in format string");
  return {
    fill: fill ?? (zero && !align ? "0" : " "),
    align: align ?? (zero ? "=" : ""),
    sign: sign ?? "",
    alternate: alternate !== undefined,
    width: Number(width ?? 0),
    thousands: thousands !== undefined,
    precision: precision === undefined ? undefined : Number(precision),
    type: type ?? "",
  };
}

const RADIX: Readonly<Record<string, number>> = { b: 2, o: 8, x: 16, X: 16, d: 10, n: 10, "": 10 };

function formatInt(value: number | bigint | boolean, spec: Spec): string {
  if ("eEfFgG%".includes(spec.type) && spec.type !== "") return formatFloat(toNumber(value), spec, "int");
  if (spec.precision !== undefined) {
    throw new PythonError("ValueError", "Precision not allowed in integer format specifier");
  }
  const number = toBigInt(value);
  if (spec.type === "c") return pad("", characterOf(number, spec), { ...spec, align: spec.align || "<" });
  const radix = Object.hasOwn(RADIX, spec.type) ? RADIX[spec.type] : undefined;
  if (radix === undefined) throw unknownType(spec, "int");
  const digits = (number < 0n ? -number : number).toString(radix);
  const prefix = spec.alternate && radix !== 10 ? `0${spec.type}` : "";
  return pad(signOf(number < 0n, spec) + prefix, spec.type === "X" ? digits.toUpperCase() : digits, spec);
}

function characterOf(code: bigint, spec: Spec): string {
  if (spec.sign !== "") throw new PythonError("ValueError", "Sign not allowed with integer format specifier 'c'");
  if (code < 0n || code > 255n) throw new PythonError("OverflowError", "%c arg not in range(0x100)");
  return String.fromCharCode(Number(code));
}

function formatFloat(value: number, spec: Spec, from: string): string {
  const size = Math.abs(value);
  const text = sizeText(size, spec);
  if (text === undefined) throw unknownType(spec, from);
  const upper = /[EFG]/.test(spec.type) ? text.toUpperCase() : text;
  return pad(signOf(value < 0 || Object.is(value, -0), spec), upper, spec);
}

function sizeText(size: number, { type, precision, alternate }: Spec): string | undefined {
  const style = { precision: precision ?? 6, alternate };
  switch (type.toLowerCase()) {
    case "f":
      return fixed(size, style);
    case "e":
      return exponential(size, style);
    case "g":
    case "n":
      return type === "N" ? undefined : general(size, style);
    case "%":
      return `${fixed(size * 100, style)}%`;
    case "":
      return general(size, { precision: precision ?? 12, alternate, pointZero: true });
    default:
      return undefined;
  }
}

function formatStr(text: string, spec: Spec, type: string): string {
  if (spec.type !== "" && spec.type !== "s") throw unknownType(spec, type);
  const wrong = spec.sign !== ""
    ? "Sign not allowed in string format specifier"
    : spec.alternate
    ? "Alternate form (#) not allowed in string format specifier"
    : spec.thousands
    ? "Cannot specify ',' with 's'."
    : spec.align === "="
    ? "'=' alignment not allowed in string format specifier"
    : undefined;
  if (wrong !== undefined) throw new PythonError("ValueError", wrong);
  const shown = spec.precision === undefined ? text : Array.from(text).slice(0, spec.precision).join("");
  return pad("", shown, { ...spec, align: spec.align || "<" });
}

function signOf(negative: boolean, { sign }: Spec): string {
  return negative ? "-" : sign === "-" ? "" : sign;
}

function pad(lead: string, digits: string, spec: Spec): string {
  const grouped = spec.thousands ? group(lead, digits, spec) : digits;
  const missing = Math.max(0, spec.width - Array.from(lead + grouped).length);
  switch (spec.align) {
    case "<":
      return lead + grouped + spec.fill.repeat(missing);
    case "^":
      return spec.fill.repeat(missing >> 1) + lead + grouped + spec.fill.repeat(missing - (missing >> 1));
    case "=":
      return lead + spec.fill.repeat(missing) + grouped;
    default:
      return spec.fill.repeat(missing) + lead + grouped;
  }
}

/** Commas between thousands; zeros that fill up to the width are grouped, too. */
function group(lead: string, digits: string, { align, fill, width }: Spec): string {
  const [, whole, rest] = /^(\d*)([^]*)$/.exec(digits)!;
  const room = align === "=" && fill === "0" ? width - lead.length - rest.length : 0;
  const fits = (count: number) => count + Math.floor((count - 1) / 3);
  let count = whole.length;
  while (count > 0 && fits(count) < room) count++;
  return whole.padStart(count, "0").replace(/\B(?=(?:\d{3})+$)/g, ",") + rest;
}

function unknownType({ type }: Spec, of: string): PythonError {
  return new PythonError("ValueError", `Unknown format code '${type}' for object of type '${of}'`);
}
