/** A web address that takes notices, and writes down what it was sent. */

/** One request. */
export interface Posted {
  readonly headers: Headers;
  readonly body: string;
}

/** See the head of the file. */
export class NoticeReceiver implements AsyncDisposable {
  readonly posted: Posted[] = [];
  /** Answers; with a promise that stays open it never does, until this is disposed of. */
  answer: () => Response | Promise<Response> = () => new Response(null, { status: 204 });
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #closed = new AbortController();

  constructor() {
    const { signal } = this.#closed;
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, signal, onListen: () => {} }, async (request) => {
      this.posted.push({ headers: request.headers, body: await request.text() });
      return await this.answer();
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/notices`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
    await this.#server.finished;
  }
}
