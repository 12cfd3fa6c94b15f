/** One work computed where this is called: what every far side does with a request. */
import type { AnyDefinition, ComputeContext } from "../authoring/module.ts";
import { ModuleError } from "../errors.ts";
import { departing } from "../python/travel.ts";
import { isThenable } from "../values.ts";
import {
  type ComputeEvent,
  type ComputeFailure,
  type ComputeReply,
  type ComputeRequest,
  type ModuleWork,
  replyOfError,
} from "./compute_request.ts";
import { MissingDefinitionError } from "./find_definition.ts";
import { jobStep } from "./job_call.ts";
import { remoteWork } from "./remote_work.ts";

/** What the far side gives beside the request. */
export interface ComputeHereOptions {
  readonly signal: AbortSignal;
  readonly observe: (event: ComputeEvent) => void;
}

/** Computes once; the reply comes at once where the module gives its outputs at once. Nothing is thrown. */
export function computeHere(
  definition: AnyDefinition,
  request: ComputeRequest,
  options: ComputeHereOptions,
): ComputeReply | Promise<ComputeReply> {
  try {
    const result = computeOf(definition, request.work)(request.inputs, new FarContext(request, options));
    return isThenable(result) ? Promise.resolve(result).then(completed).catch(replyOfError) : completed(result);
  } catch (error) {
    return failureToFind(error) ?? replyOfError(error);
  }
}

/** The reply that tells that something is not there; undefined for other errors. */
export function failureToFind(error: unknown): ComputeFailure | undefined {
  if (!(error instanceof MissingDefinitionError)) return undefined;
  return { status: "failed", kind: "missing", message: error.message };
}

function computeOf(definition: AnyDefinition, work: ComputeRequest["work"]): NonNullable<AnyDefinition["compute"]> {
  if ("definition" in work && work.job !== undefined) return jobStep(definition, work.job);
  if (definition.compute !== undefined) return definition.compute;
  throw new MissingDefinitionError(
    `Cannot compute module ${definition.name}: it is ${definition.job ? "a job" : "a control module"}, which runs here`,
  );
}

/** Objects of a Python host of this side go as pickles. */
function completed(result: unknown): ComputeReply | Promise<ComputeReply> {
  const outputs = result ?? {};
  if (typeof outputs === "object") {
    const departed = departing(outputs as Record<string, unknown>);
    if (departed instanceof Promise) return departed.then((outputs) => ({ status: "completed", outputs }));
    return { status: "completed", outputs: departed };
  }
  throw new TypeError(`compute gave a ${typeof outputs}, an object with a value for each output wanted`);
}

const NO_PORTS = { inputs: [], outputs: [] };
const NO_STREAMS: ReadonlyMap<string, number> = new Map();

/** The context of a module on a far side, which may hand on what modules inside of it say; modules may take it apart. */
export class FarContext implements ComputeContext {
  readonly signal: AbortSignal;
  readonly dynamicPorts: NonNullable<ModuleWork["dynamicPorts"]>;
  /** Streams stay where the pipeline is: on a far side there are none. */
  readonly streamed: ReadonlyMap<string, number> = NO_STREAMS;
  readonly observe: ComputeHereOptions["observe"];
  readonly #request: ComputeRequest;

  constructor(request: ComputeRequest, { signal, observe }: ComputeHereOptions) {
    this.signal = signal;
    this.dynamicPorts = "definition" in request.work ? request.work.dynamicPorts ?? NO_PORTS : NO_PORTS;
    this.#request = request;
    this.observe = observe;
  }

  /** Where temporary files go. */
  get folder(): string | undefined {
    return this.#request.folder;
  }

  /** Of a run that is traced. */
  get trace(): ComputeRequest["trace"] {
    return this.#request.trace;
  }

  /** What was sent: of a pipeline, that of all its modules. */
  get secrets(): Readonly<Record<string, string>> {
    return this.#request.secrets ?? {};
  }

  get secret(): ComputeContext["secret"] {
    return (name) => {
      if (Object.hasOwn(this.secrets, name)) return this.secrets[name];
      throw new ModuleError(`Cannot use secret ${name}: the module does not name it in its secrets, or it is not set`);
    };
  }

  get valuesOn(): ComputeContext["valuesOn"] {
    const { inputs, values = {} } = this.#request;
    return (port) => {
      if (Object.hasOwn(values, port)) return values[port];
      return Object.hasOwn(inputs, port) && inputs[port] !== undefined ? [inputs[port]] : [];
    };
  }

  stream(): never {
    throw new ModuleError(
      "Cannot stream outputs: the module computes elsewhere, streams are made here; set it to here",
    );
  }

  get progress(): ComputeContext["progress"] {
    return (fraction, message) =>
      this.observe({ kind: "progress", fraction, ...(message === undefined ? {} : { message }) });
  }

  get annotate(): ComputeContext["annotate"] {
    return (key, value) => this.observe({ kind: "annotated", key, value });
  }

  get print(): ComputeContext["print"] {
    return (text) => this.observe({ kind: "printed", text });
  }

  get log(): ComputeContext["log"] {
    return (text) => this.observe({ kind: "logged", text });
  }

  get remoteExecution(): ComputeContext["remoteExecution"] {
    return (scheme, annotations = {}) => remoteWork(scheme, annotations, this.observe);
  }

  get cacheThis(): ComputeContext["cacheThis"] {
    return () => this.observe({ kind: "cacheable" });
  }

  get temporaryPath(): ComputeContext["temporaryPath"] {
    return (kind, suffix) => {
      const options = { dir: this.folder, prefix: "vt_", suffix: suffix?.replaceAll(/[/\\\0]/g, "_") };
      return kind === "file" ? Deno.makeTempFileSync(options) : Deno.makeTempDirSync(options);
    };
  }
}
