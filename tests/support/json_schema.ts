/** Checks documents against JSON Schemas, as far as the tests' schemas go: a word that is not known here is an error. */

/** A schema, or `true`. */
export type Schema = boolean | Readonly<Record<string, unknown>>;

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  integer: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === "boolean",
  array: Array.isArray,
  object: isObject,
  null: (value) => value === null,
};

const FORMATS: Readonly<Record<string, RegExp>> = {
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  uri: /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i,
};

const SILENT = new Set(["$schema", "$id", "$defs", "title", "description", "definitions"]);

/** All that is wrong with a document, each with its place; none where it is as the schema wants it. */
export function wrongWith(document: unknown, root: Schema): string[] {
  const wrong: string[] = [];
  check({ value: document, schema: root, at: "", root, wrong });
  return wrong;
}

interface Checked {
  readonly value: unknown;
  readonly schema: Schema;
  readonly at: string;
  readonly root: Schema;
  readonly wrong: string[];
}

function check({ value, schema, at, root, wrong }: Checked): void {
  if (schema === true) return;
  if (schema === false) return void wrong.push(`${at}: nothing is allowed here`);
  const inner = (value: unknown, schema: unknown, name = ""): string[] => {
    const found: string[] = [];
    check({ value, schema: schema as Schema, at: name === "" ? at : `${at}/${name}`, root, wrong: found });
    return found;
  };
  for (const [word, wanted] of Object.entries(schema)) {
    if (SILENT.has(word)) continue;
    const rule = RULES[word];
    if (rule === undefined) throw new Error(`The schema has a word that is not known: ${word}`);
    wrong.push(
      ...rule({ value, wanted, schema, root, inner }).map((text) => text.startsWith("/") ? text : `${at}: ${text}`),
    );
  }
}

interface Rule {
  readonly value: unknown;
  readonly wanted: unknown;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly root: Schema;
  readonly inner: (value: unknown, schema: unknown, name?: string) => string[];
}

type Words = Readonly<Record<string, unknown>>;

const RULES: Readonly<Record<string, (rule: Rule) => string[]>> = {
  type: ({ value, wanted }) =>
    [wanted].flat().some((type) => TYPES[type as string](value)) ? [] : [`${JSON.stringify(value)} is no ${wanted}`],
  enum: ({ value, wanted }) =>
    (wanted as unknown[]).includes(value) ? [] : [`${JSON.stringify(value)} is none of ${wanted}`],
  const: ({ value, wanted }) =>
    JSON.stringify(value) === JSON.stringify(wanted) ? [] : [`${JSON.stringify(value)} is not ${wanted}`],
  pattern: ({ value, wanted }) =>
    typeof value !== "string" || new RegExp(wanted as string, "u").test(value)
      ? []
      : [`${value} is not like ${wanted}`],
  format: ({ value, wanted }) =>
    typeof value !== "string" || FORMATS[wanted as string].test(value) ? [] : [`${value} is no ${wanted}`],
  minimum: ({ value, wanted }) =>
    typeof value !== "number" || value >= (wanted as number) ? [] : [`${value} < ${wanted}`],
  minItems: ({ value, wanted }) => !Array.isArray(value) || value.length >= (wanted as number) ? [] : ["too few items"],
  required: ({ value, wanted }) =>
    !isObject(value)
      ? []
      : (wanted as string[]).filter((name) => !Object.hasOwn(value, name)).map((name) => `${name} is missing`),
  properties: ({ value, wanted, inner }) =>
    !isObject(value)
      ? []
      : Object.entries(wanted as Words).flatMap(([name, schema]) =>
        Object.hasOwn(value, name) ? inner(value[name], schema, name) : []
      ),
  patternProperties: ({ value, wanted, inner }) =>
    !isObject(value)
      ? []
      : Object.entries(wanted as Words).flatMap(([pattern, schema]) =>
        Object.keys(value).filter((name) => new RegExp(pattern, "u").test(name)).flatMap((name) =>
          inner(value[name], schema, name)
        )
      ),
  additionalProperties: ({ value, wanted, schema, inner }) => {
    if (!isObject(value)) return [];
    const patterns = Object.keys((schema.patternProperties ?? {}) as Words).map((pattern) => new RegExp(pattern, "u"));
    const known = (name: string) =>
      Object.hasOwn((schema.properties ?? {}) as Words, name) || patterns.some((pattern) => pattern.test(name));
    return Object.keys(value).filter((name) => !known(name)).flatMap((name) => inner(value[name], wanted, name));
  },
  items: ({ value, wanted, inner }) =>
    !Array.isArray(value) ? [] : value.flatMap((item, i) => inner(item, wanted, String(i))),
  contains: ({ value, wanted, inner }) =>
    !Array.isArray(value) || value.some((item) => inner(item, wanted).length === 0)
      ? []
      : [`nothing in it is ${JSON.stringify(wanted)}`],
  allOf: ({ value, wanted, inner }) => (wanted as unknown[]).flatMap((schema) => inner(value, schema)),
  anyOf: ({ value, wanted, inner }) => {
    const all = (wanted as unknown[]).map((schema) => inner(value, schema));
    return all.some((found) => found.length === 0) ? [] : all[0];
  },
  not: ({ value, wanted, inner }) =>
    inner(value, wanted).length > 0 ? [] : [`${JSON.stringify(value)} must not be here`],
  $ref: ({ value, wanted, root, inner }) => inner(value, resolve(root, wanted as string)),
};

function resolve(root: Schema, reference: string): unknown {
  return reference.split("/").slice(1).reduce((at: unknown, name) => (at as Words)[name], root);
}

function isObject(value: unknown): value is Words {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
