/**
 * Ctrl-C, termination and a terminal that closes: the first asks the run to stop cleanly, the second ends the program at
 * once.
 */
export class Interruption implements Disposable {
  readonly #controller = new AbortController();
  readonly #listeners = listeners(() => this.#interrupt());

  constructor() {
    for (const [signal, listener] of this.#listeners) Deno.addSignalListener(signal, listener);
  }

  /** Aborted by the first signal. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  #interrupt(): void {
    if (this.signal.aborted) Deno.exit(130);
    this.#controller.abort(new DOMException("Interrupted by user", "AbortError"));
  }

  [Symbol.dispose](): void {
    for (const [signal, listener] of this.#listeners) Deno.removeSignalListener(signal, listener);
  }
}

function listeners(interrupt: () => void): ReadonlyMap<Deno.Signal, () => void> {
  if (Deno.build.os === "windows") return new Map([["SIGINT", interrupt]]);
  // With any listener at all Deno ends on SIGHUP, also under nohup: unless that has a listener too.
  const hangup = isHangupIgnored() ? (): void => {} : interrupt;
  return new Map([["SIGINT", interrupt], ["SIGTERM", interrupt], ["SIGHUP", hangup]]);
}

/** Whether whoever started us wants us to outlive the terminal, as nohup does. Only Linux tells. */
function isHangupIgnored(): boolean {
  try {
    const [, ignored] = /^SigIgn:\s*([0-9a-f]+)$/m.exec(Deno.readTextFileSync("/proc/self/status"))!;
    return (BigInt(`0x${ignored}`) & 1n) !== 0n; // the lowest bit is SIGHUP's
  } catch {
    return false;
  }
}
