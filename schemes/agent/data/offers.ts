/** Bytes that the other side may ask for, for as long as something is held that needs them. */
import type { Blob, BlobSource } from "./blob.ts";
import type { OpenStream } from "./blob_folder.ts";

/** Some bytes, and how to read them. */
export interface Offer {
  readonly blob: Blob;
  readonly open: OpenStream;
}

/** What is offered for one purpose. Disposing of it takes it back. */
export interface Held extends Disposable {
  /** Bytes of it that were asked for. */
  readonly sent: number;
}

/** Of what needs no bytes. */
export const NOTHING_HELD: Held = { sent: 0, [Symbol.dispose](): void {} };

/** See the head of the file. */
export class Offers implements BlobSource {
  readonly #held = new Map<string, Set<Holding>>();

  hold(offers: readonly Offer[]): Held {
    const holding = new Holding(offers, this.#held);
    for (const { blob: { hash } } of offers) {
      const others = this.#held.get(hash);
      if (others === undefined) this.#held.set(hash, new Set([holding]));
      else others.add(holding);
    }
    return holding;
  }

  has({ hash }: Blob): boolean {
    return this.#held.has(hash);
  }

  open(blob: Blob, from: number): AsyncIterable<Uint8Array> | undefined {
    const holding = this.#held.get(blob.hash)?.values().next().value;
    return holding?.open(blob, from);
  }
}

class Holding implements Held {
  sent = 0;
  readonly #offers: ReadonlyMap<string, Offer>;
  readonly #held: Map<string, Set<Holding>>;

  constructor(offers: readonly Offer[], held: Map<string, Set<Holding>>) {
    this.#offers = new Map(offers.map((offer) => [offer.blob.hash, offer]));
    this.#held = held;
  }

  open({ hash, size }: Blob, from: number): AsyncIterable<Uint8Array> | undefined {
    const offer = this.#offers.get(hash);
    return offer?.blob.size === size ? this.#counted(offer.open(from)) : undefined;
  }

  async *#counted(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      this.sent += piece.length;
      yield piece;
    }
  }

  [Symbol.dispose](): void {
    for (const hash of this.#offers.keys()) {
      const others = this.#held.get(hash);
      others?.delete(this);
      if (others?.size === 0) this.#held.delete(hash);
    }
  }
}
