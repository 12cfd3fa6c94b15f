/** A scheme whose files are loaded when something is first computed by it. */
import type {
  ComputeManyReply,
  ComputeManyRequest,
  ComputeReply,
  ComputeRequest,
} from "../runtime/scheme/compute_request.ts";
import { type ComputeOptions, type ExecutionScheme, SchemeError } from "../runtime/scheme/execution_scheme.ts";

/** What is known of it before. */
export interface DeferredOptions
  extends Pick<ExecutionScheme, "name" | "annotations" | "priority" | "takesRemote" | "target"> {
  readonly load: () => Promise<ExecutionScheme>;
}

/** See the head of the file. */
export class DeferredScheme implements ExecutionScheme {
  readonly #options: DeferredOptions;
  #loading: Promise<ExecutionScheme> | undefined;
  #loaded: ExecutionScheme | undefined;
  #isClosed = false;

  constructor(options: DeferredOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  get priority(): number {
    return this.#options.priority;
  }

  get takesRemote(): boolean {
    return this.#options.takesRemote ?? false;
  }

  get annotations(): ExecutionScheme["annotations"] {
    return (this.#loaded ?? this.#options).annotations;
  }

  async compute(request: ComputeRequest, options?: ComputeOptions): Promise<ComputeReply> {
    return await (this.#loaded ?? await this.#load()).compute(request, options);
  }

  async computeMany(request: ComputeManyRequest, options?: ComputeOptions): Promise<ComputeManyReply> {
    return await (this.#loaded ?? await this.#load()).computeMany(request, options);
  }

  get target(): ExecutionScheme["target"] {
    return this.#options.target;
  }

  async chooseOne(request: ComputeRequest): Promise<ExecutionScheme> {
    const loaded = this.#loaded ?? await this.#load();
    return await loaded.chooseOne?.(request) ?? this;
  }

  async recall(value: unknown, signal: AbortSignal): Promise<unknown> {
    const { recall } = this.#loaded ?? await this.#load();
    if (recall === undefined) throw new SchemeError(`Cannot ask for values of earlier runs by scheme ${this.name}`);
    return await recall.call(this.#loaded, value, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await (await this.#loading)?.[Symbol.asyncDispose]();
  }

  #load(): Promise<ExecutionScheme> {
    if (this.#isClosed) throw new SchemeError(`Cannot compute: scheme ${this.name} is closed`);
    return this.#loading ??= this.#options.load().then((scheme) => this.#loaded = scheme);
  }
}
