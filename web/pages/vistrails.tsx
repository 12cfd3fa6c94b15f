/** The files whose versions can be looked at. */
import type { KnownFile } from "../data/known_files.ts";
import { type Html, Layout } from "../layout.tsx";
import { versionPath } from "../parts/addresses.ts";
import { State } from "../parts/state.tsx";
import { When } from "../parts/time.tsx";
import type { View } from "../view.ts";

/** See the head of the file. */
export function VistrailsPage({ view, files }: { readonly view: View; readonly files: readonly KnownFile[] }): Html {
  return (
    <Layout view={view} title="Files" place="Files">
      <h1>Files</h1>
      <section class="card scroll" id="files" data-live aria-label="Files">
        {files.length === 0
          ? <p class="empty">No version of a .vt file has run. “vt monitor FILE.vt” shows one that has not.</p>
          : <FileTable view={view} files={files} />}
      </section>
    </Layout>
  );
}

function FileTable({ view, files }: { readonly view: View; readonly files: readonly KnownFile[] }): Html {
  return (
    <table class="stack">
      <thead>
        <tr>
          <th scope="col">File</th>
          <th scope="col" class="number">Executions</th>
          <th scope="col">The last one</th>
          <th scope="col">Begun</th>
        </tr>
      </thead>
      <tbody>{files.map((file) => <FileRow view={view} file={file} />)}</tbody>
    </table>
  );
}

function FileRow({ view, file: { path, executions } }: { readonly view: View; readonly file: KnownFile }): Html {
  const [last] = executions;
  const slash = path.lastIndexOf("/") + 1;
  return (
    <tr data-key={path}>
      <td class="name wide">
        <a href={versionPath(path)}>{path.slice(slash)}</a>
        <div class="small soft">{path.slice(0, slash)}</div>
      </td>
      <td class="number" data-label="executions">
        {last === undefined ? "" : <a href={`/?${new URLSearchParams({ search: path })}`}>{executions.length}</a>}
      </td>
      <td>
        {last === undefined
          ? <span class="soft">has not run here</span>
          : (
            <a class="plain" href={`/executions/${last.id}`}>
              <State of={last.state} />
            </a>
          )}
      </td>
      <td data-label="begun">{last === undefined ? "" : <When at={last.startedAt} view={view} />}</td>
    </tr>
  );
}
