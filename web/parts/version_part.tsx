/** One version of a file: its pipeline or its difference from another, what people noted about it. */
import { isEmptyDiff } from "../../runtime/vistrail/diff.ts";
import { MARK_TEXTS } from "../drawing/drawn.ts";
import { PipelineDrawing } from "../drawing/pipeline_drawing.tsx";
import { InlineSign } from "../drawing/state_sign.tsx";
import type { Html } from "../layout.tsx";
import type { VistrailPageProps } from "../pages/vistrail.tsx";
import { changedAddress } from "./addresses.ts";
import { DifferenceList } from "./difference_list.tsx";
import { DrawingFrame } from "./drawing_frame.tsx";
import { ModuleParameters } from "./module_parameters.tsx";
import { Section } from "./section.tsx";

/** Modules up to which a version is drawn. */
const MOST_DRAWN = 500;

/** See the head of the file. */
export function VersionPart(props: VistrailPageProps): Html {
  const { view, file, version } = props;
  const { id, name, compared } = version;
  const module = new URL(view.address, "http://page").searchParams.get("module");
  const thumbnail = `/vistrails/thumbnail?${new URLSearchParams({ file, version: String(id) })}`;
  return (
    <Section
      id="version"
      title={
        <>
          {compared === undefined ? `Version ${id}` : `From version ${compared.id} (${compared.name}) to ${id}`}{" "}
          <span class="soft">{name}</span>
        </>
      }
      end={<CompareForm {...props} />}
    >
      <div class="version-facts">
        <p class="small soft">
          {[version.description, version.date, version.user, `${version.modules} modules`].filter(Boolean).join(", ")}
        </p>
        {version.notes === "" ? null : <p class="note">{version.notes}</p>}
        {version.hasThumbnail
          ? <img class="thumbnail" src={thumbnail} alt={`What version ${id} looked like when it ran`} loading="lazy" />
          : null}
      </div>
      <Drawing {...props} />
      {module === null ? null : <ModuleParameters pipeline={version.pipeline} path={module} />}
      {compared === undefined ? null : <DifferenceList diff={compared.diff} />}
    </Section>
  );
}

function CompareForm({ view, file, version, tags }: VistrailPageProps): Html {
  return (
    <form class="row" method="get" action="/vistrails#version-title">
      <input type="hidden" name="file" value={file} />
      <input type="hidden" name="version" value={String(version.id)} />
      <label for="compare">Compare with</label>
      <input id="compare" name="compare" list="tags" size={14} required placeholder="number or tag" />
      <datalist id="tags">{tags.map(([, tag]) => <option value={tag} />)}</datalist>
      <button type="submit">Show</button>
      {version.compared === undefined
        ? null
        : <a class="button" href={changedAddress(view.address, { compare: undefined }, "version-title")}>Pipeline</a>}
    </form>
  );
}

function Drawing({ view, version, arrangement }: VistrailPageProps): Html {
  const { drawn, compared, id } = version;
  if (drawn.modules.length === 0) return <p class="empty">This version is empty.</p>;
  if (drawn.modules.length > MOST_DRAWN) {
    return <p class="empty">{`${drawn.modules.length} modules are too many to draw.`}</p>;
  }
  const { searchParams } = new URL(view.address, "http://page");
  const open = searchParams.getAll("open");
  const module = searchParams.get("module") ?? undefined;
  const toggle = (path: string): string => {
    const now = open.includes(path) ? open.filter((one) => one !== path) : [...open, path];
    return changedAddress(view.address, { open: now }, "version-title");
  };
  const links = {
    module: (path: string) => changedAddress(view.address, { module: path }, "module-title"),
    ...(compared === undefined && { toggle }),
  };
  const isSame = compared !== undefined && isEmptyDiff(compared.diff);
  const title = compared === undefined ? `Pipeline of version ${id}` : `What differs between ${compared.id} and ${id}`;
  return (
    <>
      <DrawingFrame label={title}>
        <PipelineDrawing pipeline={drawn} links={links} arrangement={arrangement} title={title} current={module} />
      </DrawingFrame>
      <div class="row drawing-note tree-note">
        {compared === undefined ? null : <MarkLegend isSame={isSame} />}
        <ArrangementLinks view={view} arrangement={arrangement} />
      </div>
    </>
  );
}

function MarkLegend({ isSame }: { readonly isSame: boolean }): Html {
  if (isSame) return <span>Nothing differs.</span>;
  return (
    <ul class="legend" aria-label="Marks">
      {(["deleted", "changed", "added"] as const).map((mark) => (
        <li class={`mark-${mark}`}>
          <InlineSign of={mark} />
          {MARK_TEXTS[mark][1]}
        </li>
      ))}
    </ul>
  );
}

function ArrangementLinks({ view, arrangement }: Pick<VistrailPageProps, "view" | "arrangement">): Html {
  const names = [["stored", "As in the file"], ["automatic", "In levels"]] as const;
  return (
    <nav aria-label="How modules are arranged">
      <ul class="filters">
        {names.map(([name, text]) => (
          <li>
            <a
              href={changedAddress(view.address, { layout: name === "stored" ? undefined : name }, "version-title")}
              aria-current={arrangement === name ? "true" : undefined}
            >
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
