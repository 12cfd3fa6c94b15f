/** Downloads over HTTP that ask first whether the copy at hand is still good. */
import { type ComputeContext, ModuleError, python } from "vt";
import { messageOf } from "../../runtime/errors.ts";
import { statOf } from "../basic/file_system.ts";
import { downloadLimit, replaceWhole } from "./download_cache.ts";
import { openUrl } from "./open_url.ts";
import { saveBody } from "./save_body.ts";

/** What is to be downloaded, and where to. */
export interface Download {
  readonly url: string;
  readonly path: string;
  readonly insecure: boolean;
}

/** Brings the file at `path` up to date. Without network an older copy will do. */
export async function downloadHttp(download: Download, context: ComputeContext): Promise<void> {
  const { url, path, insecure } = download;
  const local = statOf(path);
  const etag = local?.isFile ? readText(`${path}.etag`) : undefined;
  const answer = await openOrKeep({ url, insecure, headers: validators(local?.mtime ?? undefined, etag) }, {
    context,
    hasCopy: local?.isFile ?? false,
  });
  if (answer === undefined) return;
  const remoteTag = answer.headers.get("ETag");
  if (local?.isFile && !isOutdated(answer, local.mtime, etag)) await answer.body?.cancel();
  else await save(answer, path, context);
  if (remoteTag !== null) Deno.writeTextFileSync(`${path}.etag`, remoteTag);
}

/** Downloads anew, whatever is there. */
export async function downloadAgain({ url, path, insecure }: Download, context: ComputeContext): Promise<void> {
  const answer = await openOrKeep({ url, insecure, headers: {} }, { context, hasCopy: statOf(path)?.isFile ?? false });
  if (answer !== undefined) await save(answer, path, context);
}

interface Question {
  readonly url: string;
  readonly insecure: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** Undefined: the copy is to be used, because it is still good, or for want of better. */
async function openOrKeep(
  { url, insecure, headers }: Question,
  { context, hasCopy }: { context: ComputeContext; hasCopy: boolean },
): Promise<Response | undefined> {
  try {
    const answer = await openUrl(url, { headers, insecure, signal: context.signal });
    if (answer.ok) return answer;
    await answer.body?.cancel();
    if (answer.status === 304) return undefined;
    throw new python.PythonError("HTTPError", `HTTP Error ${answer.status}: ${answer.statusText}`.trimEnd());
  } catch (error) {
    if (!(error instanceof python.PythonError) || error.kind === "ValueError") throw error;
    if (!hasCopy) throw new ModuleError(`Network error: ${error.message}`, { cause: error });
    context.log("A network error occurred. DownloadFile will use a cached version of the file");
    return undefined;
  }
}

function validators(mtime: Date | undefined, etag: string | undefined): Readonly<Record<string, string>> {
  return {
    ...(etag === undefined ? {} : { "If-None-Match": etag }),
    ...(mtime === undefined ? {} : { "If-Modified-Since": mtime.toUTCString() }),
  };
}

/** By its time; a server that gives the content another tag knows better. */
function isOutdated(answer: Response, local: Date | null, etag: string | undefined): boolean {
  const remoteTag = answer.headers.get("ETag");
  if (etag !== undefined && remoteTag !== null && remoteTag !== etag) return true;
  const modified = Date.parse(answer.headers.get("Last-Modified") ?? "");
  return Number.isNaN(modified) || local === null || modified > local.getTime();
}

async function save(answer: Response, path: string, context: ComputeContext): Promise<void> {
  try {
    const limit = downloadLimit();
    const progress = (fraction: number) => context.progress(fraction);
    await replaceWhole(path, (part) => saveBody(answer, part, { limit, progress }));
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof ModuleError) throw error;
    const text = messageOf(error);
    throw new ModuleError(`Error retrieving URL: ${text}`, { cause: error });
  }
}

function readText(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}
