/** What is said of a module, as JSON. */
import { encodeJson, type Json } from "../../runtime/python/encode.ts";
import type { WorkflowExec } from "../../runtime/record/log.ts";
import { valueOf } from "../../runtime/why/value_of.ts";
import type { Why } from "../../runtime/why/why.ts";

/** On one line; values as `vt run --outputs` has them, those that were not kept whole as `{"__type__": "long"}`. */
export function jsonOf(why: Why, exec?: WorkflowExec): string {
  const document = exec === undefined ? why : { execution: exec.id, workflow: exec.workflow, ...why };
  return JSON.stringify(document, (_key, part) => {
    if (typeof part !== "object" || part === null || part.kind !== "value") return part;
    return { ...part, ...valuesOf(part) };
  });
}

function valuesOf({ before, now }: { readonly before?: string; readonly now?: string }): Record<string, Json> {
  return {
    ...(before !== undefined && { before: jsonOfValue(before) }),
    ...(now !== undefined && { now: jsonOfValue(now) }),
  };
}

function jsonOfValue(text: string): Json {
  const found = valueOf(text);
  return found === undefined ? { __type__: "long" } : encodeJson(found.value);
}
