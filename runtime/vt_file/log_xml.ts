/** Reads what a log says of whole executions: its member `log` is a sequence of `<workflowExec>` of several schemas. */
import { id, text } from "./scalars.ts";
import { parseXmlSequence, type XmlElement } from "./xml.ts";

/** One execution, as the log lists it. */
export interface ListedExecution {
  /** From 1, in the order of the file. */
  readonly id: number;
  readonly user: string;
  /** `YYYY-MM-DD HH:MM:SS`, local time. */
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly state: "completed" | "failed" | "suspended" | "unfinished";
  /** The version that ran. */
  readonly version: number | null;
  readonly reason: string;
}

/** The executions, oldest first; throws `VistrailFileError`. */
export function listExecutions(source: Uint8Array | string): ListedExecution[] {
  const roots = parseXmlSequence(source);
  const elements = roots.length === 1 && roots[0].name === "log" ? roots[0].children : roots;
  return elements.filter(({ name }) => name === "workflowExec").map(listed);
}

function listed(element: XmlElement, index: number): ListedExecution {
  return {
    id: index + 1,
    user: text(element, "user") ?? "",
    startedAt: text(element, "tsStart") || null,
    finishedAt: text(element, "tsEnd") || null,
    state: stateOf(text(element, "completed") ?? ""),
    version: id(element, "parentVersion"),
    reason: text(element, "reason") ?? reasonAnnotation(element),
  };
}

function reasonAnnotation(element: XmlElement): string {
  const found = element.children.find((child) => child.name === "annotation" && text(child, "key") === "__reason__");
  return found === undefined ? "" : text(found, "value") ?? "";
}

/** `False` is VisTrails' old way to write −1. */
function stateOf(completed: string): ListedExecution["state"] {
  if (completed === "1") return "completed";
  if (completed === "-1" || completed === "False") return "failed";
  return completed === "-2" ? "suspended" : "unfinished";
}
