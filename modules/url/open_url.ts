/** HTTP and whatever else `fetch` opens, with the bytes as the server has them. */
import { python } from "vt";
import { messageOf } from "../../runtime/errors.ts";

/** How a URL is asked for. */
export interface OpenOptions {
  /** Beside those that are always sent. */
  readonly headers?: Readonly<Record<string, string>>;
  /** True: the server's certificate is not checked. */
  readonly insecure: boolean;
  /** Ends the request, and the transfer of its answer. */
  readonly signal: AbortSignal;
}

const MOST_REDIRECTS = 10;

/**
 * The answer to a GET. Any status counts as an answer; a URLError of Python's is thrown where none came. Compressed
 * content is not unpacked: a `.gz` file is to stay one.
 */
export async function openUrl(url: string, { headers, insecure, signal }: OpenOptions): Promise<Response> {
  const { address, authorization } = withoutPassword(url);
  const all = { "Accept-Encoding": "identity", ...authorization, ...headers };
  try {
    if (insecure && address.protocol === "https:") return await openUnchecked(address, all, signal);
    return await fetch(address, { headers: all, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new python.PythonError("URLError", `<urlopen error ${reasonOf(error)}>`, { cause: error });
  }
}

/** `fetch` refuses URLs with a password: it goes where it is sent anyway. */
function withoutPassword(url: string): { address: URL; authorization: Readonly<Record<string, string>> } {
  const address = URL.parse(url);
  if (address === null) throw new python.PythonError("ValueError", `unknown url type: ${url}`);
  const { username, password } = address;
  if (username === "" && password === "") return { address, authorization: {} };
  address.username = "";
  address.password = "";
  const credentials = new TextEncoder().encode(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  return { address, authorization: { Authorization: `Basic ${credentials.toBase64()}` } };
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = messageOf(cause);
  return message.replace(/^error sending request for url \(.*?\): (?:client error \(\w+\): )?/, "");
}

async function openUnchecked(
  from: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Response> {
  let address = from;
  for (let i = 0; i < MOST_REDIRECTS; i++) {
    const isKnown = address.origin === from.origin;
    const sent = Object.fromEntries(Object.entries(headers).filter(([name]) => isKnown || name !== "Authorization"));
    const answer = address.protocol === "https:"
      ? await getUnchecked(address, sent, signal)
      : await fetch(address, { headers: sent, signal, redirect: "manual" });
    const location = answer.headers.get("Location");
    if (answer.status < 300 || answer.status === 304 || answer.status >= 400 || location === null) return answer;
    await answer.body?.cancel();
    address = new URL(location, address);
  }
  throw new Error(`more than ${MOST_REDIRECTS} redirects`);
}

/** `fetch` cannot be told to take any certificate; Node's client can. */
async function getUnchecked(
  address: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Response> {
  const [{ get }, { Readable }] = await Promise.all([import("node:https"), import("node:stream")]);
  return await new Promise((resolve, reject) => {
    const options = { headers, signal, rejectUnauthorized: false };
    const request = get(address, options, (message) => {
      try {
        const status = message.statusCode ?? 0;
        const isEmpty = status === 204 || status === 304;
        if (isEmpty) message.resume();
        const body = isEmpty ? null : Readable.toWeb(message) as ReadableStream<Uint8Array>;
        resolve(new Response(body, { status, statusText: message.statusMessage ?? "", headers: textHeaders(message) }));
      } catch (error) { // a status or a header that cannot be
        message.destroy();
        reject(error);
      }
    });
    request.on("error", reject);
  });
}

function textHeaders({ headers }: { headers: Readonly<Record<string, unknown>> }): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) => typeof value === "string" ? [[name, value]] : []);
}
