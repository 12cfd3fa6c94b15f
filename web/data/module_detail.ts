/** All that is known of one module of an execution. */
import type { ModuleExec, RecordedValue } from "../../runtime/record/log.ts";
import { keptOutputs } from "../../runtime/store/kept_outputs.ts";
import type { KeptOutput } from "../../runtime/store/kept_result.ts";
import type { Store } from "../../runtime/store/store.ts";
import { PathValue } from "../../runtime/values.ts";
import { valueOf } from "../../runtime/why/value_of.ts";
import { type ModuleSummary, summaryOf } from "./module_summary.ts";
import { type Preview, previewOf, previewOfOutput } from "./preview.ts";
import type { RecordedExecution } from "./recorded_execution.ts";
import { sourceText } from "./source_text.ts";

/** See the head of the file. */
export interface ModuleDetail {
  readonly summary: ModuleSummary;
  /** The run that is looked at: of a module inside a group that loops one of several; undefined where it did not run. */
  readonly run: ModuleExec | undefined;
  readonly runs: readonly ModuleExec[];
  readonly inputs: readonly InputDetail[];
  readonly outputs: readonly OutputDetail[];
}

/** A value on an input port: written on it, or from an output of another module. */
export interface InputDetail {
  readonly port: string;
  readonly source?: { readonly path: string; readonly name: string; readonly output: string };
  readonly preview: Preview;
}

/** What a module gave on one port. */
export interface OutputDetail {
  readonly port: string;
  readonly recorded: RecordedValue | undefined;
  readonly kept: KeptOutput | undefined;
  readonly preview: Preview;
}

/** Bytes up to which a value is read to be shown. */
const MOST_READ = 8 * 2 ** 20;
/** The same of one that comes from another module, and how many of those are shown. */
const MOST_READ_OF_INPUT = 64 * 2 ** 10;
const MOST_WIRES = 100;

/** `iteration`: which run, of a module inside a group that loops. Undefined where there is no such module. */
export async function moduleDetail(
  store: Store,
  recorded: RecordedExecution,
  { path, iteration, now }: { readonly path: string; readonly iteration?: string; readonly now: number },
): Promise<ModuleDetail | undefined> {
  const runs = recorded.modules.get(path) ?? [];
  if (runs.length === 0 && recorded.shape?.modules.has(path) !== true) return undefined;
  const run = runs.find(({ inIteration }) => inIteration === iteration) ??
    runs.find(({ state }) => state === "failed") ??
    runs[0];
  return {
    summary: summaryOf(path, recorded, now),
    run,
    runs,
    inputs: await inputsOf(store, recorded, path),
    outputs: run === undefined ? [] : await outputsOf(store, run),
  };
}

/** What a run gave, by port. */
export async function outputsOf(store: Store, run: ModuleExec): Promise<readonly OutputDetail[]> {
  return (await outputsOfRuns(store, [run], MOST_READ)).get(run)!;
}

/** `most`: bytes up to which a value is read. */
async function outputsOfRuns(
  store: Store,
  runs: readonly ModuleExec[],
  most: number,
): Promise<ReadonlyMap<ModuleExec, readonly OutputDetail[]>> {
  const signatures = new Set(runs.map(({ signature }) => signature).filter((one) => one !== undefined));
  const known = await keptOutputs(store, signatures, most);
  return new Map(runs.map((run) => {
    const { signature = "", outputs = {} } = run;
    const kept = known.get(signature);
    const ports = new Set([...Object.keys(outputs), ...kept?.keys() ?? []]);
    ports.delete("self");
    return [run, [...ports].map((port) => outputDetail(port, outputs, kept?.get(port)))];
  }));
}

function outputDetail(
  port: string,
  outputs: Readonly<Record<string, RecordedValue>>,
  kept: KeptOutput | undefined,
): OutputDetail {
  const recorded = Object.hasOwn(outputs, port) ? outputs[port] : undefined;
  return { port, recorded, kept, preview: previewOfOutput(recorded, kept) };
}

/** The paths that an output names, in their order. */
export function pathsOfOutput({ preview, kept }: OutputDetail): readonly string[] {
  if (preview.kind !== "files") return [];
  if (kept === undefined || !("value" in kept)) return preview.paths;
  const items = Array.isArray(kept.value) ? kept.value : [kept.value];
  return items.filter((item) => item instanceof PathValue).map(({ name }) => name);
}

async function inputsOf(store: Store, { shape, modules }: RecordedExecution, path: string): Promise<InputDetail[]> {
  const number = shape?.graph.numberOf(path);
  if (number === undefined) return [];
  const { kind, values, sources } = shape!.graph.moduleAt(number);
  const written = kind.values.map((port, i): InputDetail => ({ port, preview: writtenPreview(port, values[i]) }));
  const within = path.slice(0, path.lastIndexOf(",") + 1);
  const wires = sources.slice(0, MOST_WIRES).map((id, i) => ({ from: `${within}${id}`, wire: kind.wires[i] }));
  const runs = wires.map(({ from }) => modules.get(from)?.[0]);
  const given = await outputsOfRuns(store, runs.filter((run) => run !== undefined), MOST_READ_OF_INPUT);
  return [
    ...written,
    ...wires.map(({ from, wire: [port, output] }, i): InputDetail => {
      const { name } = shape!.modules.get(from) ?? { name: from };
      const run = runs[i];
      const found = run && given.get(run)?.find((one) => one.port === output);
      const text = run === undefined ? "not there" : "not recorded";
      return { port, source: { path: from, name, output }, preview: found?.preview ?? { kind: "description", text } };
    }),
  ];
}

/** Of a value as components have it: see record/components.ts. */
function writtenPreview(port: string, text: string): Preview {
  const found = valueOf(text);
  const value = found?.value;
  if (found !== undefined) return previewOf(typeof value === "string" ? sourceText(port, value) : value);
  const shown = /^~\S+ /.test(text) ? `${String(JSON.parse(text.slice(text.indexOf(" ") + 1)))}…` : "not kept whole";
  return { kind: "description", text: shown };
}
