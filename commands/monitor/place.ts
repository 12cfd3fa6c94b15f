/** Where the monitor is served, and under which names it answers. */
import { InputError, messageOf, UsageError } from "../../runtime/errors.ts";

/** See the head of the file. */
export interface MonitorPlace {
  readonly hostname: string;
  /** 0: one that is free. */
  readonly port: number;
  /** Texts of the certificate and its key, where it speaks TLS itself. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Further names of this machine by which browsers reach it. */
  readonly names: readonly string[];
  /** The origin under which a proxy serves it. */
  readonly proxied?: string;
}

/** The options that say where. */
export interface PlaceOptions {
  readonly port: string | undefined;
  readonly address: string | undefined;
  readonly name: readonly string[];
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly "behind-proxy": string | undefined;
}

const PORT = 8377;
const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "::1"]);
const ANY: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

/** Reads them. Off this machine nothing is served without TLS, ours or that of a proxy. */
export function readPlace(options: PlaceOptions): MonitorPlace {
  const { port = String(PORT), address: hostname = "127.0.0.1", name, cert, key } = options;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    throw new UsageError(`Option --port must be a number up to 65535: it is ${JSON.stringify(port)}`);
  }
  if ((cert === undefined) !== (key === undefined)) {
    throw new UsageError("Options --cert and --key go together: the certificate, and the key that belongs to it");
  }
  const proxied = readOrigin(options["behind-proxy"]);
  const tls = cert === undefined || key === undefined ? undefined : { cert: textOf(cert), key: textOf(key) };
  if (!LOOPBACK.has(hostname) && tls === undefined && proxied === undefined) {
    throw new UsageError(
      `Cannot serve ${hostname} without TLS: give --cert and --key, or --behind-proxy with the address that others see`,
    );
  }
  // Served on all addresses it has a name, else it would answer to nobody.
  const names = name.length === 0 && ANY.has(hostname) ? [Deno.hostname()] : name;
  return { hostname, port: Number(port), tls, names: names.map(readName), proxied };
}

/** The origins under which it answers when it is served on this port; the one to be told comes first. */
export function originsOf({ hostname, tls, names, proxied }: MonitorPlace, port: number): readonly string[] {
  const scheme = tls === undefined ? "http" : "https";
  const own = LOOPBACK.has(hostname) || ANY.has(hostname) ? [] : [hostname];
  const here = LOOPBACK.has(hostname) || ANY.has(hostname) ? ["127.0.0.1", "localhost", "[::1]"] : [];
  const all = [...names, ...own.map((one) => one.includes(":") ? `[${one}]` : one), ...here];
  return [...proxied === undefined ? [] : [proxied], ...all.map((one) => new URL(`${scheme}://${one}:${port}`).origin)];
}

function readOrigin(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
  throw new UsageError(`Option --behind-proxy must be such as https://vt.example.org: it is ${JSON.stringify(text)}`);
}

function readName(text: string): string {
  if (/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text)) return text.toLowerCase();
  throw new UsageError(`Option --name must be the name of a machine: it is ${JSON.stringify(text)}`);
}

function textOf(file: string): string {
  try {
    return Deno.readTextFileSync(file);
  } catch (error) {
    throw new InputError(`Cannot read ${file}: ${messageOf(error)}`, { cause: error });
  }
}
