/** The content of an answer, into a file. */

/** What is watched while content comes in. */
export interface SaveOptions {
  /** Bytes that it may have. */
  readonly limit: number;
  /** How much of it is there, from 0 to 1; called only where the server says how much will come. */
  readonly progress?: (fraction: number) => void;
}

/** Writes it; throws where it breaks off or is too large. Gives the bytes written. */
export async function saveBody(answer: Response, path: string, { limit, progress }: SaveOptions): Promise<number> {
  const length = Number(answer.headers.get("Content-Length") ?? NaN);
  if (length > limit) {
    await answer.body?.cancel();
    throw tooLarge(limit);
  }
  using file = Deno.openSync(path, { write: true, create: true, truncate: true });
  let size = 0;
  let told = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    writeWhole(file, chunk);
    if (size / length >= told + 0.01) progress?.(told = size / length);
  }
  if (size < length) throw new Error(`the transfer ended after ${size} bytes, ${length} wanted`);
  return size;
}

function writeWhole(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
}

function tooLarge(limit: number): Error {
  return new Error(`more than ${limit} bytes, VT_DOWNLOAD_LIMIT allows no more`);
}
