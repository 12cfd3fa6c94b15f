/** One caller at an agent, as long as its connection lasts: first it is made known, then its session hears it. */
import type { FramedValue } from "../../frames.ts";
import type { Connection } from "../connection.ts";
import { Line, type LineListener } from "../line.ts";
import {
  type CallerMessage,
  FRIEND_LIMITS,
  HANDSHAKE_MS,
  type Open,
  type Resume,
  STRANGER_LIMITS,
} from "../protocol.ts";
import { isResume, type Reception } from "./receive.ts";
import type { Session } from "./session.ts";

/** What an agent does for its callers. */
export interface CallerListener {
  /** The session that a caller wants; a text where it cannot be had. */
  open(open: Open): Session | string;
  /** The caller is gone; `session`: what it had. */
  ended(caller: Caller, session: { readonly id: string; readonly session: Session } | undefined): void;
}

/** See the head of the file. */
export class Caller implements LineListener {
  readonly #line: Line;
  readonly #reception: Reception;
  readonly #listener: CallerListener;
  readonly #patience: ReturnType<typeof setTimeout>;
  #session: { readonly id: string; readonly session: Session } | undefined;
  #isAttached = false;

  /** `patienceMs`: how long it has to say who it is. */
  constructor(connection: Connection, reception: Reception, listener: CallerListener, patienceMs = HANDSHAKE_MS) {
    this.#reception = reception;
    this.#listener = listener;
    this.#line = new Line(connection, this, { limits: STRANGER_LIMITS });
    this.#patience = setTimeout(() => this.end("the caller did not say who it is"), patienceMs);
  }

  /** Lets it go. */
  end(why: string): void {
    this.#line.end(why);
  }

  hear(message: { readonly kind: string }, values: readonly FramedValue[]): void | Promise<void> {
    if (this.#isAttached) return this.#session!.session.hear(message as CallerMessage, values);
    if (this.#session !== undefined) return this.#attach(message as Resume);
    const received = this.#reception.hear(message);
    if ("answer" in received) return this.#line.send(received.answer);
    const opened = "opened" in received ? this.#listener.open(received.opened) : received.refusal;
    if (typeof opened === "string") return this.#refuse(opened, "opened" in received);
    clearTimeout(this.#patience);
    this.#line.limits = FRIEND_LIMITS;
    const { opened: open } = received as { readonly opened: Open };
    this.#session = { id: open.session, session: opened };
  }

  #attach(resume: Resume): void {
    if (!isResume(resume)) throw new RangeError("no word of where it stopped");
    this.#isAttached = true;
    this.#session!.session.attach(this.#line, resume);
  }

  ended(): void {
    clearTimeout(this.#patience);
    this.#session?.session.detach(this.#line);
    this.#listener.ended(this, this.#session);
  }

  /** Nothing more is heard of it, whatever it sends. */
  async #refuse(message: string, isPassing: boolean): Promise<void> {
    this.#line.send({ kind: "refused", message, isPassing });
    await this.#line.drained();
    this.end("refused");
  }
}
