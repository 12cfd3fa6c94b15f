/** Names of executions that hold everywhere: exports name them so, each time and in each format the same. */
import { createHash } from "node:crypto";
import type { WorkflowExec } from "../record/log.ts";

/**
 * A UUID (version 8) of an execution, or of a module in it. Those of one store are known by their ids and the machine;
 * those that a file holds, whose ids are but numbers, by the file and the time.
 */
export function runUuid(exec: WorkflowExec, key = ""): string {
  return uuidOf([...nameOf(exec), key]);
}

/** The same of another execution in the same store, of which only the id is known. */
export function otherRunUuid(exec: WorkflowExec, id: string): string {
  return uuidOf([exec.machine.name, id, ""]);
}

function nameOf({ id, machine, workflow, startedAt }: WorkflowExec): readonly string[] {
  return /^\d{1,7}$/.test(id) ? [workflow.file, id, String(startedAt)] : [machine.name, id];
}

function uuidOf(parts: readonly string[]): string {
  const bytes = createHash("sha256").update(JSON.stringify(parts)).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
