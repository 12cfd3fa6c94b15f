/** The part of JSON Schema in which the API is described, and what checks data against it. */

/** See the head of the file; `$ref` names one of the schemas of the whole description. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: "object" | "array" | "string" | "number" | "integer" | "boolean" | "null";
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  /** Of properties that are not named; false: there are none. */
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly default?: string | number | boolean;
}

/** An object with these properties and no others; those in `optional` may be missing. */
export function object(
  properties: Readonly<Record<string, Schema>>,
  { optional = [], description }: { readonly optional?: readonly string[]; readonly description?: string } = {},
): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", ...description && { description }, properties, required, additionalProperties: false };
}

/** A list of such. */
export function listOf(items: Schema): Schema {
  return { type: "array", items };
}

/** Something by its name in the description. */
export function named(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

/** What is wrong with data, with the place: `set.n must be a string`; undefined when it fits. */
export function wrongWith(
  data: unknown,
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
  place = "it",
): string | undefined {
  if (schema.$ref !== undefined) return wrongWith(data, schemas[schema.$ref.split("/").at(-1)!], schemas, place);
  if (schema.type !== undefined && !IS_OF_TYPE[schema.type](data)) return `${place} must be ${articled(schema.type)}`;
  if (typeof data === "string") return wrongWithText(data, schema, place);
  if (typeof data === "number") return wrongWithNumber(data, schema, place);
  if (Array.isArray(data)) {
    return firstOf(data.map((each, i) => () => wrongWith(each, schema.items ?? {}, schemas, `${place}[${i}]`)));
  }
  if (typeof data !== "object" || data === null || schema.type === undefined) return undefined;
  return wrongWithObject(data as Record<string, unknown>, schema, schemas, place);
}

function wrongWithObject(
  data: Record<string, unknown>,
  { properties = {}, required = [], additionalProperties = true }: Schema,
  schemas: Readonly<Record<string, Schema>>,
  place: string,
): string | undefined {
  const missing = required.find((name) => data[name] === undefined);
  if (missing !== undefined) return `${place} must have ${missing}`;
  return firstOf(
    Object.entries(data).filter(([, value]) => value !== undefined).map(([name, value]) => () => {
      const known = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
      if (known === false) return `${place} must not have ${name}`;
      return known === true ? undefined : wrongWith(value, known, schemas, `${place}.${name}`);
    }),
  );
}

function wrongWithText(
  text: string,
  { enum: choices, maxLength = Infinity }: Schema,
  place: string,
): string | undefined {
  if (choices !== undefined && !choices.includes(text)) return `${place} must be one of ${choices.join(", ")}`;
  return text.length > maxLength ? `${place} must have at most ${maxLength} characters` : undefined;
}

function wrongWithNumber(
  number: number,
  { minimum = -Infinity, maximum = Infinity }: Schema,
  place: string,
): string | undefined {
  return number < minimum || number > maximum ? `${place} must be from ${minimum} to ${maximum}` : undefined;
}

const IS_OF_TYPE: Readonly<Record<NonNullable<Schema["type"]>, (data: unknown) => boolean>> = {
  object: (data) => typeof data === "object" && data !== null && !Array.isArray(data),
  array: (data) => Array.isArray(data),
  string: (data) => typeof data === "string",
  number: (data) => typeof data === "number",
  integer: (data) => Number.isSafeInteger(data),
  boolean: (data) => typeof data === "boolean",
  null: (data) => data === null,
};

function articled(type: string): string {
  return /^[aio]/.test(type) ? `an ${type}` : `a ${type}`;
}

function firstOf(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const wrong = check();
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
