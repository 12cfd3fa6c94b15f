/** Reads a value that nobody is to see. */
import { InputError } from "../../runtime/errors.ts";
import { writeMessage } from "./terminal.ts";

const [CTRL_C, CTRL_D, BACKSPACE, DELETE, CTRL_U] = ["\x03", "\x04", "\b", "\x7f", "\x15"];

/**
 * From a terminal a line, asked for by `prompt` and not shown, undefined when the person gives up by Ctrl-C; else all of
 * the standard input, but for the line break at its end. At most so many characters.
 */
export async function readHidden(prompt: string, most: number): Promise<string | undefined> {
  const text = Deno.stdin.isTerminal() ? await typedLine(prompt) : (await allInput(most)).replace(/\r?\n$/, "");
  if (text !== undefined && text.length > most) {
    throw new InputError(`Cannot take the value: it is longer than ${most} characters`);
  }
  return text;
}

async function allInput(most: number): Promise<string> {
  let text = "";
  for await (const piece of Deno.stdin.readable.pipeThrough(new TextDecoderStream("utf-8", { fatal: true }))) {
    text += piece;
    if (text.length > most + 2) break;
  }
  return text;
}

async function typedLine(prompt: string): Promise<string | undefined> {
  Deno.stdin.setRaw(true);
  try {
    writeMessage(prompt);
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(1024);
    let typed: string[] = [];
    for (let read = await Deno.stdin.read(buffer); read !== null; read = await Deno.stdin.read(buffer)) {
      for (const character of decoder.decode(buffer.subarray(0, read), { stream: true })) {
        if (character === CTRL_C) return undefined;
        if (character === "\r" || character === "\n" || character === CTRL_D) return typed.join("");
        if (character === CTRL_U) typed = [];
        else if (character === BACKSPACE || character === DELETE) typed.pop();
        else typed.push(character);
      }
    }
    return typed.join("");
  } finally {
    Deno.stdin.setRaw(false);
    writeMessage("\n");
  }
}
