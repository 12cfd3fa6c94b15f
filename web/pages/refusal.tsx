/** The page for who may not come in. */
import { raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

const HELP: Readonly<Record<number, string>> = {
  401: "Where the monitor runs, “vt monitor --link” prints a new link. Each link works once; the browser then stays " +
    "signed in for a week.",
};

/** See the head of the file. `style`: rules that are ours. */
export function RefusalPage(
  { status, message, style }: { readonly status: number; readonly message: string; readonly style: string },
): HtmlEscapedString | Promise<HtmlEscapedString> {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${status} · vt monitor`}</title>
        <style>{raw(style)}</style>
      </head>
      <body>
        <main>
          <p>vt monitor · {status}</p>
          <h1>{message}.</h1>
          {HELP[status] === undefined ? null : <p>{HELP[status]}</p>}
        </main>
      </body>
    </html>
  );
}
