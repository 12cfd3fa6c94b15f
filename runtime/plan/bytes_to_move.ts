/** How much would be sent to other machines for a module, as far as that is known before anything runs: files. */
import { kindOfScheme } from "../scheme/scheme_kind.ts";
import { walk } from "../store/file_state.ts";
import { PathValue } from "../values.ts";
import type { PlacedModule } from "./module_support.ts";
import type { Places } from "./placement.ts";
import type { Plan } from "./plan.ts";

/** Bytes of the files that it takes; 0 for a module of this machine. What is there already is not sent again. */
export function bytesToMove(places: Places, { path, plan, index }: PlacedModule): number {
  const target = places.get(path)?.target;
  if (target === undefined || kindOfScheme(target.scheme) !== "remote") return 0;
  const { start, source, sourcePort } = plan.connectors;
  const paths = new Set(pathsWrittenOn(plan, index));
  for (let k = start[index]; k < start[index + 1]; k++) {
    if (sourcePort[k] !== "self" && isConstant(plan, source[k])) {
      pathsWrittenOn(plan, source[k]).forEach((one) => paths.add(one));
    }
  }
  return [...paths].reduce((sum, one) => sum + bytesAt(one), 0);
}

/** It gives what is written on it: nothing is computed for it that may be changed. */
function isConstant({ definitions, connectors: { start } }: Plan, index: number): boolean {
  return definitions[index]?.parallelizable === "portable" && start[index] === start[index + 1];
}

function pathsWrittenOn(plan: Plan, index: number): string[] {
  return plan.functions[index].flatMap(({ value }) => value instanceof PathValue ? [value.name] : []);
}

function bytesAt(path: string): number {
  try {
    const { isDirectory, size } = Deno.statSync(path);
    return isDirectory ? walk(path).reduce((sum, { info }) => sum + (info.isFile ? info.size : 0), 0) : size;
  } catch {
    return 0; // nothing is there, or nobody may look
  }
}
