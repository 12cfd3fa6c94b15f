/** The files whose versions can be looked at. */
import { type Html, Layout } from "../layout.tsx";
import { versionPath } from "../parts/addresses.ts";
import type { View } from "../view.ts";

/** See the head of the file. `files`: absolute paths. */
export function VistrailsPage({ view, files }: { readonly view: View; readonly files: readonly string[] }): Html {
  return (
    <Layout view={view} title="Files" place="Files">
      <h1>Files</h1>
      <section class="card" aria-label="Files">
        {files.length === 0
          ? <p class="empty">No version of a .vt file has run. “vt monitor FILE.vt” shows one that has not.</p>
          : (
            <ul class="plain-list">
              {files.map((file) => (
                <li>
                  <a href={versionPath(file)}>{file}</a>
                </li>
              ))}
            </ul>
          )}
      </section>
    </Layout>
  );
}
