/**
 * What an agent has said of a session: numbered, and kept until the caller has heard it. While there is no connection it
 * waits; with the next one, all that was not heard is said again.
 */
import type { EncodedValue } from "../../../runtime/store/value_codec.ts";
import type { Line } from "../line.ts";
import type { Item } from "../protocol.ts";

/** An item with its value. */
export interface Entry {
  readonly number: number;
  readonly item: Item;
  readonly value: EncodedValue | undefined;
  /** Roughly. */
  readonly bytes: number;
}

/** Bytes from which on what modules print and log is left out: nobody hears it. */
const MOST_BYTES = 64 * 2 ** 20;
/** Bytes that are said at once at most; one entry may have more. */
const MOST_AT_ONCE = 2 ** 20;

/** See the head of the file. */
export class Outbox {
  #entries: Entry[] = [];
  /** Of the entries, how many were said through the present connection. */
  #said = 0;
  #last = 0;
  #bytes = 0;
  readonly #byKey = new Map<number, Entry[]>();
  readonly #leftOut = new Map<number, number>();

  /** `last`: the number that came before. */
  constructor(last = 0) {
    this.#last = last;
  }

  /** Number of the last entry. */
  get last(): number {
    return this.#last;
  }

  /** Bytes that wait to be heard. */
  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** Whether so much waits that nothing new should be begun. */
  get isFull(): boolean {
    return this.#bytes > MOST_BYTES;
  }

  add(item: Item, value?: EncodedValue): void {
    if (this.isFull && item.event !== undefined && isTalk(item.event.kind)) {
      return void this.#leftOut.set(item.key, (this.#leftOut.get(item.key) ?? 0) + 1);
    }
    const left = "answer" in item ? this.#leftOut.get(item.key) : undefined;
    if (left !== undefined) {
      this.#leftOut.delete(item.key);
      const text = `${left} of its messages were left out: too many waited to be heard`;
      this.#push({ key: item.key, event: { kind: "logged", text } }, undefined);
    }
    this.#push(item, value);
  }

  /** What comes next for the present connection; empty where all was said. */
  next(): readonly Entry[] {
    const from = this.#said;
    let bytes = 0;
    while (this.#said < this.#entries.length && (bytes === 0 || bytes < MOST_AT_ONCE)) {
      bytes += this.#entries[this.#said++].bytes;
    }
    return this.#entries.slice(from, this.#said);
  }

  /** All up to this number was heard. Gives the keys of the requests whose answers were. */
  heard(number: number): readonly number[] {
    const first = this.#last - this.#entries.length + 1;
    const count = Math.min(Math.max(0, number - first + 1), this.#entries.length);
    const gone = this.#entries.splice(0, count);
    this.#said = Math.max(0, this.#said - count);
    for (const entry of gone) this.#forget(entry);
    return gone.filter(({ item }) => "answer" in item).map(({ item }) => item.key);
  }

  /** A new connection: all that was not heard is said again. */
  rewind(): void {
    this.#said = 0;
  }

  /** What waits of a request. */
  of(key: number): readonly Entry[] {
    return this.#byKey.get(key) ?? [];
  }

  /** What waits of requests that are answered. */
  answered(): readonly Entry[] {
    return this.#entries.filter(({ item }) => this.hasAnswer(item.key));
  }

  /** Whether an answer waits. */
  hasAnswer(key: number): boolean {
    return this.of(key).some(({ item }) => "answer" in item);
  }

  #forget({ bytes, item: { key } }: Entry): void {
    this.#bytes -= bytes;
    const entries = this.#byKey.get(key)!;
    if (entries.length === 1) this.#byKey.delete(key);
    else entries.shift(); // they are heard in their order
  }

  #push(item: Item, value: EncodedValue | undefined): void {
    const bytes = 100 + (value === undefined ? 0 : sizeOf(value)) +
      (item.event === undefined ? 0 : talkSize(item.event));
    this.#bytes += bytes;
    const entry = { number: ++this.#last, item, value, bytes };
    this.#entries.push(entry);
    const others = this.#byKey.get(item.key);
    if (others === undefined) this.#byKey.set(item.key, [entry]);
    else others.push(entry);
  }
}

/** Bytes of a value on its way. */
export function sizeOf({ text, attachments }: EncodedValue): number {
  return text.length + attachments.reduce((sum, { length }) => sum + length, 0);
}

/** Says entries through a line, together. */
export function sayThrough(line: Line, entries: readonly Entry[]): void {
  const values = entries.flatMap(({ value }) => value === undefined ? [] : [value]);
  const items = entries.map(({ item, value }) => value === undefined ? item : { ...item, hasValue: true });
  line.send({ kind: "said", number: entries[entries.length - 1].number, items }, values);
}

function isTalk(kind: string): boolean {
  return kind === "printed" || kind === "logged" || kind === "progress";
}

function talkSize(event: object): number {
  return "text" in event ? String(event.text).length : 0;
}
