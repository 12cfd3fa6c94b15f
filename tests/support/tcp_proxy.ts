/** Stands between two ends of TCP connections, and cuts or stops them when it is told to. */

/** See the head of the file. */
export class TcpProxy implements AsyncDisposable {
  readonly #listener: Deno.TcpListener;
  /** The port on this machine that new connections lead to. */
  target: number;
  readonly #pairs = new Set<readonly [Deno.TcpConn, Deno.TcpConn]>();
  readonly #all: Promise<void>[] = [];
  /** Bytes that connections may still carry, both directions together. */
  #left = Infinity;
  /** Connections that came. */
  count = 0;
  /** Bytes that crossed so far, to the target and back. */
  bytesIn = 0;
  bytesOut = 0;

  constructor(target: number) {
    this.target = target;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#all.push(this.#accept());
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  /** Ends all connections; new ones may come. */
  cut(): void {
    for (const pair of this.#pairs) for (const end of pair) close(end);
    this.#pairs.clear();
  }

  /** Cuts all connections when so many more bytes have crossed. */
  cutAfter(bytes: number): void {
    this.#left = bytes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.cut();
    await Promise.all(this.#all);
  }

  async #accept(): Promise<void> {
    try {
      for await (const near of this.#listener) {
        this.count++;
        const far = await Deno.connect({ hostname: "127.0.0.1", port: this.target });
        const pair = [near, far] as const;
        this.#pairs.add(pair);
        this.#all.push(this.#pass(near, far, (count) => this.bytesIn += count));
        this.#all.push(this.#pass(far, near, (count) => this.bytesOut += count));
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }

  async #pass(from: Deno.TcpConn, to: Deno.TcpConn, note: (count: number) => void): Promise<void> {
    const piece = new Uint8Array(16_384);
    try {
      for (let count = await from.read(piece); count !== null; count = await from.read(piece)) {
        for (let at = 0; at < count;) at += await to.write(piece.subarray(at, Math.min(count, at + this.#left)));
        note(count);
        this.#left -= count;
        if (this.#left > 0) continue;
        this.#left = Infinity;
        this.cut();
      }
    } catch {
      // It was cut.
    }
    close(to);
    close(from);
  }
}

function close(end: Deno.TcpConn): void {
  try {
    end.close();
  } catch {
    // It is closed already.
  }
}
