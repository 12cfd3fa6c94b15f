/**
 * Streams: outputs whose items come one after the other, VisTrails' generators. They are set up while the pipeline
 * runs, and are gone through, all in step, when it has run.
 */
import type { StreamOptions } from "../authoring/module.ts";
import { PythonObject } from "../python/python_object.ts";
import { RunFailed } from "./failure.ts";
import type { ModuleRun, OutputValues, Waiting } from "./module_run.ts";
import { outputOf } from "./read_inputs.ts";
import { Until } from "./until.ts";

/** One round of a stream: what it waits for, then its items; undefined for an item that is suspended. */
export type Round = Waiting | { readonly items: OutputValues | undefined };

/** The rounds of a stream; it is over when they are. */
export type Rounds = Generator<Round, void>;

/** What a stream is made of. */
export interface StreamParts {
  /** What feeds it, by port. */
  readonly sources: ReadonlyMap<string, StreamSource>;
  readonly rounds: Rounds;
  /** How many items there will be, 0 where nobody knows. */
  readonly size: number;
  /** It has one item alone, which comes once what feeds it is over. */
  readonly isAccumulated?: boolean;
}

/** What a stream takes its items from: another stream, or the elements of a list. */
export type StreamSource = GeneratorValue | readonly unknown[];

/** The outputs of one module, item by item. */
export class Stream {
  /** By port, those of this round; a port without one has no more. */
  items: OutputValues = {};
  isOver = false;
  /** It failed, or an item of it is suspended: what takes from it cannot go on. */
  isBroken = false;
  readonly #consumers: Stream[] = [];

  constructor(readonly run: ModuleRun, readonly parts: StreamParts) {}

  /** Its module is set up: it is one of those that the frame goes through. */
  start(): void {
    for (const source of this.parts.sources.values()) {
      if (source instanceof GeneratorValue) source.stream.#consumers.push(this);
    }
    this.run.frame.streams.push(this);
  }

  /** Whether nothing that takes from it goes on. After a suspended item nothing does, but the others are begun. */
  get isUnwanted(): boolean {
    if (this.isBroken) return false;
    const { frame: { plan: { downstream: { start } } }, index } = this.run;
    const isTaken = this.#consumers.length > 0 || start[index + 1] > start[index];
    return isTaken && this.#consumers.every(({ isOver }) => isOver);
  }

  /** The values that stand for its items on the module's ports. */
  outputs(ports: Iterable<string>): Record<string, unknown> {
    return Object.fromEntries(Array.from(ports, (port) => [port, new GeneratorValue(this, port)]));
  }
}

/** Stands on an output for its items. */
export class GeneratorValue extends PythonObject {
  constructor(readonly stream: Stream, readonly port: string) {
    super({ type: "Generator", text: "<Generator>", repr: "<Generator>" });
  }

  /** The item of this round; null before the first and after the last. */
  get item(): unknown {
    const { items } = this.stream;
    return Object.hasOwn(items, this.port) ? items[this.port] ?? null : null;
  }
}

/** The streams on a module's ports. */
export function streamedPorts({ plan, index, frame, overrides }: ModuleRun): Map<string, GeneratorValue> {
  const found = new Map<string, GeneratorValue>();
  const { start, source, sourcePort, port } = plan.connectors;
  for (let k = start[index]; k < start[index + 1]; k++) {
    const name = port[k];
    if (overrides?.has(name) || plan.ports[index].inputs.get(name)?.updated !== "before") continue;
    const value = outputOf(frame.runAt(source[k]), sourcePort[k]);
    if (value instanceof GeneratorValue) found.set(name, value);
  }
  return found;
}

/** The items of round `number`, counted from 0, by port; undefined when a source has no more. Throws when one broke. */
export function itemsOfRound(
  sources: ReadonlyMap<string, StreamSource>,
  number: number,
): Map<string, unknown> | undefined {
  const items = new Map<string, unknown>();
  for (const [port, source] of sources) {
    const isList = !(source instanceof GeneratorValue);
    if (!isList && source.stream.isBroken) throw new RunFailed({ error: "", isUpstream: true });
    const item = isList ? source[number] ?? null : source.item;
    if (item === null) return undefined;
    items.set(port, item);
  }
  return items;
}

/** A stream that the module goes through by itself. */
export function ownStream(run: ModuleRun, { size = 0, next }: StreamOptions): Stream {
  const sources = streamedPorts(run);
  return new Stream(run, { sources, size, rounds: ownRounds(run, sources, next) });
}

function* ownRounds(
  run: ModuleRun,
  sources: ReadonlyMap<string, GeneratorValue>,
  next: StreamOptions["next"],
): Rounds {
  for (let number = 0;; number++) {
    const items = itemsOfRound(sources, number);
    if (items === undefined) return;
    const call = new Until(run, () => next(Object.fromEntries(items)));
    run.frame.execution.runner.add([call]);
    yield { wait: [call] };
    const outputs = call.result();
    if (outputs === undefined) return;
    yield { items: outputs };
  }
}
