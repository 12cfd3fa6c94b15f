/**
 * Which of the many events that tell how far modules are a record keeps: of each module the last, once a second at first
 * and less often the longer it runs, so that the record of a run of days stays small.
 */
import { type ExecutionEvent, type ModulePlace, placeKey } from "./execution_event.ts";

/** What tells how far a module is. */
export type ProgressEvent = Extract<ExecutionEvent, { kind: "progress" | "loopProgress" }>;

interface Heard {
  readonly firstAt: number;
  keptAt: number;
  /** One that came too soon after the one before. */
  waiting?: ProgressEvent;
}

/** Milliseconds between two that are kept: so many at least, and such a part of the time since the first. */
const LEAST_MS = 1000;
const PART = 0.01;

/** See the head of the file. Times are milliseconds. */
export class ProgressLines {
  readonly #heard = new Map<string, Heard>();

  /** Whether the event is to be kept now; else it waits for its time, unless another takes its place. */
  isDue(event: ProgressEvent, now: number): boolean {
    const key = `${event.kind} ${placeKey(event)}`;
    const heard = this.#heard.get(key);
    if (heard === undefined) {
      this.#heard.set(key, { firstAt: now, keptAt: now });
      return true;
    }
    if (now - heard.keptAt < pauseOf(heard)) {
      heard.waiting = event;
      return false;
    }
    heard.waiting = undefined;
    heard.keptAt = now;
    return true;
  }

  /** Gives those that have waited long enough. */
  take(now: number): readonly ProgressEvent[] {
    const due: ProgressEvent[] = [];
    for (const heard of this.#heard.values()) {
      if (heard.waiting === undefined || now - heard.keptAt < pauseOf(heard)) continue;
      due.push(heard.waiting);
      heard.waiting = undefined;
      if (now !== Infinity) heard.keptAt = now;
    }
    return due;
  }

  /** Milliseconds until the next of those that wait may be taken; undefined where none waits. */
  nextIn(now: number): number | undefined {
    let next: number | undefined;
    for (const heard of this.#heard.values()) {
      if (heard.waiting === undefined) continue;
      next = Math.min(next ?? Infinity, Math.max(0, heard.keptAt + pauseOf(heard) - now));
    }
    return next;
  }

  /** Gives all that wait, whether their time has come or not. */
  takeAll(): readonly ProgressEvent[] {
    return this.take(Infinity);
  }

  /** The module has ended: gives what it said last, where that still waits, and forgets it. */
  end(place: ModulePlace): ProgressEvent | undefined {
    if (this.#heard.size === 0) return undefined;
    const key = placeKey(place);
    const last = this.#heard.get(`progress ${key}`)?.waiting;
    this.#heard.delete(`progress ${key}`);
    this.#heard.delete(`loopProgress ${key}`);
    return last;
  }
}

function pauseOf({ firstAt, keptAt }: Heard): number {
  return Math.max(LEAST_MS, (keptAt - firstAt) * PART);
}
