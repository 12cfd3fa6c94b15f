/** Reads the arguments of a command, strictly: what it does not know is an error that says what may have been meant. */
import { UsageError } from "../../runtime/errors.ts";
import { nearest } from "../../runtime/nearest.ts";

/** An option of a command; its name is its key, without the dashes. */
export interface Option {
  readonly type: "boolean" | "string";
  readonly short?: string;
  /** It may be given several times. */
  readonly multiple?: true;
  /** What help calls the value; `DIR` and `FILE` complete paths. */
  readonly value?: string;
  /** The only values that it takes. */
  readonly choices?: readonly string[];
  readonly doc: string;
}

/** Options by name. */
export type Options = Readonly<Record<string, Option>>;

/** What was given: operands in their order, and a value for every option of the command. */
export interface Arguments<O extends Options = Options> {
  readonly operands: readonly string[];
  readonly options: { readonly [K in keyof O]: OptionValue<O[K]> };
}

type OptionValue<T extends Option> = T extends { multiple: true } ? readonly string[]
  : T extends { type: "boolean" } ? boolean
  : string | undefined;

/** Reads arguments. Of an option given twice the last counts, unless it is `multiple`. */
export function readArguments<O extends Options>(args: readonly string[], known: O): Arguments<O> {
  const operands: string[] = [];
  const values = new Map<string, boolean | string | string[] | undefined>(
    Object.entries(known).map((
      [name, { type, multiple }],
    ) => [name, multiple ? [] : type === "boolean" ? false : undefined]),
  );
  const rest = separated(args);
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "--") {
      operands.push(...rest.splice(0));
    } else if (!/^-./.test(arg)) {
      operands.push(arg);
    } else {
      const [name, value] = readOption(arg, rest, known);
      const several = values.get(name);
      if (Array.isArray(several)) several.push(String(value));
      else values.set(name, value);
    }
  }
  return { operands, options: Object.fromEntries(values) as Arguments<O>["options"] };
}

/** `-qj` as `-q -j`; what stands behind `--` is left alone. */
function separated(args: readonly string[]): string[] {
  const end = args.indexOf("--");
  const [before, after] = end < 0 ? [args, []] : [args.slice(0, end), args.slice(end)];
  return [
    ...before.flatMap((arg) => /^-[A-Za-z]{2,}$/.test(arg) ? [...arg.slice(1)].map((letter) => `-${letter}`) : [arg]),
    ...after,
  ];
}

/** The name and the value of an option; a value that is an argument of its own is taken from `rest`. */
function readOption(arg: string, rest: string[], known: Options): [name: string, value: boolean | string] {
  const equals = arg.startsWith("--") ? arg.indexOf("=") : -1;
  const rawName = equals < 0 ? arg : arg.slice(0, equals);
  const name = rawName.startsWith("--") ? rawName.slice(2) : longName(rawName.slice(1), known);
  if (!Object.hasOwn(known, name)) throw new UsageError(`Unknown option ${rawName}${suggestion(rawName, known)}`);
  const { type, choices } = known[name];
  const inline = equals < 0 ? undefined : arg.slice(equals + 1);
  if (type === "boolean") {
    if (inline === undefined) return [name, true];
    throw new UsageError(`Option ${rawName} takes no value, not even ${JSON.stringify(inline)}`);
  }
  const value = inline ?? rest.shift();
  if (value === undefined || value === "--") throw new UsageError(`Option ${rawName} needs a value`);
  if (inline === undefined && /^-./.test(value)) {
    throw new UsageError(`Option ${rawName} needs a value: write ${rawName}=${value} if ${value} is it`);
  }
  if (choices && !choices.includes(value)) {
    throw new UsageError(`Option ${rawName} must be one of ${choices.join(", ")}: it is ${JSON.stringify(value)}`);
  }
  return [name, value];
}

function longName(letter: string, known: Options): string {
  return Object.entries(known).find(([, { short }]) => short === letter)?.[0] ?? letter;
}

function suggestion(rawName: string, known: Options): string {
  const found = nearest(rawName.replace(/^-+/, ""), Object.keys(known));
  return found === undefined ? "" : `: did you mean --${found}?`;
}

/** Reads an option's value as a whole number of at least 1. */
export function positiveInteger(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new UsageError(`Option --${name} must be a whole number of at least 1: it is ${JSON.stringify(text)}`);
  }
  return value;
}
