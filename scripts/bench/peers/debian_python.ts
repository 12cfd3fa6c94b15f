/** Python as the system brings it, with packages of the system: the versions that its users have. */
import { outputOf } from "./peer_program.ts";

const PYTHON = "/usr/bin/python3";
const HAS_ALL = "import sys; from importlib.util import find_spec; sys.exit(None in map(find_spec, sys.argv[1:]))";

/**
 * Path of the interpreter that has these modules; undefined when one is missing and its Debian package cannot be, or
 * may not be, installed.
 */
export async function debianPython(
  modules: readonly string[],
  packages: readonly string[],
  install: boolean,
): Promise<string | undefined> {
  const hasAll = async (): Promise<boolean> => await succeeds(PYTHON, ["-c", HAS_ALL, ...modules]);
  if (await hasAll()) return PYTHON;
  if (!install || Deno.uid() !== 0) return undefined;
  await succeeds("apt-get", ["update", "-q"]);
  await succeeds("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...packages]);
  return await hasAll() ? PYTHON : undefined;
}

async function succeeds(command: string, args: readonly string[]): Promise<boolean> {
  return (await outputOf(command, args))?.success ?? false;
}
