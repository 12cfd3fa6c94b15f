/** The door of `http`: a WebSocket over TLS. Without TLS only where nobody can listen: on this machine itself. */
import { InputError, messageOf } from "../../../runtime/errors.ts";
import { oneLine } from "../../../runtime/one_line.ts";
import { type Connection, type Door, DoorError } from "../connection.ts";
import { readPrivateFile } from "../private_file.ts";
import { restOf } from "./rest_of.ts";
import { connectionOfSocket } from "./socket.ts";
import { acceptOf, insideWebSocket } from "./web_socket.ts";

/** Where the agent listens, and what both sides prove. Files are PEM. */
export interface HttpOptions {
  readonly host: string;
  readonly port?: number;
  readonly tokenFile?: string;
  /** Who signs the agent's certificate; those that the system trusts if nothing is said. */
  readonly ca?: string;
  /** What the caller shows, where the agent wants it. */
  readonly cert?: string;
  readonly key?: string;
  readonly agent?: string;
}

/** Path of the only thing that an agent has. */
export const AGENT_PATH = "/agent";
/** Milliseconds for all until the agent speaks. */
const OPEN_MS = 20_000;
const LONGEST_HEAD = 8192;

/** See the head of the file. */
export function httpDoor(options: HttpOptions): Door {
  const { host, port, agent, tokenFile } = options;
  let token: string | undefined;
  return {
    place: `${isTls(options) ? "wss" : "ws"}://${host}:${port}`,
    agent,
    get token(): string | undefined {
      if (tokenFile !== undefined) token ??= readPrivateFile(tokenFile, "the token");
      return token;
    },
    open: (signal) => openHttp(options, signal),
  };
}

/** Whether a host is this machine, by a name that leads nowhere else. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

function isTls({ host, ca, cert }: HttpOptions): boolean {
  return !isLoopback(host) || ca !== undefined || cert !== undefined;
}

async function openHttp(options: HttpOptions, signal: AbortSignal): Promise<Connection> {
  const socket = await connect(options);
  const outer = connectionOfSocket(socket);
  const timer = setTimeout(() => outer.close(), OPEN_MS);
  signal.addEventListener("abort", outer.close, { once: true });
  try {
    const readable = await upgraded(outer, options);
    return insideWebSocket({ ...outer, readable }, "client");
  } catch (error) {
    outer.close();
    if (error instanceof DoorError) throw error;
    throw new DoorError(`Cannot speak with ${options.host}: ${messageOf(error)}`, !isAboutCertificates(error));
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", outer.close);
  }
}

async function connect(options: HttpOptions): Promise<Deno.Conn> {
  const { host, port = 443, ca, cert, key } = options;
  const hostname = host.replace(/^\[(.*)\]$/, "$1");
  try {
    if (!isTls(options)) return await Deno.connect({ hostname, port });
    const caCerts = ca === undefined ? undefined : [Deno.readTextFileSync(ca)];
    const own = cert === undefined ? {} : { cert: Deno.readTextFileSync(cert), key: readPrivateFile(key!, "the key") };
    const connection = await Deno.connectTls({ hostname, port, caCerts, ...own });
    return await shaken(connection);
  } catch (error) {
    if (error instanceof InputError) throw new DoorError(error.message, false);
    if (error instanceof Deno.errors.NotFound) throw new DoorError(`Cannot use a certificate: ${error.message}`, false);
    if (!isAboutCertificates(error)) throw new DoorError(`Cannot reach ${host}: ${messageOf(error)}`, true);
    throw new DoorError(`Cannot be sure that this is ${host}: ${messageOf(error)}`, false);
  }
}

async function shaken(connection: Deno.TlsConn): Promise<Deno.TlsConn> {
  try {
    await connection.handshake();
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** What comes after the head of the answer. Throws where the agent does not want to speak. */
async function upgraded(
  { readable, writable }: Connection,
  { host, port }: HttpOptions,
): Promise<ReadableStream<Uint8Array>> {
  const key = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
  const head = [
    `GET ${AGENT_PATH} HTTP/1.1`,
    `Host: ${host}:${port}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${key}`,
  ];
  const writer = writable.getWriter();
  await writer.write(new TextEncoder().encode(`${head.join("\r\n")}\r\n\r\n`));
  writer.releaseLock();
  const { lines, rest } = await readHead(readable);
  const isRight = /^HTTP\/1\.1 101 /.test(lines[0]) &&
    lines.some((line) => line.replace(/^sec-websocket-accept: */i, "") === acceptOf(key));
  if (!isRight) throw new DoorError(`${host}:${port} is no agent, or wants none: ${oneLine(lines[0], 200)}`, false);
  return rest;
}

async function readHead(
  stream: ReadableStream<Uint8Array>,
): Promise<{ readonly lines: readonly string[]; readonly rest: ReadableStream<Uint8Array> }> {
  const reader = stream.getReader();
  let text = "";
  for (let end = -1; end < 0;) {
    const read = await reader.read();
    if (read.done) throw new DoorError("It ended the connection before it said anything", true);
    text += Array.from(read.value, (byte) => String.fromCharCode(byte)).join("");
    end = text.indexOf("\r\n\r\n");
    if (end < 0 && text.length > LONGEST_HEAD) throw new DoorError("What answers is no agent", false);
    if (end < 0) continue;
    const first = Uint8Array.from(text.slice(end + 4), (character) => character.charCodeAt(0));
    const rest = restOf(first, reader);
    return { lines: text.slice(0, end).split("\r\n"), rest };
  }
  throw new DoorError("What answers is no agent", false);
}

function isAboutCertificates(error: unknown): boolean {
  return /certificate|UnknownIssuer|NotValidForName|CertNotValid/i.test(messageOf(error));
}
