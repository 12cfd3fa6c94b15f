/** The errors that a caller may catch. Nothing here is thrown for a bug: those stay what they are. */

/** The input or the usage is wrong: a person reads one line of it, and the program ends with exit code 2. */
export class InputError extends Error {
  /** As every error has it: the name of the class. */
  override readonly name: string = "InputError";
}

/** The command line is wrong. */
export class UsageError extends InputError {
  override readonly name = "UsageError";
}

/** Where in a file something stands; lines and columns count from 1. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** A `.vt`, `.xml` or `.vtl` file that cannot be read as one. The message begins with the place. */
export class VistrailFileError extends InputError {
  override readonly name = "VistrailFileError";
  constructor(readonly reason: string, readonly place: Place = {}, options?: ErrorOptions) {
    const where = [place.file, place.line, place.column].filter((part) => part !== undefined).join(":");
    super(where === "" ? reason : `${where}: ${reason}`, options);
  }

  /** The same error, said of `file`. */
  in(file: string): VistrailFileError {
    return new VistrailFileError(this.reason, { ...this.place, file }, { cause: this });
  }
}

/** A workflow script that cannot be imported, or that is none. */
export class ScriptError extends InputError {
  /** As every error has it: the name of the class. */
  override readonly name = "ScriptError";
}

/** Something that keeps a pipeline from running, or that will make a module fail when it is reached. */
export interface Problem {
  /** The module's id, inside groups the path of ids (`"3,4"`); empty when it concerns the pipeline as a whole. */
  readonly module: string;
  /** The module's name, empty as above. */
  readonly name: string;
  readonly message: string;
  /** A warning does not keep the pipeline from running. */
  readonly severity: "error" | "warning";
}

/** A pipeline that cannot run as it stands. Carries every problem found, not only the first. */
export class InvalidPipelineError extends InputError {
  override readonly name = "InvalidPipelineError";
  constructor(readonly problems: readonly Problem[]) {
    super(`Cannot run the pipeline: ${problems.map(problemText).join("; ")}`);
  }
}

/** A problem in one line, as a person reads it: `module 3 (Integer): …`. */
export function problemText({ module, name, message }: Problem): string {
  return module === "" ? message : `module ${module} (${name}): ${message}`;
}

/**
 * A module says that it cannot do its work. Throw it from `compute`; the message reaches the user as it is.
 *
 * @example
 * ```ts
 * import { defineModule, ModuleError, port, types as t } from "vt";
 * export const Root = defineModule({
 *   name: "Root",
 *   inputs: { value: port(t.Float) },
 *   outputs: { value: port(t.Float) },
 *   compute: ({ value }) => {
 *     if (value < 0) throw new ModuleError(`Cannot take the root of ${value}`);
 *     return { value: Math.sqrt(value) };
 *   },
 * });
 * ```
 */
export class ModuleError extends Error {
  /** As every error has it: the name of the class. */
  override readonly name = "ModuleError";
  /** True: the whole run stops, even where other branches could go on (`Assert`). */
  readonly abort: boolean;
  /** `abort`: the whole run is to stop. */
  constructor(message: string, options: ErrorOptions & { abort?: boolean } = {}) {
    super(message, options);
    this.abort = options.abort ?? false;
  }
}

/**
 * A module cannot go on yet: what it waits for goes on by itself. The branch stops, the others go on, and a later run
 * computes the module again, with all that precedes it unless that is cached. A job (`defineJob`) does not have this
 * drawback.
 */
export class ModuleSuspended extends Error {
  /** As every error has it: the name of the class. */
  override readonly name = "ModuleSuspended";
  /** `handle` asks whether it is worth computing the module again. */
  constructor(message: string, readonly handle?: { finished(): boolean | Promise<boolean> }, options?: ErrorOptions) {
    super(message, options);
  }
}

/**
 * Nobody can know any more what became of a job: its machine was restarted, its record is gone. A handle throws it; the
 * job is then `unknown`, and a person decides. Any other error of a handle says nothing of the job.
 */
export class JobUnknownError extends Error {
  /** As every error has it: the name of the class. */
  override readonly name = "JobUnknownError";
}

/** What something that was caught says: anything can be thrown, also an error without a word. */
export function messageOf(caught: unknown): string {
  return caught instanceof Error ? caught.message || caught.name : String(caught);
}
