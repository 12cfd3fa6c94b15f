/** A service on this machine that takes work over HTTP, knows keys, and writes down what it was asked. */

/** Answers in place of the service's own; undefined: its own. */
export type Instead = (request: Request, path: string) => Response | undefined;

/** See the head of the file. */
export class FakeService implements AsyncDisposable {
  /** `POST /jobs`, … */
  readonly asked: string[] = [];
  /** Work by key: submitted twice, it is there once. */
  readonly jobs = new Map<string, string>();
  /** What it says of every job. */
  status = "running";
  instead: Instead = () => undefined;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor() {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => this.#answer(request),
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #answer(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname;
    this.asked.push(`${request.method} ${path}`);
    const work = await request.text();
    const instead = this.instead(request, path);
    if (instead !== undefined) return instead;
    const [, first, id] = path.split("/");
    if (first === "results") return new Response(`result of ${this.jobs.get(id)}`, { headers: { "X-Unit": "kelvin" } });
    if (first === "find") return this.jobs.has(id) ? taken(id) : new Response("no such key", { status: 404 });
    if (request.method !== "GET") return this.#change(request, work, id);
    return Response.json({ job: { state: this.status, result: `/results/${id}` } });
  }

  #change(request: Request, work: string, id: string): Response {
    if (request.method === "DELETE") {
      this.jobs.delete(id);
      return new Response(null, { status: 204 });
    }
    const key = request.headers.get("Idempotency-Key")!;
    this.jobs.set(key, work);
    return taken(key);
  }
}

function taken(key: string): Response {
  return Response.json({ links: [`/jobs/${key}`] }, { status: 202, headers: { Location: `/jobs/${key}` } });
}
