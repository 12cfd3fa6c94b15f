/** What all pages have: the head, the navigation, the place for what is new. */
import { html } from "hono/html";
import type { Child } from "hono/jsx";
import type { HtmlEscapedString } from "hono/utils/html";
import { staticAddress } from "./static_files.ts";
import type { View } from "./view.ts";

/** A page as text. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** What the layout is told of a page. */
export interface LayoutProps {
  readonly view: View;
  /** Of the window and the bookmark. */
  readonly title: string;
  /** The entry of the navigation that it belongs to. */
  readonly place?: Place;
  /** Names of files of `static/` that this page needs beside those of all. */
  readonly scripts?: readonly string[];
  readonly styles?: readonly string[];
  readonly children?: Child;
}

const PLACES = { "Executions": "/", "Jobs": "/jobs", "Files": "/vistrails" } as const;

/** An entry of the navigation. */
export type Place = keyof typeof PLACES;

/** See the head of the file. Parts of a page with `id` and `data-live` are replaced when the store has changed. */
export function Layout({ view, title, place, scripts = [], styles = [], children }: LayoutProps): Html {
  return html`<!doctype html>${(
    <html lang="en" data-now={view.now}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · vt`}</title>
        <link rel="icon" type="image/svg+xml" href={staticAddress("icon.svg")} />
        {["style.css", ...styles].map((name) => <link rel="stylesheet" href={staticAddress(name)} />)}
        {["live.js", ...scripts].map((name) => <script type="module" src={staticAddress(name)}></script>)}
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header class="top">
          <a class="brand" href="/" aria-label="vt monitor">vt</a>
          <nav aria-label="Main">
            {Object.entries(PLACES).map(([name, path]) => (
              <a href={path} aria-current={name === place ? "page" : undefined}>{name}</a>
            ))}
          </nav>
          <span class="top-end">
            {view.isReadOnly ? <span class="tag">read-only</span> : null}
            <span id="connection" class="connection" role="status"></span>
          </span>
        </header>
        <main id="content">
          <SaidNote view={view} />
          {children}
        </main>
      </body>
    </html>
  )}`;
}

/** What came of what the person has just done; the keyboard goes on from there. */
function SaidNote({ view: { said } }: { readonly view: View }): Html | null {
  if (said === undefined) return null;
  const { lines, isBad } = said;
  return (
    <div class={isBad ? "note note-bad" : "note"} role={isBad ? "alert" : "status"} tabindex={-1} autofocus>
      {lines.map((line) => <p>{line}</p>)}
    </div>
  );
}
