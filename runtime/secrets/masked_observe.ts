/** A listener that hears no secrets. */
import type { ExecutionEvent, Observe } from "../record/execution_event.ts";
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
  const printed = new PrintedMasker(masker);
  let last: Extract<ExecutionEvent, { kind: "printed" }> | undefined;
  const tell = (text: string): void => {
    if (text !== "") observe({ ...last!, text });
  };
  return {
    observe: (event, outputs): void => {
      if (event.kind === "printed") {
        last = event;
        return tell(printed.take(event.text));
      }
      observe(masker.value(event), outputs && maskedOutputs(outputs, masker));
    },
    flush: () => tell(printed.rest()),
  };
}

/** Values are looked at when somebody reads them: there may be large ones, which nobody reads. */
function maskedOutputs(outputs: Readonly<Record<string, unknown>>, masker: Masker): Readonly<Record<string, unknown>> {
  const masked: Record<string, unknown> = {};
  for (const port of Object.keys(outputs)) {
    Object.defineProperty(masked, port, { enumerable: true, get: () => masker.value(outputs[port]) });
  }
  return masked;
}
