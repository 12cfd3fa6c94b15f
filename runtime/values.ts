/** Values of the basic types that TypeScript has no class for. */

/** A path in the file system: what Path, File, Directory and OutputPath ports carry. Nothing need exist there. */
export class PathValue {
  /** As it was given; relative ones are relative to where the program runs. */
  readonly name: string;

  /** The path of that name. */
  constructor(name: string) {
    this.name = name;
  }
}

/** A colour: red, green and blue, from 0 to 1. Files may hold any number of components of any size. */
export class Color {
  /** Red, green and blue. */
  readonly components: readonly number[];

  /** The colour of these components. */
  constructor(components: readonly number[]) {
    this.components = components;
  }
}

/** What an InputPort gives when nothing feeds it: a connection that carries it counts as none. */
export const InvalidOutput: object = Object.freeze(new (class InvalidOutput {})());

/** Whether a value is to be waited for. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
