/** One module computed where this is called: what every far side does with a request. */
import type { AnyDefinition, ComputeContext } from "../authoring/module.ts";
import { ModuleError } from "../errors.ts";
import { type ComputeEvent, type ComputeReply, type ComputeRequest, replyOfError } from "./compute_request.ts";
import { type FindDefinition, MissingDefinitionError } from "./find_definition.ts";

/** What the far side gives beside the request. */
export interface ComputeHereOptions {
  readonly find: FindDefinition;
  readonly signal: AbortSignal;
  readonly observe: (event: ComputeEvent) => void;
}

/** Computes a module. Whatever goes wrong is told in the reply; nothing is thrown. */
export async function computeHere(request: ComputeRequest, options: ComputeHereOptions): Promise<ComputeReply> {
  try {
    const found = options.find(request.definition);
    const definition = found instanceof Promise ? await found : found;
    return completed(await computeOf(definition)(request.inputs, new FarContext(request, options)));
  } catch (error) {
    if (!(error instanceof MissingDefinitionError)) return replyOfError(error);
    return { status: "failed", kind: "missing", message: error.message };
  }
}

function computeOf(definition: AnyDefinition): NonNullable<AnyDefinition["compute"]> {
  if (definition.compute !== undefined) return definition.compute;
  throw new MissingDefinitionError(
    `Cannot compute module ${definition.name}: it is ${definition.job ? "a job" : "a control module"}, which runs here`,
  );
}

function completed(result: unknown): ComputeReply {
  const outputs = result ?? {};
  if (typeof outputs === "object") return { status: "completed", outputs: outputs as Record<string, unknown> };
  throw new TypeError(`compute gave a ${typeof outputs}, an object with a value for each output wanted`);
}

const NO_PORTS = { inputs: [], outputs: [] };
const NO_STREAMS: ReadonlyMap<string, number> = new Map();

class FarContext implements ComputeContext {
  readonly signal: AbortSignal;
  readonly dynamicPorts: ComputeContext["dynamicPorts"];
  /** Streams stay where the pipeline is: on a far side there are none. */
  readonly streamed: ReadonlyMap<string, number> = NO_STREAMS;
  readonly #request: ComputeRequest;
  readonly #observe: ComputeHereOptions["observe"];

  constructor(request: ComputeRequest, { signal, observe }: ComputeHereOptions) {
    this.signal = signal;
    this.dynamicPorts = request.dynamicPorts ?? NO_PORTS;
    this.#request = request;
    this.#observe = observe;
  }

  valuesOn(port: string): readonly unknown[] {
    const { inputs, values = {} } = this.#request;
    if (Object.hasOwn(values, port)) return values[port];
    return Object.hasOwn(inputs, port) && inputs[port] !== undefined ? [inputs[port]] : [];
  }

  stream(): never {
    throw new ModuleError("Cannot stream outputs: the module computes elsewhere, streams are made here");
  }

  progress(fraction: number, message?: string): void {
    this.#observe({ kind: "progress", fraction, ...(message === undefined ? {} : { message }) });
  }

  annotate(key: string, value: unknown): void {
    this.#observe({ kind: "annotated", key, value });
  }

  print(text: string): void {
    this.#observe({ kind: "printed", text });
  }

  log(text: string): void {
    this.#observe({ kind: "logged", text });
  }

  cacheThis(): void {
    this.#observe({ kind: "cacheable" });
  }

  temporaryPath(kind: "file" | "directory", suffix?: string): string {
    const options = { dir: this.#request.folder, prefix: "vt_", suffix: suffix?.replaceAll(/[/\\\0]/g, "_") };
    return kind === "file" ? Deno.makeTempFileSync(options) : Deno.makeTempDirSync(options);
  }
}
