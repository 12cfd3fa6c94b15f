/** An exception of Python: the modules that VisTrails wrote in Python fail with it as they did there. */
export class PythonError extends Error {
  override readonly name = "PythonError";
  /** `TypeError`, `ValueError`, … */
  readonly kind: string;

  constructor(kind: string, text: string, options?: ErrorOptions) {
    super(`${kind}: ${text}`, options);
    this.kind = kind;
  }
}

/** Deepest nesting of lists, tuples and dicts that is read, printed, compared or encoded. */
export const MAX_DEPTH = 500;

/** What Python says where nesting goes deeper than it can follow. */
export function tooDeep(): PythonError {
  return new PythonError("RuntimeError", "maximum recursion depth exceeded");
}
