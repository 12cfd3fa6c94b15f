/**
 * Lines on their way to the store, as the bytes of values. Texts become bytes when there are a few of them: a long text
 * that is put together of many keeps all of its parts alive, and the collection of garbage takes most of the time then.
 */
import { LONGEST_VALUE } from "../store/store.ts";

/** Characters of texts that become bytes together. */
const FEW = 4096;

const encoder = new TextEncoder();

/** See the head of the file. */
export class LineBuffer {
  #text = "";
  #values: Uint8Array[] = [];
  /** The one that is filled, and how much of it. */
  #value: Uint8Array<ArrayBuffer> | undefined;
  #length = 0;

  /** Adds lines. */
  add(lines: string): void {
    this.#text += lines;
    if (this.#text.length > FEW) this.#encode();
  }

  /** Takes out all that was added, in values that the store can hold. */
  take(): Uint8Array[] {
    this.#encode();
    this.#endValue();
    const values = this.#values;
    this.#values = [];
    return values;
  }

  #encode(): void {
    for (let text = this.#text; text !== "";) {
      // A character takes 4 bytes at most.
      if (LONGEST_VALUE - this.#length < 4) this.#endValue();
      this.#value ??= new Uint8Array(LONGEST_VALUE);
      const { read, written } = encoder.encodeInto(text, this.#value.subarray(this.#length));
      this.#length += written;
      text = text.slice(read);
    }
    this.#text = "";
  }

  #endValue(): void {
    if (this.#value !== undefined) this.#values.push(this.#value.subarray(0, this.#length));
    this.#value = undefined;
    this.#length = 0;
  }
}
