/**
 * The Python host: one process of Python per program, in which the sources of all modules run, one after the other in
 * the order of their calls. It is started when the first is called, and again for the next one after it broke down.
 */
import { type ComputeContext, ModuleError, ModuleSuspended, python } from "vt";
import { messageOf } from "../../runtime/errors.ts";
import type { Pickle } from "../../runtime/python/held_value.ts";
import { departing } from "../../runtime/python/travel.ts";
import type { Frame } from "./frames.ts";
import type { HostAnswer, HostEvent, HostStream, Suspended, TemporaryWanted, WirePorts } from "./host_message.ts";
import { PythonProcess } from "./python_process.ts";
import { type Wire, WireReader, WireWriter } from "./wire_values.ts";

/** A source of Python with the names that it finds and those that it is to set. */
export interface SourceCall {
  readonly source: string;
  /** Values by the names of their ports. */
  readonly inputs: Iterable<readonly [port: string, value: unknown]>;
  /** All values of the ports that have more than one. */
  readonly several?: Iterable<readonly [port: string, values: readonly unknown[]]>;
  readonly outputs: readonly string[];
}

/** See the head of the file. */
export class PythonHost implements AsyncDisposable {
  #process: PythonProcess | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #graceMs: number;

  /**
   * `graceMs`: how long an interrupted source has to end by itself before it is killed. Less than a run that is stopped
   * waits unless said.
   */
  constructor({ graceMs = 1500 }: { readonly graceMs?: number } = {}) {
    this.#graceMs = graceMs;
  }

  /**
   * Runs a source as VisTrails' PythonSource does; gives the outputs that it set. Rejects with what it raised: a
   * ModuleError, a ModuleSuspended, or else a PythonError, whose stack is Python's traceback.
   */
  run(call: SourceCall, context: ComputeContext): Promise<Record<string, unknown>> {
    return this.#inTurn(() => this.#run(call, context));
  }

