/** Writing to the person or program at the other end: results on stdout, messages on stderr. */
import { InputError, messageOf } from "../../runtime/errors.ts";

export { oneLine } from "../../runtime/one_line.ts";

let mask: (text: string) => string = (text) => text;

/** From now on all that is written, on stdout and on stderr, goes through `by`. */
export function maskOutput(by: (text: string) => string): void {
  mask = by;
}

/** The text as it may be shown: to be asked for before a part of it is cut off, of which nobody would know what it was. */
export function masked(text: string): string {
  return mask(text);
}

/** Writes a result to stdout as it is. Throws `BrokenPipe` when nobody reads any more, else an InputError. */
export function print(text: string): void {
  try {
    writeAll(Deno.stdout, text);
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) throw error;
    throw new InputError(`Cannot write the results: ${messageOf(error)}`, { cause: error });
  }
}

/** Writes a line of results to stdout. */
export function printLine(line: string): void {
  print(`${line}\n`);
}

/** Writes many small results, gathered so that each write is worth its call. */
export async function printAll(pieces: AsyncIterable<string>): Promise<void> {
  let gathered = "";
  for await (const piece of pieces) {
    gathered += piece;
    if (gathered.length < 60_000) continue;
    print(gathered);
    gathered = "";
  }
  print(gathered);
}

/** Writes a line of messages to stderr; one that nobody reads is lost. */
export function complain(line: string): void {
  writeMessage(`${line}\n`);
}

/** Writes to stderr as it is; what nobody reads is lost. */
export function writeMessage(text: string): void {
  try {
    writeAll(Deno.stderr, text);
  } catch {
    // Its reader or its terminal has gone, or its disk is full: there is nowhere left to say so.
  }
}

const encoder = new TextEncoder();

function writeAll(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  let rest = encoder.encode(mask(text));
  while (rest.length > 0) rest = rest.subarray(stream.writeSync(rest));
}

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };

/** Ways to make text stand out. */
export type Colour = keyof typeof CODES;

/** Gives the text in a colour, or as it is where colours are not wanted. */
export type Paint = (colour: Colour, text: string) => string;

/** Colours for a stream: only on a terminal, and unless the environment has NO_COLOR. */
export function paintFor(stream: { isTerminal(): boolean }): Paint {
  return stream.isTerminal() && !Deno.noColor ? inColour : plain;
}

function inColour(colour: Colour, text: string): string {
  return `\x1b[${CODES[colour]}m${text}\x1b[0m`;
}

/** No colours. */
export function plain(_colour: Colour, text: string): string {
  return text;
}

/** Columns of the terminal; 80 where there is none. */
export function columns(): number {
  try {
    return Deno.consoleSize().columns || 80;
  } catch {
    return 80;
  }
}
