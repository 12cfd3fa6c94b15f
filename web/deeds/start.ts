/** Starts vt with what a person or a program says. */
import { InputError } from "../../runtime/errors.ts";
import type { Actions, Started } from "../services.ts";

/** See the head of the file. Texts that no program can be given are refused. */
export async function start({ start }: Actions, args: readonly string[]): Promise<Started> {
  if (args.some((text) => text.includes("\0"))) {
    throw new InputError("Cannot start vt with this: one of its texts has a null character");
  }
  return await start(args);
}
