/** Which Python runs sources: what `VT_PYTHON` names, else `python3`; and what it has. */
import { accessSync, constants, statSync } from "node:fs";
import { resolve } from "node:path";

/** What starts it. */
export function pythonCommand(): string {
  return Deno.env.get("VT_PYTHON") || "python3";
}

/** Names the Python of this program and of all that it starts: a command, or a path from here. */
export function choosePython(command: string): void {
  Deno.env.set("VT_PYTHON", command.includes("/") ? resolve(command) : command);
}

/** The path of the program; undefined when there is none that may be started. */
export function findPython(): string | undefined {
  const command = pythonCommand();
  if (command.includes("/")) return isProgram(command) ? command : undefined;
  const folders = (Deno.env.get("PATH") ?? "").split(":").filter((folder) => folder !== "");
  return folders.map((folder) => `${folder}/${command}`).find(isProgram);
}

/** Why there is none, and what to do. */
export function noPython(): string {
  const command = pythonCommand();
  const seen = command.includes("/") ? `there is no program ${command}` : `${command} is not on the PATH`;
  return `Cannot find Python: ${seen}; --python or VT_PYTHON may name another`;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** What was found out by running it. */
export interface PythonFacts {
  readonly version: string;
  /** Whether the host can run in it. */
  readonly isSupported: boolean;
  /** The version of NumPy; null when it has none. */
  readonly numpy: string | null;
}

const QUESTION = `
import json, sys
try:
    import numpy
except Exception:
    numpy = None
version, new = ".".join(map(str, sys.version_info[:3])), sys.version_info >= (3, 6)
print(json.dumps({"version": version, "isSupported": new, "numpy": numpy and numpy.__version__}))
`;

const PATIENCE_MS = 30_000;

/** Runs it; undefined when it does not do what Python does. */
export async function examinePython(path: string): Promise<PythonFacts | undefined> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    const python = new Deno.Command(path, { args: ["-c", QUESTION], stdin: "null", stderr: "null", signal });
    const { stdout } = await python.output();
    return JSON.parse(new TextDecoder().decode(stdout));
  } catch {
    return undefined;
  }
}
