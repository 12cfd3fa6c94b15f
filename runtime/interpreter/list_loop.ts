/** The implicit loop of a module whose ports receive deeper lists than they take. */
import { ModuleError, ModuleSuspended } from "../errors.ts";
import { FROM_GROUP } from "../plan/plan.ts";
import { PythonError } from "../python/error.ts";
import { itemsOf } from "../python/sequence.ts";
import { outputsOfReply } from "../scheme/compute_request.ts";
import type { ExecutionScheme } from "../scheme/execution_scheme.ts";
import { computeManyElsewhere } from "./compute_elsewhere.ts";
import { RunFailed } from "./failure.ts";
import { loopTeller } from "./iterations.ts";
import type { ModuleRun, OutputValues, Procedure } from "./module_run.ts";
import { readPort } from "./read_inputs.ts";
import { waitFor, waitUntil } from "./until.ts";

/** Iterations of a job, or of what computes elsewhere, that go on at a time; of anything else one follows the other. */
const MANY_TOGETHER = 256;

/** Runs the module once for each combination of the elements of the deepest lists; its outputs become lists. */
export function* loopOverLists(run: ModuleRun, isElsewhere = false): Procedure {
  const tally = run.tally();
  const gathered = new Map<string, unknown[]>(emptyOutputs(run));
  let number = 0;
  const together = isElsewhere || run.definition?.job !== undefined ? MANY_TOGETHER : 1;
  const combination = combinationFor(run);
  const tell = loopTeller(run, countOf(combination));
  tell(tally);
  for (const several of batches(combine(...combination), together)) {
    const copies = several.map((overrides) =>
      run.copy({ overrides, depth: run.depth - 1, iteration: { of: run, number: number++ } })
    );
    for (const copy of copies) run.frame.start(copy, run);
    yield* waitFor(copies);
    for (const copy of copies) settle(run, copy, gathered);
    tell(tally);
  }
  if (tally.suspended > 0) {
    throw new ModuleSuspended(`function module suspended in ${tally.suspended}/${number} iterations`);
  }
  return Object.fromEntries(gathered);
}

/** The same of a module that computes elsewhere, all at once; what is set and what is not is as in {@linkcode gather}. */
export function* loopElsewhere(run: ModuleRun, scheme: ExecutionScheme): Procedure {
  const tally = run.tally();
  const gathered = new Map<string, unknown[]>(emptyOutputs(run));
  const [columns, count] = columnsOf(combine(...combinationFor(run)));
  if (count === 0) return Object.fromEntries(gathered);
  const reply = yield* waitUntil(run, () => computeManyElsewhere(run, columns, { scheme, count }));
  const failed = [...reply.others].filter(([, { status }]) => status === "failed").sort(([a], [b]) => a - b)[0];
  // What was computed behind the first failure does not count: here it would not have been.
  const [end, failure] = failed ?? [count];
  tally.suspended = [...reply.others].filter(([number, { status }]) => number < end && status === "suspended").length;
  tally.failed = failure === undefined ? 0 : 1;
  tally.done = end - tally.suspended;
  if (failure !== undefined) outputsOfReply(failure);
  if (tally.suspended > 0) {
    throw new ModuleSuspended(`function module suspended in ${tally.suspended}/${count} iterations`);
  }
  for (const port of run.plan.ports[run.index].outputs.keys()) {
    const isWanted = isConnected(run, port);
    const column = reply.columns[port] ?? (isWanted ? new Array<undefined>(count).fill(undefined) : undefined);
    if (port === "self" || column === undefined) continue;
    gathered.set(port, isWanted ? column.map((value) => value ?? null) : column.filter((value) => value !== undefined));
  }
  return Object.fromEntries(gathered);
}

/** By port the values of all combinations, and how many there are. */
function columnsOf(all: Iterable<Elements>): [Record<string, unknown[]>, number] {
  const columns: Record<string, unknown[]> = {};
  let count = 0;
  for (const elements of all) {
    for (const [port, value] of elements) (columns[port] ??= []).push(value);
    count++;
  }
  return [columns, count];
}

function combinationFor(run: ModuleRun): Combination {
  const values = new Map(loopedPorts(run).map((port) => [port, itemsOf(readPort(run, port))]));
  return combinationOf(run.module.controlParameters.get("loop_type") ?? "cartesian", values);
}

/** Counts an iteration that has ended and takes its outputs; one that failed ends the loop. */
function settle(run: ModuleRun, copy: ModuleRun, gathered: Map<string, unknown[]>): void {
  const tally = run.tally();
  if (copy.state === "suspended") {
    tally.suspended++;
  } else if (copy.state === "failed") {
    tally.failed++;
    throw new RunFailed(copy.failure!);
  } else {
    tally.done++;
    run.set({ content: copy.content });
    gather(run, copy.outputs ?? {}, gathered);
  }
}

