/** How much a request may bring, and how long it may take to do so. */
import type { Context } from "hono";
import { joinBytes } from "../../runtime/join_bytes.ts";
import type { Refusal } from "./refusal.ts";

/** Bytes of a body. */
const LONGEST_BODY = 1_000_000;
const LONGEST_ADDRESS = 8_000;
const LONGEST_HEADERS = 16_000;
const PATIENCE_MS = 10_000;

/** What a form has sent, by field; several values of one name are a list. */
export type Fields = Readonly<Record<string, string | File | (string | File)[]>>;

/** What is too large in what can be seen without reading the body. */
export function isTooLarge({ url, headers }: Request): Refusal | undefined {
  if (url.length > LONGEST_ADDRESS) return { status: 414, message: "The address is too long" };
  let length = 0;
  for (const [name, value] of headers) length += name.length + value.length;
  if (length > LONGEST_HEADERS) return { status: 431, message: "The headers are too long" };
  if (Number(headers.get("content-length") ?? 0) > LONGEST_BODY) return BODY_TOO_LARGE;
  return undefined;
}

/** Reads the body of a request, so that its route finds all of it, and the fields of one that is a form. */
export async function readForm(c: Context): Promise<{ readonly fields: Fields } | Refusal> {
  const bytes = await readBody(c.req.raw);
  if ("status" in bytes) return bytes;
  const { url, method, headers } = c.req.raw;
  c.req.raw = new Request(url, { method, headers, body: bytes });
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(c.req.header("content-type") ?? "")) {
    return { fields: {} };
  }
  try {
    return { fields: await c.req.parseBody({ all: true }) };
  } catch {
    return { status: 400, message: "The form cannot be read" };
  }
}

const BODY_TOO_LARGE: Refusal = { status: 413, message: "The body is too long" };

async function readBody({ body }: Request): Promise<Uint8Array<ArrayBuffer> | Refusal> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const reader = body?.getReader();
  const tooLate = setTimeout(() => void reader?.cancel("too slow"), PATIENCE_MS);
  const start = performance.now();
  try {
    for (let next = await reader?.read(); next?.value !== undefined; next = await reader?.read()) {
      length += next.value.byteLength;
      if (length > LONGEST_BODY) {
        await reader!.cancel();
        return BODY_TOO_LARGE;
      }
      pieces.push(next.value);
    }
  } catch {
    return { status: 400, message: "The body did not come whole" }; // who sent it has left
  } finally {
    clearTimeout(tooLate);
  }
  if (performance.now() - start >= PATIENCE_MS) return { status: 408, message: "The body came too slowly" };
  return joinBytes(pieces);
}
