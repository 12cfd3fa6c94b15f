/** How requests go out to an agent: together where they are asked together, and not more than it can take. */
import { setImmediate } from "node:timers";
import { isPlain, keyOf } from "../../../runtime/scheme/find_definition.ts";
import type { CallerMessage, WorkHead } from "../protocol.ts";
import type { Asked } from "./asked.ts";
import type { Link } from "./link.ts";
import { SentFiles } from "./sent_files.ts";

/** Bytes of requests that are sent and not answered, at most; one for each that computes is always sent. */
const WINDOW = 64 * 2 ** 20;
/** Bytes of requests that go together. */
const PART = 2 ** 15;

/** See the head of the file. */
export class Sending {
  readonly #link: () => Link;
  readonly #files: SentFiles;
  /** Those that are not sent yet, in their order. */
  #waiting: Asked[] = [];
  #willSend = false;
  /** Of those that are sent and not answered. */
  #bytes = 0;
  #count = 0;
  #slots = 1;

  constructor(link: () => Link) {
    this.#link = link;
    this.#files = new SentFiles((message, values) => link().send(message, values));
  }

  /** There is a new connection, to an agent that computes so many at a time: nothing counts as sent. */
  begin(slots: number): void {
    this.#slots = slots;
    this.#files.begin();
    this.clear();
  }

  /** Nothing is to be sent any more. */
  clear(): void {
    this.#waiting = [];
    this.#bytes = this.#count = 0;
  }

  /** The agent has it already. */
  isThere({ bytes }: Asked): void {
    this.#bytes += bytes;
    this.#count++;
  }

  /** The agent has answered it, or nobody waits for that any more. */
  left({ bytes }: Asked): void {
    this.#bytes -= bytes;
    this.#count--;
  }

  /** Sends it when there is room for it. */
  add(asked: Asked): void {
    asked.isSent = false;
    this.#waiting.push(asked);
    this.soon();
  }

  /** Sends what waits, after all that is asked in this turn. */
  soon(): void {
    if (this.#willSend || this.#waiting.length === 0) return;
    this.#willSend = true;
    queueMicrotask(this.#sendSome);
  }

  /** Sends files that the agent lacks. */
  sendFiles(wanted: Parameters<SentFiles["send"]>[0]): void {
    this.#files.send(wanted);
  }

  get #hasRoom(): boolean {
    return this.#bytes < WINDOW || this.#count <= this.#slots;
  }

  /** A part of what waits: the agent begins with it while the next one is made. */
  readonly #sendSome = (): void => {
    this.#willSend = false;
    if (!this.#link().isOpen) return this.#link().want();
    const ready: Asked[] = [];
    let [at, bytes] = [0, 0];
    for (; at < this.#waiting.length && this.#hasRoom && bytes < PART; at++) {
      const asked = this.#waiting[at];
      if (asked.isOver || asked.isSent || !asked.encode()) continue;
      this.isThere(asked);
      bytes += asked.bytes;
      ready.push(asked);
    }
    this.#waiting.splice(0, at);
    if (ready.length > 0) this.#files.tell(ready).then(() => this.#send(ready));
    if (this.#waiting.length === 0 || !this.#hasRoom) return;
    this.#willSend = true;
    setImmediate(this.#sendSome);
  };

  /** Their files have been told, so that the agent knows what they need. */
  #send(ready: readonly Asked[]): void {
    if (!this.#link().isOpen) return; // the next welcome sends them
    const wanted = ready.filter(({ isOver, isSent }) => !isOver && !isSent);
    if (wanted.length === 0) return;
    for (const asked of wanted) asked.isSent = true;
    this.#link().send({ kind: "compute", ...headsOf(wanted) }, wanted.map(({ values }) => values));
  }
}

/** Each work once, and which of them each request asks for. */
function headsOf(all: readonly Asked[]): Pick<Extract<CallerMessage, { kind: "compute" }>, "works" | "requests"> {
  const works: WorkHead[] = [];
  const numbers = new Map<unknown, number>();
  const requests = all.map((asked) => {
    const { work } = asked.request;
    const key = isPlain(work) ? `${keyOf(work.definition)} ${asked.tree}` : asked;
    let number = numbers.get(key);
    if (number === undefined) numbers.set(key, number = works.push(asked.work) - 1);
    return asked.head(number);
  });
  return { works, requests };
}
