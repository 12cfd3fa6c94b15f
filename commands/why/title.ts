/** How a module is called in what is said of it. */
import type { ModuleName } from "../../runtime/why/change.ts";
import { oneLine } from "../line/terminal.ts";

/** `Square (5)`, with its label `Square “mine” (5)`. */
export function title({ module, name, label }: ModuleName): string {
  const called = label === "" ? "" : ` “${oneLine(label, 60)}”`;
  return `${oneLine(name, 80)}${called} (${oneLine(module, 80)})`;
}
