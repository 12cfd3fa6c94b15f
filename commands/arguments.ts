/** Reads the arguments of a command, strictly: what it does not know is an error that says what may have been meant. */
import { parseArgs } from "node:util";
import { UsageError } from "../runtime/errors.ts";
import { nearest } from "../runtime/nearest.ts";

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

interface OptionToken {
  readonly kind: "option";
  readonly name: string;
  readonly rawName: string;
  readonly value?: string;
  readonly inlineValue?: boolean;
}

/** Reads arguments. Of an option given twice the last counts, unless it is `multiple`. */
export function readArguments<O extends Options>(args: readonly string[], known: O): Arguments<O> {
  const { tokens } = parseArgs({
    args: [...args],
    options: known,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const operands: string[] = [];
  const values = new Map<string, boolean | string | string[] | undefined>(
    Object.entries(known).map((
      [name, { type, multiple }],
    ) => [name, multiple ? [] : type === "boolean" ? false : undefined]),
  );
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const value = optionValue(token, known);
    const several = values.get(token.name);
    if (Array.isArray(several)) several.push(String(value));
    else values.set(token.name, value);
  }
  return { operands, options: Object.fromEntries(values) as Arguments<O>["options"] };
}

function optionValue({ name, rawName, value, inlineValue }: OptionToken, known: Options): boolean | string {
  if (!Object.hasOwn(known, name)) throw new UsageError(`Unknown option ${rawName}${suggestion(rawName, known)}`);
  const { type, choices } = known[name];
  if (type === "boolean") {
    if (value !== undefined) {
      throw new UsageError(`Option ${rawName} takes no value, not even ${JSON.stringify(value)}`);
    }
    return true;
  }
  if (value === undefined) throw new UsageError(`Option ${rawName} needs a value`);
  if (!inlineValue && /^-./.test(value)) {
    throw new UsageError(`Option ${rawName} needs a value: write ${rawName}=${value} if ${value} is it`);
  }
  if (choices && !choices.includes(value)) {
    throw new UsageError(`Option ${rawName} must be one of ${choices.join(", ")}: it is ${JSON.stringify(value)}`);
  }
  return value;
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
