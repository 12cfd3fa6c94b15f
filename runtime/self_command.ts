/** How this program starts itself again: for the far sides of its schemes, and for what goes on when it has ended. */

/** A program and its arguments. */
export interface SelfCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** What the answer depends on. */
export interface SelfSurroundings {
  /** Path of the program that runs: Deno, or a program made by `deno compile`. */
  readonly program: string;
  readonly isCompiled: boolean;
  /** The self-contained file that started us, as it says in VT_EXE; a child of it may be another vt, from source. */
  readonly selfContained: string | undefined;
  /** URL of this file. */
  readonly here: string;
}

/** The command that runs `vt` with these arguments: from source, from the self-contained file, or compiled. */
export function selfCommand(args: readonly string[], surroundings: SelfSurroundings = thisProgram()): SelfCommand {
  const { program, isCompiled, selfContained, here } = surroundings;
  if (isCompiled) return { command: program, args };
  const isSource = here.endsWith(".ts");
  if (!isSource && selfContained) return { command: selfContained, args };
  const [config, main] = isSource ? ["../deno.json", "../main.ts"] : ["./deno.json", "./main.js"];
  return { command: program, args: ["run", "-A", "--config", pathOf(config, here), pathOf(main, here), ...args] };
}

function pathOf(relative: string, here: string): string {
  return decodeURIComponent(new URL(relative, here).pathname);
}

function thisProgram(): SelfSurroundings {
  return {
    program: Deno.execPath(),
    isCompiled: Deno.build.standalone,
    selfContained: Deno.env.get("VT_EXE"),
    here: import.meta.url,
  };
}
