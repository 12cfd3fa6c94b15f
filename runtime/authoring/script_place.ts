/** Where in a script something stands, read from the stack of an error. */
import { ScriptError } from "../errors.ts";

/** A line of a file. */
export interface ScriptPlace {
  readonly url: string;
  /** Counts from 1. */
  readonly line: number;
}

const RUNTIME = new URL("../", import.meta.url).href;

/** `file:line`, with paths instead of `file:` URLs. */
export function placeText({ url, line }: ScriptPlace): string {
  return `${url.startsWith("file://") ? decodeURIComponent(url.slice(7)) : url}:${line}`;
}

/** Where `called` was called. */
export function callerOf(called: (...args: never[]) => unknown): ScriptPlace | undefined {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, called);
  return framesOf(holder.stack)[0];
}

/** The innermost line of the error's stack that is no part of this runtime. */
export function placeOfError(error: unknown): ScriptPlace | undefined {
  if (!(error instanceof Error)) return undefined;
  return framesOf(error.stack).find(({ url }) => !url.startsWith(RUNTIME));
}

/** An error that a script made; the message ends with the line of the script that runs now. */
export function scriptError(message: string): ScriptError {
  const error = new ScriptError(message);
  const place = placeOfError(error);
  if (place) error.message += ` (${placeText(place)})`;
  return error;
}

function framesOf(stack = ""): ScriptPlace[] {
  const frames: ScriptPlace[] = [];
  for (const text of stack.split("\n")) {
    const found = /^\s*at (?:.*\()?(?:async )?((?:file|https?|data|blob):.*?):(\d+):\d+\)?$/.exec(text);
    if (found) frames.push({ url: found[1], line: Number(found[2]) });
  }
  return frames;
}
