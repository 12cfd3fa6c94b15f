/** What an agent does for one caller: it goes on while the caller is away, and keeps what the caller has not heard. */
import { setImmediate } from "node:timers";
import { messageOf } from "../../../runtime/errors.ts";
import type { Machine } from "../../../runtime/record/log.ts";
import type { ExecutionScheme } from "../../../runtime/scheme/execution_scheme.ts";
import type { EncodedValue } from "../../../runtime/store/value_codec.ts";
import { encodedAgain, type FramedValue } from "../../frames.ts";
import type { BlobFolder } from "../data/blob_folder.ts";
import { isDataMessage } from "../data/messages.ts";
import { SessionData } from "../data/session_data.ts";
import type { Line } from "../line.ts";
import type { CallerMessage, Item, RequestHead, Resume, Welcome } from "../protocol.ts";
import type { FileStore } from "./file_store.ts";
import type { Journal, Remembered } from "./journal.ts";
import { Outbox, sayThrough, sizeOf } from "./outbox.ts";
import { Works } from "./works.ts";

/** Bytes of an answer that is kept at once; a longer one when it is not heard soon. */
const SHORT = 65_536;
const SOON_MS = 10_000;
/** Bytes from which on a journal begins anew: where nothing in it counts, and where something may. */
const LONG = 2 ** 16;
const VERY_LONG = 2 ** 26;

/** What a session is made of. */
export interface SessionOptions {
  /** Milliseconds that it is kept while the caller is away. */
  readonly keepMs: number;
  readonly scheme: ExecutionScheme;
  readonly journal: Journal;
  readonly files: FileStore;
  /** Values and files that travel by their hashes. */
  readonly folder: BlobFolder;
  /** Where temporary files go. */
  readonly temporary?: string;
  /** Where jobs keep what they need. */
  readonly jobs: string;
  readonly machine: Machine;
  readonly boot: string;
  readonly now: () => number;
  readonly slots: number;
  /** What is known of it from before this agent was started. */
  readonly remembered?: Remembered;
}

/** See the head of the file. */
export class Session {
  readonly #options: SessionOptions;
  readonly #works: Works;
  readonly #data: SessionData;
  readonly #interrupted: ReadonlyMap<number, string>;
  /** Answers of the agent before this one, until the caller comes. */
  #remembered: Remembered["answered"] | undefined;
  /** A caller has been here, at this agent or at one before it. */
  #wasOpened: boolean;
  #outbox = new Outbox();
  /** Keys of answers that the journal does not have yet. */
  readonly #unkept = new Set<number>();
  /** Of those, the ones that are kept before they are said. */
  readonly #fresh: number[] = [];
  #keepTimer: ReturnType<typeof setTimeout> | undefined;
  #line: Line | undefined;
  /** Bytes of the journal when it began. */
  #keptLength = 0;
  #willSay = false;
  #hasRoom: PromiseWithResolvers<void> | undefined;
  #isOver = false;
  #ending: Promise<void> | undefined;
  readonly #closed = Promise.withResolvers<void>();

  constructor(options: SessionOptions) {
    const { scheme, files, folder, temporary, jobs, remembered } = this.#options = options;
    const data = this.#data = new SessionData(folder);
    const say = (item: Item, value?: EncodedValue): void => this.#say(item, value);
    this.#works = new Works({ scheme, files, data, temporary, jobs, say, room: () => this.#room() });
    this.#wasOpened = remembered !== undefined;
    this.#interrupted = remembered?.interrupted ?? new Map();
    this.#remembered = remembered?.answered ?? [];
  }

  get keepMs(): number {
    return this.#options.keepMs;
  }

  /** Whether nobody is there. */
  get isAway(): boolean {
    return this.#line === undefined;
  }

  /** Whether it has used something of this hash. */
  holds(hash: string): boolean {
    return this.#data.holds(hash);
  }

  /** Resolves when it is over: nothing of it runs, nothing is kept. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** Whether nothing would be lost with it. */
  get isIdle(): boolean {
    return this.#works.count === 0 && this.#outbox.isEmpty && !this.#remembered?.length;
  }

