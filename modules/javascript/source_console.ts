/** `console` of a source: what it writes belongs to its module, also while others compute beside it. */
import { Console } from "node:console";
import type { Writable } from "node:stream";
import type { ComputeContext } from "vt";

/** A console with all methods. Standard output is printed, standard error goes to the log line by line. */
export function sourceConsole(context: ComputeContext): Console {
  const stdout = stream((text) => context.print(text));
  const stderr = stream((text) => {
    for (const line of text.replace(/\n$/, "").split("\n")) context.log(line);
  });
  return new Console({ stdout, stderr, colorMode: false });
}

/** As much of a stream as a console uses: each text arrives at once and cannot fail. */
function stream(write: (text: string) => void): Writable {
  return { write, once: () => {}, removeListener: () => {}, listenerCount: () => 0 } as unknown as Writable;
}
