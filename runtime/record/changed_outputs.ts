/** What a module gave in two executions, compared as far as their records tell. */
import type { ModuleExec, RecordedValue, ValueFacts } from "./log.ts";

/** An output that differs. */
export interface OutputChange {
  readonly port: string;
  /** Absent: nothing was given. */
  readonly old?: RecordedValue;
  readonly new?: RecordedValue;
}

/** Outputs that surely differ. None where one of both is not recorded. */
export function changedOutputs(old: ModuleExec["outputs"], now: ModuleExec["outputs"]): readonly OutputChange[] {
  if (old === undefined || now === undefined) return [];
  const ports = new Set([...Object.keys(old), ...Object.keys(now)]);
  const valueAt = (outputs: Readonly<Record<string, RecordedValue>>, port: string): RecordedValue | undefined =>
    Object.hasOwn(outputs, port) ? outputs[port] : undefined;
  return [...ports].flatMap((port): OutputChange[] => {
    const [before, after] = [valueAt(old, port), valueAt(now, port)];
    return differ(before, after) ? [{ port, ...before && { old: before }, ...after && { new: after } }] : [];
  });
}

function differ(old: RecordedValue | undefined, now: RecordedValue | undefined): boolean {
  if (old === undefined || now === undefined) return old !== now;
  if (filesDiffer(old.files, now.files)) return true;
  if ("value" in old && "value" in now) {
    return !isOfFiles(old) && JSON.stringify(old.value) !== JSON.stringify(now.value);
  }
  return "value" in old || "value" in now || factsDiffer(old, now);
}

/** Its content is what its files are; where they lie says nothing of it. */
function isOfFiles({ files = [] }: RecordedValue): boolean {
  return files.some(({ hash }) => hash !== undefined);
}

function filesDiffer(old: readonly ValueFacts[] = [], now: readonly ValueFacts[] = []): boolean {
  return old.length !== now.length || old.some((file, i) => factsDiffer(file, now[i]));
}

/** By the hashes where both are known; a file of the same content may lie elsewhere. */
function factsDiffer(old: ValueFacts, now: ValueFacts): boolean {
  if (old.type !== now.type || old.size !== now.size) return true;
  return old.hash !== undefined && now.hash !== undefined && old.hash !== now.hash;
}
