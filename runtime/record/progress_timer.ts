/** Passes on how far modules are, when its time has come: see progress_lines.ts. */
import type { ModulePlace } from "./execution_event.ts";
import { type ProgressEvent, ProgressLines } from "./progress_lines.ts";

/** See the head of the file. Disposed of, it passes on nothing more. */
export class ProgressTimer implements Disposable {
  readonly #keep: (event: ProgressEvent) => void;
  readonly #lines = new ProgressLines();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(keep: (event: ProgressEvent) => void) {
    this.#keep = keep;
  }

  /** Of what comes too soon the last is passed on all the same, later. */
  note(event: ProgressEvent): void {
    if (this.#lines.isDue(event, Date.now())) this.#keep(event);
    else this.#timer ??= setTimeout(() => this.#passOn(), this.#lines.nextIn(Date.now()));
  }

  /** The module has ended: what it said last is passed on. */
  end(place: ModulePlace): void {
    const last = this.#lines.end(place);
    if (last !== undefined) this.#keep(last);
  }

  /** Passes on all that waits. */
  flush(): void {
    for (const event of this.#lines.takeAll()) this.#keep(event);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #passOn(): void {
    this.#timer = undefined;
    for (const event of this.#lines.take(Date.now())) this.#keep(event);
    const next = this.#lines.nextIn(Date.now());
    if (next !== undefined) this.#timer = setTimeout(() => this.#passOn(), next);
  }
}
