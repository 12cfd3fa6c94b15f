/** A web server of this machine, a folder for downloads, and a context that keeps what is said: for one test. */
import { FakeContext } from "../fake_context.ts";

type Answer = (request: Request, path: string) => Response | Promise<Response>;

/** Keeps the log and the progress, too. */
export class WatchedContext extends FakeContext {
  readonly stop = new AbortController();
  override readonly signal = this.stop.signal;
  readonly logged: string[] = [];
  readonly fractions: number[] = [];

  override log(message?: string): void {
    this.logged.push(message!);
  }

  override progress(fraction?: number): void {
    this.fractions.push(fraction!);
  }
}

/** What a test works with. */
export interface Loopback extends AsyncDisposable {
  /** `http://127.0.0.1:port` */
  readonly origin: string;
  /** Where downloads are kept while the test runs. */
  readonly folder: string;
  readonly context: WatchedContext;
  /** All requests so far. */
  readonly requests: readonly Request[];
  /** No more answers from now on. */
  shutdown(): Promise<void>;
}

/** Serves `answer`; `tls` makes it an https server. */
export function loopback(answer: Answer, tls: { cert?: string; key?: string } = {}): Loopback {
  const requests: Request[] = [];
  const handler = (request: Request) => {
    requests.push(request);
    return answer(request, new URL(request.url).pathname);
  };
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const server = tls.cert && tls.key
    ? Deno.serve({ ...options, cert: tls.cert, key: tls.key }, handler)
    : Deno.serve(options, handler);
  const context = new WatchedContext();
  const folder = context.temporaryPath("directory");
  const before = Deno.env.get("VT_DOWNLOADS");
  Deno.env.set("VT_DOWNLOADS", folder);
  const shutdown = () => server.shutdown();
  return {
    origin: `${tls.cert ? "https" : "http"}://127.0.0.1:${(server.addr as Deno.NetAddr).port}`,
    folder,
    context,
    requests,
    shutdown,
    async [Symbol.asyncDispose](): Promise<void> {
      await shutdown();
      context[Symbol.dispose]();
      if (before === undefined) Deno.env.delete("VT_DOWNLOADS");
      else Deno.env.set("VT_DOWNLOADS", before);
    },
  };
}
