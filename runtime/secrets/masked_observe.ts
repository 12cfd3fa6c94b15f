/** A listener that hears no secrets. */
import type { ExecutionEvent, ModulePlace, Observe } from "../record/execution_event.ts";
import type { Masker } from "./masker.ts";
import { PrintedMasker } from "./printed_masker.ts";

/** See the head of the file. */
export interface MaskedObserve {
  readonly observe: Observe;
  /** Tells the end of what was printed: a text that may be the beginning of a secret is held back until it is not. */
  flush(): void;
}

/** Stands between who tells and who listens. */
export function maskedObserve(observe: Observe, masker: Masker | undefined): MaskedObserve {
  if (masker === undefined) return { observe, flush: () => {} };
  const printers = new Printers(observe, masker);
  return {
    observe: (event, outputs): void => {
      if (event.kind === "printed") return printers.take(event);
      if (event.kind === "moduleFinished") printers.end(event);
      observe(masker.value(event), outputs && maskedOutputs(outputs, masker));
    },
    flush: () => printers.end(),
  };
}

type Printed = Extract<ExecutionEvent, { kind: "printed" }>;

/** What modules print, of each by itself: two that print by turns tell one text each. */
class Printers {
  readonly #observe: Observe;
  readonly #masker: Masker;
  readonly #printers = new Map<string, { readonly text: PrintedMasker; readonly event: Printed }>();

  constructor(observe: Observe, masker: Masker) {
    this.#observe = observe;
    this.#masker = masker;
  }

  take(event: Printed): void {
    const { text: piece, ...place } = event;
    const key = JSON.stringify(place);
    let printer = this.#printers.get(key);
    if (printer === undefined) this.#printers.set(key, printer = { text: new PrintedMasker(this.#masker), event });
    this.#tell(event, printer.text.take(piece));
  }

  /** Tells what was held back of a module, of all where nothing is said. */
  end(place?: ModulePlace): void {
    for (const [key, { text, event }] of this.#printers) {
      if (place !== undefined && (event.id !== place.id || event.within !== place.within)) continue;
      this.#printers.delete(key);
      this.#tell(event, text.rest());
    }
  }

  #tell(event: Printed, text: string): void {
    if (text !== "") this.#observe({ ...event, text });
  }
}

/** Values are looked at when somebody reads them: there may be large ones, which nobody reads. */
function maskedOutputs(outputs: Readonly<Record<string, unknown>>, masker: Masker): Readonly<Record<string, unknown>> {
  const masked: Record<string, unknown> = {};
  for (const port of Object.keys(outputs)) {
    Object.defineProperty(masked, port, { enumerable: true, get: () => masker.value(outputs[port]) });
  }
  return masked;
}
