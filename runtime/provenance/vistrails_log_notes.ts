/**
 * What annotations in a log say of a record: vt keeps there what VisTrails has no place for. Anyone may have written under
 * the same keys, so that what does not have the right shape is passed over.
 */
import type { Iterations } from "../record/execution_event.ts";
import type { RecordedProgress, RecordedValue, RemoteExecution, RemoteTask } from "../record/log.ts";
import type { LogAnnotation, LogModuleExec, LogRemoteTask } from "../vt_file/vistrails_log.ts";
import { REMOTE } from "../vt_file/vistrails_log_forms.ts";

/** How VisTrails marks a module that was computed elsewhere as a whole. */
const PARALLEL = "parallel_execution";

/** The annotations of an execution, or of a module. */
export class LogNotes {
  readonly #values: ReadonlyMap<string, string>;

  constructor(readonly annotations: readonly LogAnnotation[]) {
    this.#values = new Map(annotations.map(({ key, value }) => [key, value]));
  }

  text(key: string): string | undefined {
    return this.#values.get(key);
  }

  parameters(): Record<string, string> {
    const entries = Object.entries(objectOf(this.text("vt:parameters")) ?? {});
    return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
  }

  iterations(): Iterations | undefined {
    const { done, failed, suspended } = objectOf(this.text("vt:iterations")) ?? {};
    return isCount(done) && isCount(failed) && isCount(suspended) ? { done, failed, suspended } : undefined;
  }

  jobs(): readonly string[] | undefined {
    const { all } = objectOf(this.text("vt:jobs")) ?? {};
    return Array.isArray(all) ? all.filter((job) => typeof job === "string") : undefined;
  }

  progress(): RecordedProgress | undefined {
    const { fraction, message } = objectOf(this.text("vt:progress")) ?? {};
    if (typeof fraction !== "number" || !(fraction >= 0 && fraction <= 1)) return undefined;
    return { fraction, ...optional("message", typeof message === "string" ? message : undefined) };
  }

  outputs(): Record<string, RecordedValue> | undefined {
    const outputs = objectOf(this.text("vt:outputs"));
    return outputs && Object.fromEntries(
      Object.entries(outputs).filter((entry): entry is [string, RecordedValue] => isValue(entry[1])),
    );
  }

  /** Of a group: VisTrails' elements have a place for them in modules alone. */
  remotes(): readonly RemoteExecution[] {
    const { all } = objectOf(this.text("vt:remote")) ?? {};
    return Array.isArray(all) ? all.flatMap((each) => remoteOf(each) ?? []) : [];
  }

  /** Those that stand for nothing else; undefined where there is none. */
  plain(): Record<string, unknown> | undefined {
    const plain = this.annotations.filter(({ key }) =>
      !key.startsWith("vt:") && key !== "errorTrace" && key !== REMOTE && key !== PARALLEL
    );
    return plain.length === 0 ? undefined : Object.fromEntries(plain.map(({ key, value }) => [key, value]));
  }
}

/** The remote executions of the proposed form, and those that 1.0.4 keeps in annotations. */
export function remotesOf({ remotes, annotations, machineId }: LogModuleExec): RemoteExecution[] {
  const kept = annotations.filter(({ key }) => key === REMOTE).flatMap(({ value }) => keptRemote(value) ?? []);
  const isWhole = annotations.some(({ key }) => key === PARALLEL) && machineId !== null;
  const last = isWhole ? [{ ...kept.at(-1) ?? { scheme: "", annotations: {} }, machine: machineId }] : kept.slice(-1);
  const proposed = remotes.map(({ scheme, annotations, items, tasks }): RemoteExecution => ({
    scheme,
    annotations: Object.fromEntries(annotations.map(({ key, value }) => [key, value])),
    ...optional("machine", items.find((item) => item.kind === "module")?.machineId ?? undefined),
    ...optional("tasks", tasks.length === 0 ? undefined : tasks.map(taskOf)),
  }));
  return [...proposed, ...kept.slice(0, -1), ...last];
}

function taskOf({ machineId, count, description, ...task }: LogRemoteTask): RemoteTask {
  return { machine: machineId ?? 0, function: task.function, count: count ?? 0, description };
}

function keptRemote(json: string): RemoteExecution | undefined {
  return remoteOf(objectOf(json));
}

function remoteOf(value: unknown): RemoteExecution | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const found: Readonly<Record<string, unknown>> = { ...value };
  if (typeof found.scheme !== "string") return undefined;
  const annotations = Object.entries(typeof found.annotations === "object" ? found.annotations ?? {} : {});
  const tasks = Array.isArray(found.tasks) ? found.tasks.filter(isTask).map(taskOf) : [];
  return {
    scheme: found.scheme,
    annotations: Object.fromEntries(annotations.map(([key, value]) => [key, String(value)])),
    ...optional("machine", typeof found.machine === "number" ? found.machine : undefined),
    ...optional("tasks", tasks.length === 0 ? undefined : tasks),
  };
}

function isTask(value: unknown): value is LogRemoteTask {
  if (typeof value !== "object" || value === null) return false;
  const { machineId, count, description, ...task } = value as Partial<LogRemoteTask>;
  return isNumber(machineId) && isNumber(count) && typeof description === "string" && typeof task.function === "string";
}

function isNumber(value: unknown): boolean {
  return value === null || typeof value === "number";
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isValue(value: unknown): value is RecordedValue {
  if (typeof value !== "object" || value === null) return false;
  return "value" in value || ("type" in value && typeof value.type === "string");
}

function objectOf(json: string | undefined): Record<string, unknown> | undefined {
  if (json === undefined) return undefined;
  try {
    const found: unknown = JSON.parse(json);
    return typeof found === "object" && found !== null && !Array.isArray(found) ? { ...found } : undefined;
  } catch {
    return undefined;
  }
}

/** `{ key: value }`, or nothing where there is no value. */
export function optional<K extends string, V>(key: K, value: V | undefined): { readonly [k in K]?: V } {
  return value === undefined ? {} : { [key]: value } as { [k in K]: V };
}
