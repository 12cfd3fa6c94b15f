/** A line between programs that is as long as one wants, and may break: TCP through a proxy on loopback. */

/** What it is like. */
export interface LongLineOptions {
  /** Milliseconds that each byte takes, one way. */
  readonly delayMs?: number;
  /** The first connection breaks when so many bytes have gone out. */
  readonly breaksAfter?: number;
}

/** See the head of the file. */
export class LongLine implements AsyncDisposable {
  readonly port: number;
  /** Bytes that went to the far end, of all connections. */
  sent = 0;
  readonly #listener: Deno.TcpListener;
  readonly #open = new Set<Deno.TcpConn>();
  readonly #delayMs: number;
  #breaksAfter: number | undefined;
  readonly #served: Promise<unknown>;

  /** `to`: the port on loopback at the far end. */
  constructor(to: number, { delayMs = 0, breaksAfter }: LongLineOptions = {}) {
    this.#delayMs = delayMs;
    this.#breaksAfter = breaksAfter;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.port = this.#listener.addr.port;
    this.#served = this.#serve(to);
  }

  async #serve(to: number): Promise<void> {
    const carried: Promise<unknown>[] = [];
    for await (const near of this.#listener) {
      const far = await Deno.connect({ hostname: "127.0.0.1", port: to });
      for (const end of [near, far]) {
        end.setNoDelay();
        this.#open.add(end);
      }
      carried.push(this.#carry(near, far, true), this.#carry(far, near, false));
    }
    await Promise.all(carried);
  }

  async #carry(from: Deno.TcpConn, to: Deno.TcpConn, isOut: boolean): Promise<void> {
    let last: Promise<unknown> = Promise.resolve();
    const buffer = new Uint8Array(65_536);
    try {
      for (let read = await from.read(buffer); read !== null; read = await from.read(buffer)) {
        const piece = buffer.slice(0, read);
        if (isOut && this.#breaksNow(read)) break;
        const arrives = this.#delayMs === 0 ? undefined : new Promise((resolve) => setTimeout(resolve, this.#delayMs));
        last = last.then(() => arrives).then(() => writeAll(to, piece));
        last.catch(() => {});
        if (arrives === undefined) await last;
      }
      await last;
    } catch {
      // One end is gone; so is the other.
    }
    this.#close(from);
    this.#close(to);
  }

  #breaksNow(bytes: number): boolean {
    this.sent += bytes;
    if (this.#breaksAfter === undefined || this.sent < this.#breaksAfter) return false;
    this.#breaksAfter = undefined;
    return true;
  }

  #close(end: Deno.TcpConn): void {
    if (this.#open.delete(end)) end.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const end of [...this.#open]) this.#close(end);
    await this.#served;
  }
}

async function writeAll(to: Deno.TcpConn, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length;) at += await to.write(piece.subarray(at));
}
