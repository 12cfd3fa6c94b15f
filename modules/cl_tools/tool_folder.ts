/** The tools of a person: one `.clt` file each. */
import type { AnyDefinition } from "vt";
import { messageOf } from "../../runtime/errors.ts";
import { parseTool } from "./tool_file.ts";
import { brokenToolModule, toolModule } from "./tool_module.ts";

const SUFFIX = ".clt";

/** The folder: `$VT_CLTOOLS`, else VisTrails' own, `~/.vistrails/CLTools`; undefined where neither can be known. */
export function toolFolder(): string | undefined {
  return environment("VT_CLTOOLS") ?? (environment("HOME") && `${environment("HOME")}/.vistrails/CLTools`);
}

/** The modules of the tools in a folder, by name; none where there is no such folder. */
export function readTools(folder: string | undefined): readonly AnyDefinition[] {
  const names = filesIn(folder).filter((name) => name.endsWith(SUFFIX)).map((name) => name.slice(0, -SUFFIX.length));
  // The base of all tools is called CLTools.
  return names.filter((name) => name !== "" && name !== "CLTools").toSorted()
    .map((name) => readTool(name, `${folder}/${name}${SUFFIX}`));
}

function readTool(name: string, path: string): AnyDefinition {
  try {
    return toolModule(name, parseTool(Deno.readTextFileSync(path)));
  } catch (error) {
    return brokenToolModule(name, `${path}: ${messageOf(error)}`);
  }
}

function filesIn(folder: string | undefined): readonly string[] {
  try {
    return folder === undefined ? [] : Array.from(Deno.readDirSync(folder), ({ name }) => name);
  } catch {
    return [];
  }
}

/** Undefined, too, where a worker may not know. */
function environment(name: string): string | undefined {
  try {
    return Deno.env.get(name) || undefined;
  } catch {
    return undefined;
  }
}
