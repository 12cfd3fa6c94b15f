/** What a module does with streams on its inputs that does not take them item by item itself: VisTrails' three ways. */
import { ModuleError, ModuleSuspended } from "../errors.ts";
import { itemsOf } from "../python/sequence.ts";
import { RunFailed } from "./failure.ts";
import { loopedPorts } from "./list_loop.ts";
import type { ModuleRun, OutputValues } from "./module_run.ts";
import { readInputs, readPort } from "./read_inputs.ts";
import {
  GeneratorValue,
  itemsOfRound,
  type Rounds,
  Stream,
  streamedPorts,
  type StreamParts,
  type StreamSource,
} from "./stream.ts";
import { waitFor } from "./until.ts";

type Streamed = ReadonlyMap<string, GeneratorValue>;

/** Lets a module with streams on its inputs give streams; false where it is to compute as ever. */
export function beginStream(run: ModuleRun): boolean {
  let outputs: OutputValues | undefined;
  try {
    outputs = streamsFor(run);
  } catch (error) {
    run.fail(error);
    return true;
  }
  if (outputs === undefined) return false;
  run.frame.tellStart(run);
  run.complete(outputs);
  return true;
}

/** The outputs as streams; undefined where no input is one, and for a module that takes them itself. */
function streamsFor(run: ModuleRun): OutputValues | undefined {
  const streamed = streamedPorts(run);
  if (streamed.size === 0) return undefined;
  if (run.isCopy) throw new ModuleError("Generator is not allowed here");
  const { definition, depth } = run;
  if ([...streamed.values()].some(({ stream }) => stream.parts.isAccumulated)) {
    return setUp(run, streamed, { rounds: computeAfterStreaming(run, streamed), isAccumulated: true });
  }
  if (depth > 0) return computeItemByItem(run, streamed);
  if (definition?.streams?.(readInputs(run))) return undefined;
  return setUp(run, streamed, { rounds: computeAccumulated(run, streamed), isAccumulated: true });
}

function setUp(
  run: ModuleRun,
  sources: ReadonlyMap<string, StreamSource>,
  parts: Pick<StreamParts, "rounds" | "isAccumulated">,
): OutputValues {
  const [first] = sources.values();
  const size = first instanceof GeneratorValue ? first.stream.parts.size : first.length;
  const stream = new Stream(run, { ...parts, sources, size });
  run.set({ stream });
  return stream.outputs([...run.plan.ports[run.index].outputs.keys()].filter((port) => port !== "self"));
}

/** Lists that are looped over go along with the streams. */
function computeItemByItem(run: ModuleRun, streamed: Streamed): OutputValues {
  if (run.module.controlParameters.get("loop_type") === "cartesian") {
    throw new ModuleError("Cannot use cartesian product while streaming!");
  }
  const sources = new Map<string, StreamSource>(
    loopedPorts(run).map((port) => [port, streamed.get(port) ?? itemsOf(readPort(run, port))]),
  );
  for (const port of streamed.keys()) if (!sources.has(port)) throw new ModuleError("Generator is not allowed here");
  return setUp(run, sources, { rounds: itemByItem(run, sources) });
}

function* itemByItem(run: ModuleRun, sources: ReadonlyMap<string, StreamSource>): Rounds {
  let suspended = 0;
  for (let number = 0;; number++) {
    const items = itemsOfRound(sources, number);
    if (items !== undefined) {
      const copy = run.copy({ overrides: items, depth: run.depth - 1, iteration: { of: run, number } });
      run.frame.start(copy, run);
      yield* waitFor([copy]);
      if (copy.state === "failed") throw new RunFailed(copy.failure!);
      if (copy.state === "suspended") suspended++;
      run.set({ content: copy.content });
      yield { items: suspended > 0 ? undefined : copy.outputs };
    } else if (suspended > 0) {
      throw new ModuleSuspended(`function module suspended after streaming ${suspended}/${number} iterations`);
    } else return;
  }
}

/** The items become lists. */
function* computeAccumulated(run: ModuleRun, streamed: Streamed): Rounds {
  const lists = new Map(Array.from(streamed.keys(), (port) => [port, [] as unknown[]]));
  for (let number = 0;; number++) {
    const items = itemsOfRound(streamed, number);
    if (items === undefined) return yield* computeOnce(run, lists, number);
    for (const [port, item] of items) lists.get(port)!.push(item);
    yield { items: {} };
  }
}

/** Waits until each port has had an item; those of streams that are accumulated come last. */
function* computeAfterStreaming(run: ModuleRun, streamed: Streamed): Rounds {
  const last = new Map<string, unknown>();
  for (let number = 0;; number++) {
    for (const [port, source] of streamed) {
      const items = itemsOfRound(new Map([[port, source]]), number);
      if (items !== undefined) last.set(port, items.get(port));
    }
    if (last.size === streamed.size) return yield* computeOnce(run, last, number);
    for (const [port, { stream }] of streamed) {
      if (stream.isOver && !last.has(port)) throw new ModuleError(`Missing value from port ${port}`);
    }
    yield { items: {} };
  }
}

function* computeOnce(run: ModuleRun, overrides: ReadonlyMap<string, unknown>, number: number): Rounds {
  const copy = run.copy({ overrides, depth: run.depth, iteration: { of: run, number, isLoop: false } });
  run.frame.start(copy, run);
  yield* waitFor([copy]);
  if (copy.state !== "completed" && copy.state !== "cached") throw new RunFailed(copy.failure!);
  run.set({ content: copy.content });
  yield { items: copy.outputs };
}
