/** What a module may do while it computes. */
import type { ComputeContext } from "../authoring/module.ts";
import { ModuleError } from "../errors.ts";
import type { ModulePlace } from "../record/execution_event.ts";
import { remoteWork } from "../scheme/remote_work.ts";
import type { ModuleRun } from "./module_run.ts";
import { secretFor } from "./module_secrets.ts";
import { plainNumbers } from "./plain_numbers.ts";
import { valuesOn } from "./read_inputs.ts";
import { ownStream, streamedPorts } from "./stream.ts";

const NOTHING_STREAMED: ReadonlyMap<string, number> = new Map();

/** The context of one module; see {@linkcode ComputeContext}. What it can do are getters, so that modules may take it apart. */
export class Context implements ComputeContext {
  protected readonly run: ModuleRun;
  readonly #signal: AbortSignal | undefined;

  /** `signal`: in place of the run's, which it follows. */
  constructor(run: ModuleRun, signal?: AbortSignal) {
    this.run = run;
    this.#signal = signal;
  }

  get signal(): AbortSignal {
    return this.#signal ?? this.run.frame.execution.signal;
  }

  get dynamicPorts(): ComputeContext["dynamicPorts"] {
    return this.run.plan.ports[this.run.index].dynamic;
  }

  get progress(): ComputeContext["progress"] {
    return (fraction, message) => this.#observe()?.({ kind: "progress", ...this.#place(), fraction, message });
  }

  get annotate(): ComputeContext["annotate"] {
    return (key, value) => this.#observe()?.({ kind: "annotated", ...this.#place(), key, value });
  }

  get print(): ComputeContext["print"] {
    return (text) => this.#observe()?.({ kind: "printed", ...this.#place(), text });
  }

  get log(): ComputeContext["log"] {
    return (text) => this.#observe()?.({ kind: "logged", ...this.#place(), text });
  }

  get remoteExecution(): ComputeContext["remoteExecution"] {
    return (scheme, annotations = {}) =>
      remoteWork(scheme, annotations, (event) => this.#observe()?.({ ...event, ...this.#place() }));
  }

  get temporaryPath(): ComputeContext["temporaryPath"] {
    return (kind, suffix) => this.run.frame.execution.files.make(kind, suffix);
  }

  get valuesOn(): ComputeContext["valuesOn"] {
    return (port) => {
      const values = valuesOn(this.run, port);
      return this.run.definition?.exactNumbers ? values : values.map(plainNumbers);
    };
  }

  get secret(): ComputeContext["secret"] {
    return (name) => secretFor(this.run.definition, name, this.run.frame.execution.secretOf);
  }

  get streamed(): ReadonlyMap<string, number> {
    const { streams } = this.run.frame;
    if (streams.length === 0) return NOTHING_STREAMED;
    return new Map(Array.from(streamedPorts(this.run), ([port, { stream }]) => [port, stream.parts.size]));
  }

  get cacheThis(): ComputeContext["cacheThis"] {
    return () => this.run.set({ isCacheable: true });
  }

  get stream(): ComputeContext["stream"] {
    return (options) => {
      if (this.run.isCopy) throw new ModuleError("Generator is not allowed here");
      const stream = ownStream(this.run, options);
      this.run.set({ stream });
      return stream.outputs(options.ports);
    };
  }

  #observe(): ModuleRun["frame"]["execution"]["observe"] {
    return this.run.frame.execution.observe;
  }

  #place(): ModulePlace {
    return this.run.frame.placeOf(this.run);
  }
}
