/** Ctrl-C and termination: the first asks the run to stop cleanly, the second ends the program at once. */
export class Interruption implements Disposable {
  readonly #controller = new AbortController();
  readonly #signals: readonly Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];

  constructor() {
    for (const signal of this.#signals) Deno.addSignalListener(signal, this.#interrupt);
  }

  /** Aborted by the first signal. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  readonly #interrupt = (): void => {
    if (this.signal.aborted) Deno.exit(130);
    this.#controller.abort(new DOMException("Interrupted by user", "AbortError"));
  };

  [Symbol.dispose](): void {
    for (const signal of this.#signals) Deno.removeSignalListener(signal, this.#interrupt);
  }
}
