/** Errors of sources, told with the lines of the source. */
import { ModuleError, ModuleSuspended } from "vt";

/** Where errors come from. */
export interface SourcePlace {
  /** What stacks call it. */
  readonly url: string;
  readonly text: string;
}

const HINTS: readonly (readonly [what: RegExp, hint: string])[] = [
  [/^'import', and 'export' cannot be used/, "a source imports by await import()"],
  [/^Import "\.*\/.* not a dependency/, "a source has no place: write file:///… in full"],
];

/** What a source that does not compile fails with. */
export function syntaxErrorOf(error: unknown, place: SourcePlace & { readonly variables: readonly string[] }): Error {
  const text = String(error instanceof Error ? error.message : error);
  const first = text.split("\n", 1)[0].replace(/^SyntaxError: /, "").replace(` at ${place.url}`, "");
  const message = first.replace(/:\d+:\d+$/, "");
  const declared = /^Identifier '(.*)' has already been declared$/.exec(message)?.[1];
  const isPort = declared !== undefined && place.variables.includes(declared);
  const hinted = isPort ? `${message}: the port is a variable, assign it` : withHint(message);
  return named("SyntaxError", withLine(hinted, lineIn(text, place)), { cause: error });
}

/** What a source threw, with its line; what it says to VisTrails, and what is no Error, as it is. */
export function runErrorOf(error: unknown, place: SourcePlace): unknown {
  if (!(error instanceof Error)) return error;
  const stack = String(error.stack ?? "");
  if (error instanceof ModuleError || error instanceof ModuleSuspended) {
    error.stack = stack.replaceAll(place.url, "source");
    return error;
  }
  const own = String(error.message).replaceAll(new RegExp(`\n +at ${RegExp.escape(place.url)}:.*`, "g"), "");
  const message = withLine(withHint(own.trimEnd().replaceAll(place.url, "source")), lineIn(stack, place));
  const placed = named(String(error.name), message, { cause: error });
  const frames = stack.indexOf("\n    at ");
  placed.stack = `${placed}${frames === -1 ? "" : stack.slice(frames).replaceAll(place.url, "source")}`;
  return placed;
}

function withHint(message: string): string {
  const hint = HINTS.find(([what]) => what.test(message))?.[1];
  return hint === undefined ? message : `${message}: ${hint}`;
}

/** Of the head and the foot that a source has the lines are its first and its last. */
function lineIn(stack: string, { url, text }: SourcePlace): number | undefined {
  const at = stack.indexOf(`${url}:`);
  if (at === -1) return undefined;
  return Math.min(parseInt(stack.slice(at + url.length + 1)), text.trimEnd().split("\n").length);
}

function withLine(message: string, line: number | undefined): string {
  return line === undefined ? message : `${message} (line ${line})`;
}

function named(name: string, message: string, options: ErrorOptions): Error {
  const error = new Error(message, options);
  error.name = name;
  return error;
}