  /** Ends the process; a later call starts another. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inTurn(async () => {
      await this.#process?.close();
      this.#process = undefined;
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  async #run(call: SourceCall, context: ComputeContext): Promise<Record<string, unknown>> {
    const { source, inputs, several = [], outputs } = call;
    if (context.signal.aborted) throw new ModuleError("Interrupted by user");
    if (this.#process?.ending !== undefined) this.#process = undefined;
    const process = this.#process ??= this.#start();
    const writer = new WireWriter(process.objects);
    const message = {
      source,
      inputs: await written([...inputs].filter(([port]) => !context.streamed.has(port)), writer),
      several: await written([...several], writer),
      streamed: [...context.streamed],
      outputs,
    };
    const { answer, reader } = await ask(message, { context, process, writer });
    if ("suspended" in answer) throw this.#suspended(answer, process);
    if (!("outputs" in answer)) throw errorOf(answer);
    const values = valuesOf(answer.outputs, reader);
    if (answer.stream === undefined) return values;
    return { ...values, ...this.#stream(answer.stream, { context, process, writer }) };
  }

  #start(): PythonProcess {
    const process: PythonProcess = new PythonProcess({
      graceMs: this.#graceMs,
      pickle: (numbers) => this.#inTurn(() => picklesOf(process, numbers)),
    });
    return process;
  }

  #stream({ object, ports, size }: HostStream, asking: Asking): Record<string, unknown> {
    const { context, process, writer: { foreign } } = asking;
    const stream = process.objects.keep({}, object);
    const step = async (items: Values): Promise<Values | undefined> => {
      if (context.signal.aborted) throw new ModuleError("Interrupted by user");
      if (process.ending !== undefined) throw new ModuleError("Cannot stream: the Python process has ended");
      const writer = new WireWriter(process.objects, foreign);
      const message = { step: process.objects.numberOf(stream), items: await written(Object.entries(items), writer) };
      const { answer, reader } = await ask(message, { context, process, writer });
      if (!("items" in answer)) throw stepError(answer);
      return answer.items === null ? undefined : valuesOf(answer.items, reader);
    };
    return context.stream({ ports, size, next: (items) => this.#inTurn(() => step(items)) });
  }

  #suspended({ suspended, handle }: Suspended, process: PythonProcess): ModuleSuspended {
    if (handle === null) return new ModuleSuspended(suspended);
    const finished = (): Promise<boolean> => this.#inTurn(() => isFinished(process, handle));
    return new ModuleSuspended(suspended, process.objects.keep({ finished }, handle));
  }
}

/** The host of this program. */
export const pythonHost = new PythonHost();

type Values = Readonly<Record<string, unknown>>;

/** What one question goes with. */
interface Asking {
  readonly context: ComputeContext;
  readonly process: PythonProcess;
  /** Of the values in the question. */
  readonly writer: WireWriter;
}

async function ask(
  question: object,
  { context, process, writer: { attachments, foreign } }: Asking,
): Promise<{ readonly answer: HostAnswer; readonly reader: WireReader }> {
  const { objects } = process;
  const reader = (attachments: Frame["attachments"]): WireReader => new WireReader(objects, attachments, foreign);
  const message = { ...question, release: objects.takeUnused() };
  const answer = await process.ask({ message, attachments }, {
    signal: context.signal,
    hear: (event, attachments) => hear(event, { context, process, reader: reader(attachments) }),
  });
  return { answer: answer.message, reader: reader(answer.attachments) };
}

/** Values on ports; those that are objects of another Python as pickles. Throws a ModuleError where one has none. */
async function written(
  values: readonly (readonly [port: string, value: unknown])[],
  writer: WireWriter,
): Promise<[string, Wire][]> {
  const own: [string, Wire][] = [];
  for (const [port, value] of values) {
    const arriving = departing(value, writer.objects);
    own.push([port, writtenOn(port, arriving instanceof Promise ? await arriving : arriving, writer)]);
  }
  return own;
}

function writtenOn(port: string, value: unknown, writer: WireWriter): Wire {
  try {
    return writer.write(value);
  } catch (error) {
    if (!(error instanceof ModuleError)) throw error;
    throw new ModuleError(`Cannot use the value on input port '${port}': ${error.message}`, { cause: error });
  }
}

function valuesOf(ports: WirePorts, reader: WireReader): Record<string, unknown> {
  return Object.fromEntries(ports.map(([port, value]) => [port, reader.read(value)]));
}

interface Hearing {
  readonly context: ComputeContext;
  readonly process: PythonProcess;
  readonly reader: WireReader;
}

function hear(event: HostEvent, { context, process, reader }: Hearing): void {
  if ("print" in event) context.print(event.print);
  else if ("log" in event) { for (const line of event.log.trimEnd().split("\n")) context.log(line); }
  else if ("progress" in event) context.progress(event.progress);
  else if ("annotate" in event) context.annotate(event.annotate, reader.read(event.value));
  else if ("cacheable" in event) context.cacheThis();
  else process.send({ message: temporaryPath(event, context), attachments: [] });
}

function temporaryPath(event: TemporaryWanted, context: ComputeContext): object {
  try {
    return { answer: context.temporaryPath(event.temporary, event.suffix) };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

const CURE =
  "let this module and the one that feeds it run in the same place: set both to one target, or make them a group";

async function picklesOf(process: PythonProcess, numbers: readonly number[]): Promise<readonly Pickle[]> {
  if (process.ending !== undefined) throw new ModuleError("Cannot pickle: the Python process has ended");
  const question = { message: { pickle: numbers, release: [] }, attachments: [] };
  const { message, attachments } = await process.ask(question, { hear: () => {} });
  if (!("pickles" in message)) throw errorOf(message);
  let next = 0;
  return message.pickles.map((cannot) => {
    if (cannot === null) return { bytes: attachments[next++] };
    return { whyNot: `Python cannot pickle the ${cannot.type} (${cannot.error}); ${CURE}` };
  });
}

async function isFinished(process: PythonProcess, handle: number): Promise<boolean> {
  if (process.ending !== undefined) {
    throw new ModuleError("Cannot ask the job: the Python process that held its handle has ended");
  }
  const question = { message: { finished: handle, release: [] }, attachments: [] };
  const { message } = await process.ask(question, { hear: () => {} });
  if ("finished" in message) return message.finished;
  throw errorOf(message);
}

/** What goes wrong in a step VisTrails tells as the module's own error, whatever it is. */
function stepError(answer: HostAnswer): Error {
  const error = errorOf(answer);
  return "kind" in answer ? new ModuleError(answer.error, { cause: error }) : error;
}

function errorOf(answer: HostAnswer): Error {
  if (!("error" in answer)) return new TypeError(`Cannot read Python's answer: ${Object.keys(answer)}, error wanted`);
  const { kind, error, abort, trace } = answer;
  const made = kind === undefined ? new ModuleError(error, { abort }) : new python.PythonError(kind, error);
  if (trace) made.stack = trace;
  return made;
}
