/** The page of a `.vt` file: its versions as a tree, and one of them. */
import type { ShownVersion } from "../data/shown_version.ts";
import type { PlacedTree } from "../drawing/version_tree.ts";
import { VersionTreeDrawing } from "../drawing/version_tree_drawing.tsx";
import { type Html, Layout } from "../layout.tsx";
import { changedAddress } from "../parts/addresses.ts";
import { DrawingFrame } from "../parts/drawing_frame.tsx";
import { RunVersion } from "../parts/run_version.tsx";
import { Section } from "../parts/section.tsx";
import { VersionPart } from "../parts/version_part.tsx";
import type { View } from "../view.ts";

/** What the page shows. */
export interface VistrailPageProps {
  readonly view: View;
  /** Absolute path. */
  readonly file: string;
  readonly tree: PlacedTree;
  readonly count: number;
  readonly version: ShownVersion;
  readonly tags: readonly (readonly [version: number, tag: string])[];
  /** How modules are arranged. */
  readonly arrangement: "stored" | "automatic";
}

/** See the head of the file. */
export function VistrailPage(props: VistrailPageProps): Html {
  const { view, file, tree, count, version, tags } = props;
  const base = file.slice(file.lastIndexOf("/") + 1);
  const linkOf = (id: number): string =>
    changedAddress(
      view.address,
      { version: String(id), compare: undefined, open: undefined, module: undefined },
      "version-title",
    );
  return (
    <Layout
      view={view}
      title={`${base}:${version.name}`}
      place="Files"
      styles={["drawing.css", "execution.css"]}
      scripts={["drawing.js"]}
    >
      <div class="head">
        <h1>{base}</h1>
        <span class="soft">{`${count} ${count === 1 ? "version" : "versions"}`}</span>
      </div>
      <p class="soft small given">{file}</p>
      <Section id="tree" title="Versions" end={<TagList tags={tags} current={version.id} linkOf={linkOf} />}>
        <DrawingFrame label="Tree of versions">
          <VersionTreeDrawing tree={tree} linkOf={linkOf} current={version.id} title={`Versions of ${base}`} />
        </DrawingFrame>
        <div class="row drawing-note tree-note">
          <GoToVersion file={file} />
          <p class="small soft">
            Yellow: tagged. +3: three versions between are left out. Dashed: pruned. Ringed: the one that opens.
          </p>
        </div>
      </Section>
      <VersionPart {...props} />
      <RunVersion view={view} file={file} version={version} />
    </Layout>
  );
}

/** To versions that the tree leaves out. */
function GoToVersion({ file }: { readonly file: string }): Html {
  return (
    <form class="row" method="get" action="/vistrails#version-title">
      <input type="hidden" name="file" value={file} />
      <label for="go-to">Go to version</label>
      <input id="go-to" name="version" list="tags" size={14} required placeholder="number or tag" />
      <button type="submit">Go</button>
    </form>
  );
}

interface TagListProps {
  readonly tags: VistrailPageProps["tags"];
  readonly current: number;
  readonly linkOf: (version: number) => string;
}

/** Tags that are listed beside the tree. */
const MOST_TAGS = 12;

function TagList({ tags, current, linkOf }: TagListProps): Html | null {
  if (tags.length === 0) return null;
  return (
    <nav aria-label="Tags">
      <ul class="filters">
        {tags.slice(-MOST_TAGS).map(([id, tag]) => (
          <li>
            <a href={linkOf(id)} aria-current={id === current ? "true" : undefined}>{tag}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
