/** The files that pages name. They are part of the program, whatever form it has. */
import type { Context } from "hono";
import { createHash } from "node:crypto";
import DRAWING_STYLE from "./static/drawing.css" with { type: "text" };
import DRAWING from "./static/drawing.js" with { type: "text" };
import EXECUTION_STYLE from "./static/execution.css" with { type: "text" };
import ICON from "./static/icon.svg" with { type: "text" };
import LIVE from "./static/live.js" with { type: "text" };
import SELECT from "./static/select.js" with { type: "text" };
import STYLE from "./static/style.css" with { type: "text" };
import TAIL from "./static/tail.js" with { type: "text" };

interface StaticFile {
  readonly type: string;
  readonly text: string;
}

const SCRIPT = "text/javascript; charset=utf-8";
const SHEET = "text/css; charset=utf-8";

const FILES: Readonly<Record<string, StaticFile>> = {
  "drawing.css": { type: SHEET, text: DRAWING_STYLE },
  "drawing.js": { type: SCRIPT, text: DRAWING },
  "execution.css": { type: SHEET, text: EXECUTION_STYLE },
  "icon.svg": { type: "image/svg+xml", text: ICON },
  "live.js": { type: SCRIPT, text: LIVE },
  "select.js": { type: SCRIPT, text: SELECT },
  "style.css": { type: SHEET, text: STYLE },
  "tail.js": { type: SCRIPT, text: TAIL },
};

/** The address of a file; another when its content is another, so that browsers may keep it. */
export function staticAddress(name: string): string {
  return `/static/${name}?${hashOf(FILES[name].text)}`;
}

/** Answers with the file that the path names. */
export function serveStatic(c: Context): Response | Promise<Response> {
  const name = c.req.param("name") ?? "";
  if (!Object.hasOwn(FILES, name)) return c.notFound();
  const { type, text } = FILES[name];
  c.header("cache-control", "private, max-age=31536000, immutable");
  return c.body(text, 200, { "content-type": type });
}

const hashes = new Map<string, string>();

function hashOf(text: string): string {
  const known = hashes.get(text);
  if (known !== undefined) return known;
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  hashes.set(text, hash);
  return hash;
}
