/** A far side as this program sees it: a worker or a process that computes one module at a time. */
import type { ComputeFailure } from "../runtime/scheme/compute_request.ts";
import type { Codec, FarMessage, NearMessage } from "./messages.ts";

/** What hears of a far side. */
export interface FarSideListener<Incoming> {
  /** The call that the far side computes; undefined while it does nothing. */
  readonly running: number | undefined;
  hear(message: FarMessage, value: Incoming | undefined): void;
  /** What it wrote to its standard error by other ways than the console. */
  wrote(text: string): void;
  /** Told once, after all that was heard. */
  ended(failure: ComputeFailure): void;
}

/** The way to one far side. */
export interface FarSide<Outgoing> {
  send(message: NearMessage, values: readonly Outgoing[]): void;
  /** Ends what a call has started and left running. */
  endCall(call: number): void;
  /**
   * Ends it whatever it does, with all processes that the running call has started; resolves when it is gone and `ended`
   * was told.
   */
  kill(): Promise<void>;
}

/** How far sides of one kind are started and spoken with. */
export interface Transport<Outgoing, Incoming> {
  readonly codec: Codec<Outgoing, Incoming>;
  /** `memoryMb`: the most that its objects may take. Throws when it cannot be started. */
  start(memoryMb: number | undefined, listener: FarSideListener<Incoming>): FarSide<Outgoing>;
}
