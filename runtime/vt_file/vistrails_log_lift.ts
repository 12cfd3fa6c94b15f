/**
 * Rewrites an execution of an older schema as 1.0.4 has it. Until 1.0.3 a `<loopExec>` was one iteration, and several
 * beside each other were one loop; in 0.9.3 a `<moduleExec>` was a `<module_exec>`.
 */
import { text } from "./scalars.ts";
import type { XmlElement } from "./xml.ts";

/** Lifts the element, and all inside, in place. Recursion: as deep as the reader of XML lets elements nest. */
export function liftExecution(element: XmlElement): void {
  if (element.name === "module_exec") element.name = "moduleExec";
  const iterations = element.children.filter(isOldLoop);
  for (const child of element.children) liftExecution(child);
  if (iterations.length === 0) return;
  for (const iteration of iterations) iteration.name = "loopIteration";
  const others = element.children.filter((child) => !iterations.includes(child));
  element.children = [...others, loopOf(iterations)];
}

/** The number of the iteration is with the loop where that is old, and so are the modules. */
function isOldLoop({ name, attributes, children }: XmlElement): boolean {
  if (name !== "loopExec" || children.some((child) => child.name === "loopIteration")) return false;
  return attributes.has("iteration") || attributes.has("completed") || children.some(({ name }) => isItem(name));
}

function isItem(name: string): boolean {
  return name === "moduleExec" || name === "module_exec" || name === "groupExec" || name === "loopExec";
}

/** VisTrails' texts of times sort as they are. */
function loopOf(iterations: XmlElement[]): XmlElement {
  const times = (name: string): string[] => iterations.map((each) => text(each, name) ?? "").filter(Boolean).sort();
  const attributes = new Map([["tsStart", times("tsStart")[0] ?? ""], ["tsEnd", times("tsEnd").at(-1) ?? ""]]);
  const { line, column } = iterations[0];
  return { name: "loopExec", attributes, children: iterations, text: "", line, column };
}
