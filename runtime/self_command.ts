/** How this program starts itself again: for the far sides of its schemes, and for what goes on when it has ended. */
import { IS_SELF_CONTAINED } from "./packing.ts";

/** A program and its arguments. */
export interface SelfCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** What is added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What the answer depends on. */
export interface SelfSurroundings {
  /** Path of the program that runs: Deno, or a program made by `deno compile`. */
  readonly program: string;
  readonly isCompiled: boolean;
  /** The self-contained file that this is the inside of. */
  readonly selfContained: string | undefined;
  /** URL of this file. */
  readonly here: string;
}

/** The command that runs `vt` with these arguments: from source, from the self-contained file, or compiled. */
export function selfCommand(args: readonly string[], surroundings: SelfSurroundings = thisProgram()): SelfCommand {
  const { program, isCompiled, selfContained, here } = surroundings;
  if (isCompiled) return { command: program, args };
  if (selfContained !== undefined) return { command: selfContained, args };
  const [config, main] = [pathOf("../deno.json", here), pathOf("../main.ts", here)];
  return { command: program, args: ["run", "-A", "--config", config, main, ...args] };
}

/** The one file that this vt is; undefined from source. */
export function selfFile(): string | undefined {
  const { program, isCompiled, selfContained } = thisProgram();
  return isCompiled ? program : selfContained;
}

/** In which form this vt is here, and where: a text for people. */
export function selfForm({ program, isCompiled, selfContained, here }: SelfSurroundings = thisProgram()): string {
  if (isCompiled) return `compiled, ${program}`;
  if (selfContained === undefined) return `source, ${pathOf("..", here)}`;
  return `self-contained, ${selfContained}, unpacked in ${pathOf("../..", here)}`;
}

function pathOf(relative: string, here: string): string {
  return decodeURIComponent(new URL(relative, here).pathname);
}

function thisProgram(): SelfSurroundings {
  return {
    program: Deno.execPath(),
    isCompiled: Deno.build.standalone,
    selfContained: IS_SELF_CONTAINED ? Deno.env.get("VT_EXE") : undefined,
    here: import.meta.url,
  };
}