  /** The caller is there, through this line. */
  attach(line: Line, { heard, waiting, isResumed }: Resume): void {
    this.#line?.end("the caller has come by another way");
    this.#line = line;
    this.#recall(heard, waiting);
    this.#settle(this.#outbox.heard(heard));
    this.#outbox.rewind();
    const { machine, boot, now, slots } = this.#options;
    const welcome: Welcome = {
      kind: "welcome",
      machine,
      now: now(),
      boot,
      slots,
      known: waiting.filter((key) => this.#works.has(key) || this.#outbox.hasAnswer(key)),
      interrupted: waiting.filter((key) => this.#interrupted.has(key)),
      isLost: isResumed && !this.#wasOpened,
    };
    this.#wasOpened = true;
    line.send(welcome);
    this.#data.connect(line);
    this.#saySoon();
  }

  /** The line has ended. */
  detach(line: Line): void {
    if (this.#line !== line) return;
    this.#line = undefined;
    this.#data.disconnect();
    this.#keepAll();
  }

  /** A promise holds back what the caller says next. */
  hear(message: CallerMessage, values: readonly FramedValue[]): void | Promise<void> {
    if (isDataMessage(message)) return this.#data.hear(message, values);
    switch (message.kind) {
      case "compute":
        return this.#take(message, values);
      case "cancel":
        return this.#works.cancel(message.keys);
      case "heard":
        this.#settle(this.#outbox.heard(message.number));
        return this.#saySoon();
      case "tree": {
        const files = this.#options.files.expect(message.id, message.files);
        if (files.length > 0) this.#line?.send({ kind: "wants", files });
        return;
      }
      case "part":
        return this.#options.files.add(message, values[0]?.attachments[0] ?? new Uint8Array());
      case "close":
        return void this.close().then(() => this.#line?.send({ kind: "closed" }));
      default:
        throw new RangeError("a message of an unknown kind");
    }
  }

  /** Stops all that runs; resolves when it has. Nothing is kept. */
  close(): Promise<void> {
    return this.#ending ??= this.#end(async () => {
      await this.#options.journal.remove();
      this.#data.end();
      this.#closed.resolve();
    });
  }

  /** The agent ends; what is in the journal stays. */
  leave(): Promise<void> {
    if (this.#ending === undefined) this.#keepAll();
    return this.#ending ??= this.#end(() => this.#options.journal[Symbol.asyncDispose]());
  }

  async #end(last: () => Promise<void>): Promise<void> {
    this.#isOver = true;
    clearTimeout(this.#keepTimer);
    await this.#works[Symbol.asyncDispose]();
    await last();
  }

  /**
   * What was answered before this agent was started is said again, to who still waits for it. Numbers go on behind what
   * the caller has heard of the agent before this one.
   */
  #recall(heard: number, waiting: readonly number[]): void {
    if (this.#remembered === undefined) return;
    this.#outbox = new Outbox(heard);
    for (const { item, value } of this.#remembered) {
      if (waiting.includes(item.key)) this.#outbox.add(item, encodedAgain(value));
    }
    this.#remembered = undefined;
  }

  #take({ works, requests }: Extract<CallerMessage, { kind: "compute" }>, values: readonly FramedValue[]): void {
    const isNew = ({ key }: RequestHead): boolean =>
      !this.#works.has(key) && !this.#outbox.hasAnswer(key) && !this.#interrupted.has(key);
    const begun = requests.map((head, i) => ({ head, value: values[i] })).filter(({ head }) => isNew(head));
    if (!requests.every(({ key, work }, i) => Number.isSafeInteger(key) && works[work] !== undefined && values[i])) {
      throw new RangeError("requests that ask for nothing");
    }
    try {
      const named = begun.map(({ head: { key, work } }) => ({ key, name: works[work].name }));
      this.#options.journal.append({ kind: "begun", requests: named });
    } catch (error) {
      const message = `The agent cannot record what it begins, so it begins nothing: ${messageOf(error)}`;
      for (const { head: { key } } of begun) this.#outbox.add({ key, answer: { status: "unable", message } });
      return this.#saySoon();
    }
    for (const { head, value } of begun) this.#works.begin(head, works[head.work], value);
  }

  #say(item: Item, value?: EncodedValue): void {
    if (this.#isOver) return;
    this.#outbox.add(item, value);
    if ("answer" in item) {
      if ((value === undefined ? 0 : sizeOf(value)) <= SHORT) this.#fresh.push(item.key);
      else this.#keepSoon(item.key);
    }
    this.#saySoon();
  }

  /** Until less waits to be heard; undefined where there is room. */
  #room(): Promise<void> | undefined {
    return this.#outbox.isFull ? (this.#hasRoom ??= Promise.withResolvers<void>()).promise : undefined;
  }

  /** Together with what else is said in this turn; answers are kept before. */
  #saySoon(): void {
    if (this.#willSay) return;
    this.#willSay = true;
    setImmediate(() => {
      this.#willSay = false;
      if (this.#isOver) return;
      this.#keep(this.#fresh.splice(0));
      const line = this.#line;
      if (line === undefined || line.isOver) return;
      for (let next = this.#outbox.next(); next.length > 0; next = this.#outbox.next()) sayThrough(line, next);
    });
  }

  #keepSoon(key: number): void {
    this.#unkept.add(key);
    this.#keepTimer ??= setTimeout(() => this.#keepAll(), SOON_MS);
  }

  #keepAll(): void {
    clearTimeout(this.#keepTimer);
    this.#keepTimer = undefined;
    this.#keep([...this.#unkept, ...this.#fresh.splice(0)]);
  }

  /** Where the disk is full they stay in memory, until they are heard or there is room. */
  #keep(keys: readonly number[]): void {
    if (keys.length === 0) return;
    const entries = keys.flatMap((key) => this.#outbox.of(key));
    const values = entries.map(({ value }) => value ?? NOTHING);
    try {
      this.#options.journal.append({ kind: "answered", items: entries.map(({ item }) => item) }, values);
      for (const key of keys) this.#unkept.delete(key);
    } catch {
      for (const key of keys) this.#unkept.add(key);
    }
  }

  /** Answers have been heard: they need not be kept any more. */
  #settle(keys: readonly number[]): void {
    if (keys.length === 0) return;
    for (const key of keys) this.#unkept.delete(key);
    this.#hasRoom?.resolve();
    this.#hasRoom = undefined;
    const { journal } = this.#options;
    try {
      journal.append({ kind: "settled", keys });
      if (journal.length > (this.isIdle ? LONG : VERY_LONG) && journal.length > 2 * this.#keptLength) {
        this.#renewJournal();
      }
    } catch {
      // On a full disk they are kept in vain: the caller will not ask for them again.
    }
  }

  /** Only what still counts. */
  #renewJournal(): void {
    const { journal } = this.#options;
    const begun = [...this.#interrupted, ...this.#works.names].map(([key, name]) => ({ key, name }));
    const entries = this.#outbox.answered();
    const values = entries.map(({ value }) => value ?? NOTHING);
    journal.renew([
      [{ kind: "begun", requests: begun }],
      [{ kind: "answered", items: entries.map(({ item }) => item) }, values],
    ]);
    this.#keptLength = journal.length;
  }
}

const NOTHING: EncodedValue = { text: "null", attachments: [], paths: [] };
