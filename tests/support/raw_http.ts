/** HTTP as bytes, for requests that no well-behaved client sends. */

/** What is sent; `head` replaces the first line and headers altogether. */
export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What comes back. */
export interface RawAnswer {
  /** 0 where the connection was closed without an answer. */
  readonly status: number;
  /** Names in small letters. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Sends a request to a port of this machine and reads all of the answer; the first bytes of one that never ends. */
export async function rawRequest(port: number, request: RawRequest): Promise<RawAnswer> {
  const { method = "GET", path = "/", headers = {}, body = "" } = request;
  const all = { host: `127.0.0.1:${port}`, connection: "close", ...headers };
  const lengths = body === "" || "transfer-encoding" in headers
    ? {}
    : { "content-length": String(new TextEncoder().encode(body).length) };
  const lines = Object.entries({ ...lengths, ...all }).map(([name, value]) => `${name}: ${value}\r\n`);
  using connection = await Deno.connect({ port });
  await writeAll(connection, new TextEncoder().encode(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`));
  return parsed(await readAll(connection));
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  try {
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await connection.write(rest));
  } catch (error) {
    // It has been answered before all was read.
    if (!(error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionReset)) throw error;
  }
}

async function readAll(connection: Deno.Conn): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(65536);
  try {
    while (!isWhole(text)) {
      const length = await connection.read(buffer);
      if (length === null) break;
      text += decoder.decode(buffer.subarray(0, length), { stream: true });
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.ConnectionReset)) throw error;
  }
  return text;
}

/** Whether all has come that its head promises; of events nothing more is waited for. */
function isWhole(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const head = text.slice(0, end);
  if (/^content-type: text\/event-stream/mi.test(head)) return true;
  const length = /^content-length: (\d+)/mi.exec(head);
  return length !== null && new TextEncoder().encode(text.slice(end + 4)).length >= Number(length[1]);
}

function parsed(text: string): RawAnswer {
  const [head, ...rest] = text.split("\r\n\r\n");
  const [first, ...lines] = head.split("\r\n");
  const headers = lines.map((line) => line.split(/: ?(.*)/s, 2) as [string, string]);
  return {
    status: Number(first.split(" ")[1] ?? 0),
    headers: new Map(headers.map(([name, value]) => [name.toLowerCase(), value])),
    body: rest.join("\r\n\r\n"),
  };
}
