/** `str.format` of Python 2.7: replacement fields with names, attributes, indexes, conversions and nested specs. */
import { Color, PathValue } from "../values.ts";
import { lookUp } from "./dict.ts";
import { PythonError } from "./error.ts";
import { formatValue } from "./format_spec.ts";
import { isNumber } from "./numbers.ts";
import { repr, str } from "./text.ts";
import { Tuple } from "./tuple.ts";
import { typeName } from "./type_name.ts";

/** What fields refer to. */
export interface FormatArguments {
  readonly positional: readonly unknown[];
  readonly named: ReadonlyMap<string, unknown>;
}

/** `text.format(*positional, **named)`. */
export function format(text: string, given: FormatArguments): string {
  return new Formatter(given).format(text, 2);
}

class Formatter {
  readonly #given: FormatArguments;
  /** The next `{}`; undefined before the first field, "manual" once fields have numbers. */
  #next: number | "manual" | undefined;

  constructor(given: FormatArguments) {
    this.#given = given;
  }

  /** `levels`: how deep fields may still stand inside each other. */
  format(text: string, levels: number): string {
    if (levels === 0) throw new PythonError("ValueError", "Max string recursion exceeded");
    const braces = /\{\{|\}\}|[{}]/g;
    let written = "";
    for (let at = 0;; at = braces.lastIndex) {
      const brace = braces.exec(text);
      if (brace === null) return written + text.slice(at);
      written += text.slice(at, brace.index);
      if (brace[0] === "}") throw new PythonError("ValueError", "Single '}' encountered in format string");
      if (brace[0] !== "{") written += brace[0][0];
      else {
        const end = fieldEnd(text, braces.lastIndex);
        written += this.#field(text.slice(braces.lastIndex, end), levels);
        braces.lastIndex = end + 1;
      }
    }
  }

  #field(field: string, levels: number): string {
    const [, path, conversion, spec] = /^([^!:]*)(?:!([^:]*))?(?::([^]*))?$/.exec(field) ?? [];
    if (path === undefined) throw new PythonError("ValueError", "expected ':' after format specifier");
    const value = converted(this.#value(path), conversion);
    return formatValue(value, spec?.includes("{") ? this.format(spec, levels - 1) : spec ?? "");
  }

  #value(path: string): unknown {
    const [first] = /^[^.[]*/.exec(path)!;
    let value = this.#argument(first);
    let rest = path.slice(first.length);
    while (rest !== "") {
      const part = /^\.([^.[]+)|^\[([^\]]+)\]/.exec(rest);
      if (part === null) throw new PythonError("ValueError", "Empty attribute in format string");
      value = part[1] !== undefined ? attribute(value, part[1]) : item(value, part[2]);
      rest = rest.slice(part[0].length);
    }
    return value;
  }

  #argument(name: string): unknown {
    const { positional, named } = this.#given;
    const index = name === "" ? this.#automatic() : /^\d{1,9}$/.test(name) ? this.#manual(Number(name)) : undefined;
    if (index === undefined) {
      if (!named.has(name)) throw new PythonError("KeyError", repr(name));
      return named.get(name);
    }
    if (index >= positional.length) throw new PythonError("IndexError", "tuple index out of range");
    return positional[index];
  }

  #automatic(): number {
    if (this.#next === "manual") {
      throw switched("manual field specification to automatic field numbering");
    }
    const index = this.#next ?? 0;
    this.#next = index + 1;
    return index;
  }

  #manual(index: number): number {
    if (typeof this.#next === "number") throw switched("automatic field numbering to manual field specification");
    this.#next = "manual";
    return index;
  }
}

/** Where the brace stands that closes the field that begins at `at`; fields may stand inside. */
function fieldEnd(text: string, at: number): number {
  const braces = /[{}]/g;
  braces.lastIndex = at;
  for (let depth = 1;;) {
    const brace = braces.exec(text);
    if (brace === null) throw new PythonError("ValueError", "Single '{' encountered in format string");
    depth += brace[0] === "{" ? 1 : -1;
    if (depth === 0) return brace.index;
  }
}

function switched(what: string): PythonError {
  return new PythonError("ValueError", `cannot switch from ${what}`);
}

function converted(value: unknown, conversion: string | undefined): unknown {
  if (conversion === undefined) return value;
  if (conversion === "r") return repr(value);
  if (conversion === "s") return str(value);
  throw new PythonError("ValueError", `Unknown conversion specifier ${conversion}`);
}

/** The attributes that the values of workflows have; nothing of the JavaScript objects behind them. */
function attribute(value: unknown, name: string): unknown {
  if (isNumber(value) && name === "real") return typeof value === "boolean" ? Number(value) : value;
  if (isNumber(value) && name === "imag") return 0;
  if (value instanceof PathValue && name === "name") return value.name;
  if (value instanceof Color && name === "tuple") return new Tuple(value.components);
  throw new PythonError("AttributeError", `'${typeName(value)}' object has no attribute '${name}'`);
}

function item(value: unknown, key: string): unknown {
  const index = /^\d{1,9}$/.test(key) ? Number(key) : key;
  if (value instanceof Map) {
    const found = lookUp(value, index);
    if (found === undefined) throw new PythonError("KeyError", repr(index));
    return found;
  }
  const items = typeof value === "string" ? Array.from(value) : value instanceof Tuple ? value.items : value;
  if (!Array.isArray(items)) {
    throw new PythonError("TypeError", `'${typeName(value)}' object has no attribute '__getitem__'`);
  }
  if (typeof index === "string") {
    throw new PythonError("TypeError", `${typeName(value)} indices must be integers, not str`);
  }
  if (index >= items.length) throw new PythonError("IndexError", `${typeName(value)} index out of range`);
  return items[index];
}
