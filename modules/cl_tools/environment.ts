/** Environment variables of command line tools, written as `NAME=VALUE;NAME=VALUE`. */
import { ModuleError, python } from "vt";
import type { ToolInputs } from "./command_line.ts";
import type { Tool } from "./tool_file.ts";

/** What a tool has beside the environment of this program; values on the port go before those of the description. */
export function toolEnvironment(tool: Tool, inputs: ToolInputs): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  const written = tool.options.get("env");
  if (written !== undefined) readInto(variables, written.split(";"), "module env");
  if (tool.options.has("env_port") && inputs.env !== undefined) {
    for (const text of python.itemsOf(inputs.env)) {
      readInto(variables, python.str(text).split(";").filter((one) => one !== ""), "env port");
    }
  }
  return variables;
}

function readInto(variables: Map<string, string>, written: readonly string[], where: string): void {
  for (const one of written) {
    const parts = one.split("=");
    if (parts.length !== 2) {
      const reason = parts.length < 2 ? "need more than 1 value to unpack" : "too many values to unpack";
      throw new ModuleError(`Error parsing ${where}: ValueError: ${reason}`);
    }
    const [name, value] = parts.map((part) => part.trim());
    if (name !== "") variables.set(name, value);
  }
}
