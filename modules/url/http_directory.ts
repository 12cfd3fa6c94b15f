/** A directory of a web server, by following the links of its listings. */
import { type ComputeContext, defineModule, ModuleError, PathValue, port, python, types as t } from "vt";
import { downloadLimit } from "./download_cache.ts";
import { listingLinks } from "./listing_links.ts";
import { openUrl } from "./open_url.ts";
import { saveBody } from "./save_body.ts";

const MOST_PAGES = 100_000;
const LARGEST_PAGE = 16 * 1024 * 1024;

/** A directory of a URL. */
export const HTTPDirectory = defineModule({
  name: "HTTPDirectory",
  doc: "Downloads all files below a URL, by following the links of its web pages.",
  exactNumbers: true,
  parallelizable: { worker: true, process: true, remote: true, autoselect: false },
  inputs: {
    url: port(t.String, { missing: "'url' is a mandatory port" }),
    insecure: port(t.Boolean, { default: false, doc: "Takes any certificate of an https server." }),
  },
  outputs: { directory: port(t.Directory), local_path: port(t.String, { hidden: true }) },
  compute: async ({ url, insecure }, context) => {
    const path = context.temporaryPath("directory");
    await downloadDirectory(python.str(url), path, { insecure: python.truth(insecure), context });
    return { directory: new PathValue(path), local_path: path };
  },
});

interface Options {
  readonly insecure: boolean;
  readonly context: ComputeContext;
}

/** A page or file that is still to be fetched. */
interface Wanted {
  readonly url: string;
  readonly path: string;
}

async function downloadDirectory(url: string, path: string, { insecure, context }: Options): Promise<void> {
  const wanted: Wanted[] = [{ url, path }];
  const seen = new Set([withoutSlash(url)]);
  let remaining = downloadLimit();
  for (let next = wanted.pop(); next !== undefined; next = wanted.pop()) {
    const answer = await openPage(next.url, { insecure, context });
    // What is no directory itself goes into the one that there is.
    const file = next.url === url ? `${path}/${lastPart(url)}` : next.path;
    Deno.mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    if (!isPage(answer)) {
      remaining -= await saveBody(answer, file, { limit: remaining });
      continue;
    }
    const page = await readPage(answer, next.url);
    const below = linksBelow(next, page).filter((link) => !seen.has(link.url));
    for (const link of below) seen.add(link.url);
    if (seen.size > MOST_PAGES) throw new ModuleError(`Cannot download ${url}: more than ${MOST_PAGES} files`);
    for (const one of below.toReversed()) wanted.push(one);
    if (below.length === 0) remaining -= savePage({ url: next.url, path: file }, page, remaining);
  }
}

async function openPage(url: string, { insecure, context }: Options): Promise<Response> {
  const answer = await openUrl(url, { insecure, signal: context.signal });
  if (answer.ok) return answer;
  await answer.body?.cancel();
  throw new python.PythonError("HTTPError", `HTTP Error ${answer.status}: ${answer.statusText}`.trimEnd());
}

function isPage(answer: Response): boolean {
  return /^text\/html\s*(?:;|$)/i.test(answer.headers.get("Content-Type") ?? "");
}

async function readPage(answer: Response, url: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    parts.push(chunk);
    size += chunk.length;
    if (size > LARGEST_PAGE) {
      throw new ModuleError(`Cannot download ${url}: a web page of more than ${LARGEST_PAGE} bytes`);
    }
  }
  return await new Blob(parts as Uint8Array<ArrayBuffer>[]).bytes();
}

/** What the page links to in its own directory; the rest of the web is not followed. */
function linksBelow({ url, path }: Wanted, page: Uint8Array): readonly Wanted[] {
  const base = new URL(`${withoutSlash(url)}/`).href;
  return listingLinks(new TextDecoder().decode(page), base).flatMap((link) => {
    const target = withoutSlash(link.href);
    const name = target.slice(base.length);
    const isBelow = target.startsWith(base) && link.search === "" && name.split("/").every((part) => part !== "");
    return isBelow ? [{ url: target, path: `${path}/${name}` }] : [];
  });
}

/** A page without links is a file, unless it is the listing of an empty directory. */
function savePage({ url, path }: Wanted, page: Uint8Array, limit: number): number {
  if (url.endsWith("/")) return 0;
  if (page.length > limit) throw new ModuleError(`Cannot download ${url}: VT_DOWNLOAD_LIMIT allows no more`);
  Deno.writeFileSync(/\.html?$/i.test(path) ? path : `${path}.html`, page);
  return page.length;
}

function lastPart(url: string): string {
  const whole = withoutSlash(url);
  return whole.slice(whole.lastIndexOf("/") + 1);
}

function withoutSlash(url: string): string {
  return url.endsWith("/") ? url.slice(0, -1) : url;
}
