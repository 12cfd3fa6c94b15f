/** Requests to a service: limited in time and size, and without secrets in anything that is kept or said. */
import { ModuleError } from "vt";

/** How a service is spoken to. It may be kept: secrets are only named in it. */
export interface ServiceFacts {
  /** Only its origin receives the headers. */
  readonly url: string;
  /** Names and values; in a value `${NAME}` is a variable of the environment and `${secret:NAME}` a secret, put in when it is sent. */
  readonly headers: readonly (readonly [string, string])[];
  /** Seconds for one request. */
  readonly timeout: number;
  /** Bytes of one answer. */
  readonly maximum_size: number;
}

/** A service, and the values of secrets. */
export interface Service extends ServiceFacts {
  readonly secret: (name: string) => string;
}

/** One request; the service's headers are added. */
export interface ServiceRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly signal?: AbortSignal;
}

/** An answer, whatever its status. */
export interface Answer {
  /** Where it came from. */
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Sends one request; redirections are answers too. A ModuleError: it has surely not reached the service. */
export async function send(service: Service, request: ServiceRequest): Promise<Answer> {
  const { method, body } = request;
  const url = webAddress(request.url);
  const headers = headersFor(service, request);
  const inTime = AbortSignal.timeout(service.timeout * 1000);
  const signal = request.signal === undefined ? inTime : AbortSignal.any([inTime, request.signal]);
  try {
    const response = await fetch(url, { method, headers, body, signal, redirect: "manual" });
    const whole = await wholeBody(response, service.maximum_size);
    if (whole === undefined) throw new Error(`the answer has more than ${service.maximum_size} bytes`);
    return { url: url.href, status: response.status, headers: response.headers, body: whole };
  } catch (error) {
    const what = `Cannot ${method} ${shown(url)}`;
    if (inTime.aborted) throw new Error(`${what}: no answer in ${service.timeout} s`, { cause: error });
    const reason = reasonOf(error);
    // There is no code for it: without a connection nothing was sent.
    if (reason.startsWith("client error (Connect)")) throw new ModuleError(`${what}: ${reason}`, { cause: error });
    throw new Error(`${what}: ${reason}`, { cause: error });
  }
}

/** Milliseconds before each further attempt. */
const PAUSES: readonly number[] = [250, 1000, 4000];

/** Gets what is at an address, redirections followed; broken connections and errors of the server are tried again. */
export async function get(service: Service, request: Omit<ServiceRequest, "method">): Promise<Answer> {
  for (const pause of PAUSES) {
    const answer = await followed(service, request).catch((error: unknown) => {
      // A TypeError is what fetch throws for a connection.
      if (error instanceof Error && error.cause instanceof TypeError && !request.signal?.aborted) return undefined;
      throw error;
    });
    if (answer !== undefined && answer.status < 500 && answer.status !== 429) return answer;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return await followed(service, request);
}

async function followed(service: Service, request: Omit<ServiceRequest, "method">): Promise<Answer> {
  let url = request.url;
  for (let hops = 0; hops <= 5; hops++) {
    const answer = await send(service, { ...request, url, method: "GET" });
    const location = answer.headers.get("location");
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === null) return answer;
    url = addressFrom(answer, location);
  }
  throw new Error(`Cannot GET ${shown(webAddress(request.url))}: it redirects again and again`);
}

/** A web address; a ModuleError where it is none, or has a password in it. */
export function webAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw new ModuleError("Cannot send a request: its url is no web address");
  if (!/^https?:$/.test(url.protocol)) {
    throw new ModuleError(`Cannot send a request: its url begins with ${url.protocol}, http: or https: is wanted`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new ModuleError(`Cannot send a request to ${url.host}: a password in an address would be kept, use a header`);
  }
  return url;
}

/** The address that an answer names, absolute. */
export function addressFrom({ url }: Answer, named: string): string {
  if (!URL.canParse(named, url)) throw new Error(`Cannot go on from ${shown(new URL(url))}: it names no web address`);
  return webAddress(new URL(named, url).href).href;
}

/** An answer in a few words, for messages: `POST http://host/path answered 422: no such queue`. */
export function inWords(service: Service, method: string, { url, status, body }: Answer): string {
  let text = new TextDecoder().decode(body.subarray(0, 2000));
  for (const [, value] of service.headers) {
    for (const [whole, kind, name] of value.matchAll(VARIABLE)) {
      const secret = kind === undefined ? Deno.env.get(name) : service.secret(name);
      if (secret) text = text.replaceAll(secret, whole);
    }
  }
  const words = text.replaceAll(/[\s\p{Cc}]+/gu, " ").trim().slice(0, 200);
  return `${method} ${shown(new URL(url))} answered ${status}${words && `: ${words}`}`;
}

/** Without what follows the path: it may be secret. */
function shown(url: URL): string {
  return url.origin + url.pathname;
}

const VARIABLE = /\$\{(secret:)?([A-Za-z_][A-Za-z0-9_]*)\}/g;

function headersFor(service: Service, { url, headers }: ServiceRequest): Headers {
  const all = new Headers();
  for (const [name, value] of Object.entries(headers ?? {})) all.set(name, checkedValue(name, value));
  if (new URL(url).origin !== new URL(service.url).origin) return all;
  for (const [name, value] of service.headers) {
    const text = value.replaceAll(VARIABLE, (_, kind, variable) => {
      if (kind !== undefined) return service.secret(variable);
      const found = Deno.env.get(variable);
      if (found === undefined) throw new ModuleError(`Cannot send header ${name}: the environment has no ${variable}`);
      return found;
    });
    all.set(name, checkedValue(name, text));
  }
  return all;
}

function checkedValue(name: string, value: string): string {
  if (!/[^\t\x20-\x7e\x80-\xff]/.test(value)) return value;
  throw new ModuleError(`Cannot send header ${name}: its value has a line break or another strange character`);
}

async function wholeBody(response: Response, limit: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > limit) return undefined; // leaving the loop closes the connection
    chunks.push(chunk);
  }
  return await new Blob(chunks).bytes();
}

/** Deno's messages have the whole address in them. */
function reasonOf(error: unknown): string {
  const texts = [error, error instanceof Error ? error.cause : undefined].map((each) =>
    each instanceof Error ? each.message : ""
  );
  return /client error.*$/.exec(texts[1])?.[0] ?? texts[0].replaceAll(/\bhttps?:\S+/g, "the address");
}
