/** `vt monitor`: the Job Monitor, a page that shows and steers all that runs over this store. */
import { InputError } from "../runtime/errors.ts";
import { storePlace } from "../runtime/store/store_path.ts";
import { createApp } from "../web/app.ts";
import { wait } from "./jobs/session.ts";
import { defineCommand, STORE_OPTION } from "./line/command.ts";
import { openInBrowser } from "./line/open_in_browser.ts";
import { complain, printLine } from "./line/terminal.ts";
import { readFiles } from "./monitor/answers.ts";
import { type MonitorPlace, readPlace } from "./monitor/place.ts";
import { linkTo, openMonitor } from "./monitor/services.ts";
import { readToken, servedOrigins } from "./monitor/token.ts";

/** Serves the page. */
export const command = defineCommand({
  name: "monitor",
  summary: "Serves the Job Monitor, a page that shows and steers runs and jobs",
  usage: "[FILE.vt]… [--port NUMBER] [--open] [--read-only]\n--link",
  options: {
    port: { type: "string", value: "NUMBER", doc: "8377 unless given; 0 takes one that is free" },
    open: { type: "boolean", doc: "open the page in the browser of this machine" },
    "read-only": { type: "boolean", doc: "show everything, change nothing, ask after no job" },
    link: { type: "boolean", doc: "print another link to the monitor that is served, and end" },
    address: { type: "string", value: "ADDRESS", doc: "where to listen, 127.0.0.1 unless given; another needs TLS" },
    cert: { type: "string", value: "FILE", doc: "TLS: the certificate, PEM" },
    key: { type: "string", value: "FILE", doc: "TLS: its key, PEM" },
    name: { type: "string", multiple: true, value: "HOST", doc: "a name by which browsers reach this machine" },
    "behind-proxy": { type: "string", value: "ORIGIN", doc: "a proxy with TLS serves it as ORIGIN" },
    store: STORE_OPTION,
  },
  examples: [
    ["vt monitor", "serve the page to this machine; the link that is printed signs a browser in"],
    ["vt monitor --open", "and open it"],
    ["vt monitor gcd.vt", "show the versions of a file, too, before any of them has run"],
    ["vt monitor --link", "a link for another browser, while it is served"],
    ["vt monitor --read-only --port 9000", "only look"],
    ["vt monitor --address 0.0.0.0 --name lab.example.org --cert c.pem --key k.pem", "serve it to others, with TLS"],
    ["vt monitor --behind-proxy https://vt.example.org", "a proxy on this machine serves it to others"],
  ],
  notes: "A link works once, within a day. Programs send the token in the store's file monitor/token as " +
    "“Authorization: Bearer …”; /api/openapi.json tells what they may ask, /metrics is for Prometheus. Whoever has a " +
    "link or the token may do what you may. Runs that the page starts go on when the monitor ends.",
  async run({ operands, options }): Promise<number> {
    if (options.link) return printLinks(options.store);
    const place = readPlace(options);
    await using monitor = await openMonitor({ ...options, files: readFiles(operands) }, place);
    await serve(monitor, place, (link) => {
      printLine(link);
      if (Deno.stdout.isTerminal()) complain("vt: The link works once; Ctrl-C ends the monitor, runs go on");
      if (options.open) openInBrowser(link);
    });
    return 0;
  },
});

/** Serves until it is told to end; what is being answered then is answered. */
async function serve(
  { services, signal, listens }: Awaited<ReturnType<typeof openMonitor>>,
  { hostname, port, tls }: MonitorPlace,
  tell: (link: string) => void,
): Promise<void> {
  const app = createApp(services);
  try {
    const serveOn = (port: number): Deno.HttpServer<Deno.NetAddr> =>
      Deno.serve({ hostname, port, ...tls, signal, onListen: (): void => {} }, (request) => app.fetch(request));
    const server = serveOn(port);
    tell(listens(server.addr.port));
    await server.finished.catch((error) => serveAgain(error, () => serveOn(server.addr.port), signal));
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      throw new InputError(`Cannot serve on port ${port}: another program does; --port 0 takes one that is free`);
    }
    throw error;
  }
}

const PAUSE_MS = 1000;

/** A server ends when no file can be opened any more: whoever opens very many connections must not end the monitor. */
async function serveAgain(first: unknown, serve: () => Deno.HttpServer, signal: AbortSignal): Promise<void> {
  let isTold = false;
  for (let error = first; !signal.aborted;) {
    if (!/\(os error (23|24)\)/.test(String(error))) throw error;
    if (!isTold) complain("vt: Too many connections are open: the page answers again when some of them are closed");
    isTold = true;
    if (!await wait(PAUSE_MS, signal)) return;
    try {
      await serve().finished;
      return;
    } catch (next) {
      error = next;
    }
  }
}

function printLinks(named: string | undefined): number {
  const { directory } = storePlace(named);
  const origins = servedOrigins(directory);
  if (origins.length === 0) throw new InputError(`No monitor serves ${directory}: vt monitor does`);
  for (const origin of origins) printLine(linkTo(origin, readToken(directory)));
  return 0;
}
