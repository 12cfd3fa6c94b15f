/**
 * The door of an agent that listens: WebSockets, over TLS. Beyond this machine only with TLS; everywhere only for who has
 * the token. It has one path, and takes nothing else.
 */
import { createServer as createPlainServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { Duplex } from "node:stream";
import { InputError, messageOf } from "../../../runtime/errors.ts";
import type { Connection } from "../connection.ts";
import type { Agent } from "../far/agent.ts";
import { HANDSHAKE_MS } from "../protocol.ts";
import { AGENT_PATH, isLoopback } from "./http.ts";
import { Strangers } from "./strangers.ts";
import { acceptOf, insideWebSocket } from "./web_socket.ts";

/** What it is opened with. */
export interface ListenOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Who calls has to prove that it knows this. */
  readonly token: string;
  /** PEM. */
  readonly tls?: {
    readonly certificate: string;
    readonly key: string;
    /** Only who has a certificate of this authority may call. */
    readonly callers?: string;
  };
  /** Names, beside `host`, under which callers know this machine. */
  readonly names?: readonly string[];
  /** Milliseconds that a caller has to say what it wants. */
  readonly headMs?: number;
}

/** An agent that listens. */
export interface Listening extends AsyncDisposable {
  readonly port: number;
}

const SHORTEST_TOKEN = 32;
const HEAD_MS = 10_000;
const LONGEST_HEAD = 8192;
const MOST_HEADERS = 32;
/** Connections at a time. */
const MOST_CONNECTIONS = 256;

/** Why nobody may be let in this way; undefined where it is safe. */
function whyUnsafe({ host, token, tls }: ListenOptions): string | undefined {
  if (token.length < SHORTEST_TOKEN) {
    return `its token has ${token.length} characters, at least ${SHORTEST_TOKEN} wanted`;
  }
  if (tls === undefined && !isLoopback(host)) {
    return `${host} is not this machine alone, and there is no certificate for TLS`;
  }
  return undefined;
}

/** Listens until it is disposed of. Throws `InputError` where that would not be safe, or cannot be. */
export async function listen(agent: Agent, options: ListenOptions): Promise<Listening> {
  const why = whyUnsafe(options);
  if (why !== undefined) throw new InputError(`Cannot listen on ${options.host}: ${why}`);
  const server = makeServer(options);
  const sockets = new Set<Socket>();
  const strangers = new Strangers((options.headMs ?? HEAD_MS) + HANDSHAKE_MS);
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    strangers.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
  });
  server.on("clientError", (_error: Error, socket: Duplex) => void socket.destroy());
  server.on("request", refuseRequest);
  const port = await listening(server, options);
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Uint8Array) => {
    socket.on("error", () => socket.destroy());
    const wrong = wrongWith(request, { ...options, port });
    if (wrong !== undefined) return refuse(socket, wrong);
    socket.write(accepting(String(request.headers["sec-websocket-key"])));
    if (head.length > 0) socket.unshift(head);
    const known = (): void => strangers.isKnown(request.socket);
    agent.serve(insideWebSocket(connectionOf(socket), "server"), { token: options.token, known });
  });
  return {
    port,
    async [Symbol.asyncDispose](): Promise<void> {
      strangers[Symbol.dispose]();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await closed;
    },
  };
}

function makeServer({ tls, headMs = HEAD_MS }: ListenOptions): Server {
  const limits = {
    maxHeaderSize: LONGEST_HEAD,
    headersTimeout: headMs,
    requestTimeout: headMs,
    connectionsCheckingInterval: Math.min(headMs, 1000),
    keepAlive: false,
  };
  const server = tls === undefined ? createPlainServer(limits) : createTlsServer({
    ...limits,
    cert: tls.certificate,
    key: tls.key,
    minVersion: "TLSv1.2",
    ...(tls.callers !== undefined && { ca: tls.callers, requestCert: true, rejectUnauthorized: true }),
  }) as Server;
  server.maxHeadersCount = MOST_HEADERS;
  server.maxConnections = MOST_CONNECTIONS;
  return server;
}

async function listening(server: Server, { host, port }: ListenOptions): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(port, host.replace(/^\[(.*)\]$/, "$1"), () => resolve());
  try {
    await promise;
  } catch (error) {
    throw new InputError(`Cannot listen on ${host}:${port}: ${messageOf(error)}`);
  }
  return (server.address() as AddressInfo).port;
}

type Refusal = readonly [status: number, text: string];

/** What is wrong with what a caller wants; undefined where it may speak. */
function wrongWith(
  { method, url, headers }: IncomingMessage,
  { host, port, names = [] }: ListenOptions,
): Refusal | undefined {
  const known = [host, ...names, ...(isLoopback(host) ? ["localhost", "127.0.0.1", "[::1]"] : [])];
  const hosts = known.map((name) => `${name.includes(":") && !name.startsWith("[") ? `[${name}]` : name}:${port}`);
  if (!hosts.includes(String(headers.host).toLowerCase())) return [421, "Misdirected Request"];
  if (headers.origin !== undefined) return [403, "Forbidden"]; // a page in a browser
  if (url !== AGENT_PATH) return [404, "Not Found"];
  if (method !== "GET") return [405, "Method Not Allowed"];
  if (String(headers.upgrade).toLowerCase() !== "websocket") return [426, "Upgrade Required"];
  if (headers["sec-websocket-version"] !== "13") return [426, "Upgrade Required"];
  if (!/^[A-Za-z0-9+/]{22}==$/.test(String(headers["sec-websocket-key"]))) return [400, "Bad Request"];
  if (headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined) {
    return [400, "Bad Request"];
  }
  return undefined;
}

function refuseRequest({ url }: IncomingMessage, response: ServerResponse): void {
  response.writeHead(url === AGENT_PATH ? 426 : 404, { Connection: "close" });
  response.end(() => response.socket?.destroy());
}

function refuse(socket: Duplex, [status, text]: Refusal): void {
  socket.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}

function accepting(key: string): string {
  const lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
  return `${[...lines, `Sec-WebSocket-Accept: ${acceptOf(key)}`].join("\r\n")}\r\n\r\n`;
}

function connectionOf(socket: Duplex): Connection {
  const { readable, writable } = Duplex.toWeb(socket) as unknown as {
    readonly readable: ReadableStream<Uint8Array>;
    readonly writable: WritableStream<Uint8Array>;
  };
  return { readable, writable, close: () => void socket.destroy() };
}
