/**
 * Sources as functions. The text of a source, with a head on its first line, becomes a module of Deno: so it may be
 * TypeScript, it may await and import, and the lines of its errors are its own. Modules stay in memory until the
 * program ends; one text is one module, however often it runs.
 */
import { syntaxErrorOf } from "./source_error.ts";

/** What a source is written in. */
export type Language = "javascript" | "typescript";

/** What a source is, and the names that it finds. */
export interface SourceForm {
  readonly language: Language;
  readonly text: string;
  /** Names that every source finds, and may use for something else. */
  readonly given: readonly string[];
  /** Names of its ports: all must be such as variables can have. */
  readonly variables: readonly string[];
}

/** A source that can be run. */
export interface CompiledSource {
  /** What its errors name as their place. */
  readonly url: string;
  readonly bind: Bind;
}

/** Gives the source values for `given`, in their order. */
export type Bind = (...given: readonly unknown[]) => Run;

/**
 * Runs it with values for `variables` in their order; the last value is called before, with a function that reads the
 * variables.
 */
export type Run = (...values: readonly unknown[]) => Promise<unknown>;

const compiled = new Map<string, Promise<CompiledSource>>();

/** Compiles a source. Rejects with a SyntaxError that tells the line. */
export function compileSource(form: SourceForm): Promise<CompiledSource> {
  const code = codeOf(form);
  const key = `${form.language}\n${code}`;
  const known = compiled.get(key) ?? load(code, form);
  compiled.set(key, known);
  return known;
}

/** Strict code cannot change `arguments` and has no name in it that a source could not have. */
function codeOf({ text, given, variables }: SourceForm): string {
  const names = variables.join(", ");
  const head = `export default (${given.join(", ")}) => async function (${names}) {` +
    ` arguments[${variables.length}](() => ({ ${names} })); `;
  return `${head}${text}\n};\n`;
}

async function load(code: string, form: SourceForm): Promise<CompiledSource> {
  const url = URL.createObjectURL(new Blob([code], { type: `application/${form.language}` }));
  try {
    const module: { readonly default: Bind } = await import(url);
    return { url, bind: module.default };
  } catch (error) {
    throw syntaxErrorOf(error, { url, ...form });
  } finally {
    URL.revokeObjectURL(url);
  }
}
