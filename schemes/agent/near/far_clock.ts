/** The clock of another machine. */

/** A difference up to so many milliseconds may be the time that the message took. */
const SMALL_MS = 2_000;

/** See the head of the file. */
export class FarClock {
  /** Milliseconds by which it is ahead. */
  readonly skew: number;

  /** `now`: what it shows at this moment, roughly. */
  constructor(now: number = Date.now()) {
    const skew = now - Date.now();
    this.skew = Math.abs(skew) > SMALL_MS ? skew : 0;
  }

  /** The time here when it was `time` there. */
  here(time: number): number {
    return time - this.skew;
  }
}