function* batches<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let batch: T[] = [];
  for (const item of items) {
    if (batch.push(item) < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Of a loop without iterations: VisTrails leaves the outputs unset, in a script they are lists without elements. */
function emptyOutputs({ module, definition }: ModuleRun): [string, unknown[]][] {
  if (module.definition === undefined || definition === undefined) return [];
  return Object.keys(definition.outputs).map((port) => [port, []]);
}

/** An output that one iteration did not set: null where it is connected, left out where it is not. */
function gather(run: ModuleRun, outputs: OutputValues, gathered: Map<string, unknown[]>): void {
  for (const port of run.plan.ports[run.index].outputs.keys()) {
    const isSet = Object.hasOwn(outputs, port) && outputs[port] !== undefined;
    if (!isSet && !isConnected(run, port)) continue;
    if (port === "self") continue;
    const list = gathered.get(port) ?? [];
    list.push(isSet ? outputs[port] : null);
    gathered.set(port, list);
  }
}

/** Whether an output of the module feeds anything. */
export function isConnected(run: ModuleRun, port: string): boolean {
  const { source, sourcePort } = run.plan.connectors;
  for (let k = 0; k < source.length; k++) if (source[k] === run.index && sourcePort[k] === port) return true;
  return false;
}

/** The ports that loop at this level, in the order of the module's ports. */
export function loopedPorts(run: ModuleRun): string[] {
  const { plan, index, depth } = run;
  const { start, source, port, excess } = plan.connectors;
  const looped = new Set<string>();
  for (let k = start[index]; k < start[index + 1]; k++) {
    if (excess[k] !== FROM_GROUP && plan.listDepth[source[k]] + excess[k] >= depth) looped.add(port[k]);
  }
  return [...plan.ports[index].inputs.keys()].filter((name) => looped.has(name));
}

/** What one iteration writes on the ports. */
type Elements = ReadonlyMap<string, unknown>;

/** `pairwise`, `cartesian`, or JSON such as `["pairwise", ["cartesian", "a", "b"], "c"]`. */
function combinationOf(type: string, values: ReadonlyMap<string, readonly unknown[]>): Combination {
  if (type !== "pairwise" && type !== "cartesian") return parse(type, values);
  return [type, [...values].map(([port, items]) => items.map((item) => new Map([[port, item]])))];
}

function countOf([type, lists]: Combination): number {
  const lengths = lists.map(({ length }) => length);
  if (type !== "pairwise") return lengths.reduce((product, length) => product * length, 1);
  return lengths.length === 0 ? 0 : Math.min(...lengths);
}

type Combination = readonly [type: unknown, lists: readonly (readonly Elements[])[]];

function parse(text: string, values: ReadonlyMap<string, readonly unknown[]>): Combination {
  let form: unknown;
  try {
    form = JSON.parse(text);
  } catch {
    throw new PythonError("ValueError", `No JSON object could be decoded: loop_type '${text}'`);
  }
  return formed(form, values, 0);
}

function formed(form: unknown, values: ReadonlyMap<string, readonly unknown[]>, nesting: number): Combination {
  if (!Array.isArray(form) || nesting > 32) throw new PythonError("TypeError", "loop_type must be a list");
  if (form.length === 0) throw new PythonError("IndexError", "list index out of range");
  const lists = form.slice(1).map((item: unknown): Elements[] => {
    if (typeof item !== "string") return [...combine(...formed(item, values, nesting + 1))];
    const found = values.get(item);
    if (found === undefined) throw new PythonError("KeyError", `u'${item}'`);
    return found.map((element) => new Map([[item, element]]));
  });
  return [form[0], lists];
}

function* combine(type: unknown, lists: readonly (readonly Elements[])[]): Generator<Elements> {
  if (type === "pairwise") {
    const count = countOf([type, lists]);
    for (let i = 0; i < count; i++) yield joined(lists.map((list) => list[i]));
  } else if (type === "cartesian") {
    yield* product(lists);
  } else {
    throw new ModuleError(`Unknown combine type "${String(type)}"`);
  }
}

/** The last list goes fastest. */
function* product(lists: readonly (readonly Elements[])[]): Generator<Elements> {
  if (lists.some((list) => list.length === 0)) return;
  const at = lists.map(() => 0);
  for (;;) {
    yield joined(lists.map((list, i) => list[at[i]]));
    let i = lists.length - 1;
    while (i >= 0 && ++at[i] === lists[i].length) at[i--] = 0;
    if (i < 0) return;
  }
}

function joined(parts: readonly Elements[]): Elements {
  return parts.length === 1 ? parts[0] : new Map(parts.flatMap((part) => [...part]));
}
