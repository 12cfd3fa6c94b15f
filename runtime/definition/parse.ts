/** From the text of a script to its syntax tree. */
import type { Syntax } from "./syntax.ts";

/** A script that was understood. */
export interface ParsedScript {
  readonly body: readonly Syntax[];
  /** Where its comments stand: numbers of characters. */
  readonly comments: readonly { readonly start: number; readonly end: number }[];
}

/** Parses the text of the file at `url`, whose ending says which language it is. Throws a SyntaxError. */
export async function parseScript(source: string, url: string): Promise<ParsedScript> {
  const { parse } = await import("@babel/parser");
  const isTyped = /\.[cm]?tsx?(?:[?#]|$)/.test(url);
  const hasJsx = !isTyped || /\.tsx(?:[?#]|$)/.test(url);
  const { program, comments } = parse(source, {
    sourceType: "module",
    createImportExpressions: true,
    allowAwaitOutsideFunction: true,
    plugins: [
      ...(isTyped ? ["typescript" as const] : []),
      ...(hasJsx ? ["jsx" as const] : []),
      "decorators",
      "decoratorAutoAccessors",
      "explicitResourceManagement",
      "importAttributes",
    ],
  });
  const places = (comments ?? []).map(({ start, end }) => ({ start: start ?? 0, end: end ?? 0 }));
  return { body: program.body as unknown as readonly Syntax[], comments: places };
}
