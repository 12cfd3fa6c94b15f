/** A way to the other side: bytes in both directions, in their order, until it is cut. */

/** See the head of the file. Whatever carries it (ssh, TLS, a socket, memory), it is the same. */
export interface Connection {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  /** Ends it at once in both directions; may be called more than once. */
  close(): void;
  /** Why it ended, where the way knows more than the streams tell: what `ssh` said. */
  readonly lastWords?: () => string;
  /** It leads to another agent than is wanted: who comes next is not led the same way. */
  readonly isWrong?: () => void;
  /** Resolves when all that it took is given back, once it is closed. */
  readonly ended?: Promise<unknown>;
}

/** How a near side reaches an agent. */
export interface Door {
  /** For people: `host lab`, `wss://lab:9000`. */
  readonly place: string;
  /** Throws a {@linkcode DoorError}. */
  open(signal: AbortSignal): Promise<Connection>;
  /** Proves to the agent who this is; undefined where the way does that. */
  readonly token?: string;
  /** The only agent that will do, by its identity; undefined: whichever answers first, and none other from then on. */
  readonly agent?: string;
}

/** Why there is no connection. */
export class DoorError extends Error {
  override readonly name = "DoorError";

  /** `isPassing`: it may go over by itself, like a network that is down. */
  constructor(message: string, readonly isPassing: boolean) {
    super(message);
  }
}

/** Two ends that are in the same program. */
export function connectionPair(): readonly [Connection, Connection] {
  const cut = new AbortController();
  const close = (): void => cut.abort(new Error("The connection is closed"));
  const [there, back] = [way(cut.signal), way(cut.signal)];
  return [
    { readable: back.readable, writable: there.writable, close },
    { readable: there.readable, writable: back.writable, close },
  ];
}

/** What is written can be read, until the signal cuts it. */
function way(signal: AbortSignal): TransformStream<Uint8Array, Uint8Array> {
  const [first, last] = [new TransformStream<Uint8Array>(), new TransformStream<Uint8Array>()];
  first.readable.pipeTo(last.writable, { signal }).catch(() => {});
  return { writable: first.writable, readable: last.readable };
}
