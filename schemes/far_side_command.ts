/** The command that starts a far side which speaks in frames. */
import { denoEnvironment } from "../runtime/deno_environment.ts";
import { SchemeError } from "../runtime/scheme/execution_scheme.ts";
import { type SelfCommand, selfCommand } from "../runtime/self_command.ts";
import { isTelemetryOn } from "../runtime/telemetry/tracer.ts";

/** What Deno may let a process do: all of a kind, or what is listed. What is left out it may not. */
export type Permissions = Readonly<
  Partial<Record<"read" | "write" | "net" | "env" | "run" | "sys" | "ffi" | "import", true | readonly string[]>>
>;

/** Limits of a far side. */
export interface Limits {
  readonly memoryMb?: number;
  readonly permissions?: Permissions;
}

/**
 * Moves the pipes of frames away from where programs write and read, so that nothing that a module or a program it
 * starts prints gets between the frames.
 */
const ASIDE = `exec "$@" 3>&1 4<&0 1>&2 0</dev/null`;

/** `farSide`: URL of `far_side.ts`, which lies beside `deno.json`. `mark`: its unique name. */
export function farSideCommand(farSide: URL, mark: string, { memoryMb, permissions }: Limits): SelfCommand {
  if (Deno.build.standalone) {
    if (memoryMb !== undefined || permissions !== undefined) {
      throw new SchemeError("Cannot limit a process: a compiled program starts itself with all permissions");
    }
    const { command, args } = selfCommand(["far-side", "aside", mark]);
    return aside([command, ...args]);
  }
  const flags = [
    ...(permissions === undefined ? ["-A"] : permissionFlags(permissions)),
    ...(memoryMb === undefined ? [] : [`--v8-flags=--max-old-space-size=${memoryMb}`]),
    ...tracingFlags(farSide),
  ];
  const config = ["--config", decodeURIComponent(new URL("deno.json", farSide).pathname)];
  const env = denoEnvironment();
  const words = [Deno.execPath(), "run", "--no-prompt", "--quiet", ...flags, ...config, farSide.href];
  // Only who may do everything may open a pipe by its number; it cannot start programs that print, either.
  if (permissions !== undefined) return { command: words[0], args: [...words.slice(1), "stdio", mark], env };
  return { ...aside([...words, "aside", mark]), env };
}

/** What traces is read at the start, since one that may not read could not do so later. */
function tracingFlags(farSide: URL): string[] {
  return isTelemetryOn() ? [`--preload=${new URL("runtime/telemetry/far_trace.ts", farSide).href}`] : [];
}

function aside(words: readonly string[]): SelfCommand {
  return { command: "sh", args: ["-c", ASIDE, "sh", ...words] };
}

/** Who may not speak to every host may not fetch what it imports either: the address of an import can tell anything. */
function permissionFlags(permissions: Permissions): string[] {
  const flags = Object.entries(permissions).map(([kind, what]) => {
    if (what === true) return `--allow-${kind}`;
    const wrong = what.find((one) => one.includes(","));
    if (wrong === undefined) return `--allow-${kind}=${what.join(",")}`;
    throw new SchemeError(`Cannot limit a process: Deno takes no name with a comma for --allow-${kind}: ${wrong}`);
  });
  return permissions.net === true ? flags : [...flags, "--cached-only"];
}
