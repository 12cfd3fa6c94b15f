/** `.vt` files for programs. */
import { diffPipelines } from "../../runtime/vistrail/diff.ts";
import { plainNotes } from "../../runtime/vistrail/plain_notes.ts";
import { actionDescription, defaultVersion } from "../../runtime/vistrail/version_tree.ts";
import { annotationsByVersion, prunedVersions, tagsOf, type Vistrail } from "../../runtime/vistrail/vistrail.ts";
import { bundlePipeline, bundleVersion } from "../../runtime/vt_file/bundle.ts";
import { knownFiles, openKnownFile } from "../data/known_files.ts";
import { shownVersion } from "../data/shown_version.ts";
import type { MonitorServices } from "../services.ts";
import type { ApiRequest, ApiRoute } from "./route.ts";
import { named, type Schema } from "./schema.ts";

const FILE: Schema = { type: "string", description: "absolute path, one of those that /api/vistrails lists" };
const VERSION: Schema = { type: "string", description: "number or tag; else the one that VisTrails would open" };
const LONGEST_NOTES = 10_000;

/** See the head of the file. */
export const VISTRAIL_ROUTES: readonly ApiRoute[] = [
  {
    method: "get",
    path: "/api/vistrails",
    summary: "The files that may be shown: the monitor was started with them, or a version of them has run",
    answer: named("Files"),
    handle: async (_request, services) => ({ files: (await knownFiles(services)).map(({ path }) => path) }),
  },
  {
    method: "get",
    path: "/api/vistrails/versions",
    summary: "The versions of a file, as a tree",
    query: { file: FILE },
    answer: named("Versions"),
    handle: async ({ query }, services) => versionsOf((await openKnownFile(query("file") ?? "", services)).vistrail),
  },
  {
    method: "get",
    path: "/api/vistrails/pipeline",
    summary: "The pipeline of a version, upstream first; groups without their content",
    query: { file: FILE, version: VERSION },
    answer: named("Version"),
    handle: pipeline,
  },
  {
    method: "get",
    path: "/api/vistrails/difference",
    summary: "What makes one version of another",
    query: { file: FILE, from: VERSION, to: VERSION },
    answer: named("Difference"),
    handle: difference,
  },
];

function versionsOf(vistrail: Vistrail): object {
  const tags = tagsOf(vistrail);
  const notes = annotationsByVersion(vistrail, "__notes__");
  const pruned = prunedVersions(vistrail);
  const versions = [...vistrail.actions.values()].map((action) => {
    const { id, parent, user, date } = action;
    const tag = tags.get(id);
    const said = plainNotes(notes.get(id) ?? "", LONGEST_NOTES);
    return {
      id,
      parent,
      user,
      date,
      description: actionDescription(action),
      ...(tag !== undefined && { tag }),
      ...(said !== "" && { notes: said }),
      pruned: pruned.has(id),
    };
  });
  return { default: defaultVersion(vistrail), versions };
}

async function pipeline({ query }: ApiRequest, services: MonitorServices): Promise<object> {
  const bundle = await openKnownFile(query("file") ?? "", services);
  const shown = await shownVersion(bundle, { version: query("version"), open: new Set() });
  const { id, name, description, user, date, notes, aliases, drawn } = shown;
  return { id, name, description, user, date, notes, aliases, ...drawn };
}

async function difference({ query }: ApiRequest, services: MonitorServices): Promise<object> {
  const bundle = await openKnownFile(query("file") ?? "", services);
  const [from, to] = [bundleVersion(bundle, query("from")), bundleVersion(bundle, query("to"))];
  const [before, after] = [await bundlePipeline(bundle, from), await bundlePipeline(bundle, to)];
  const { added, deleted, changed, addedConnections, deletedConnections } = diffPipelines(before, after, {
    sameIds: true,
  });
  const nameOf = ({ id, name, label }: { id: number; name: string; label: string }) => ({ id, name, label });
  return {
    from,
    to,
    added: added.map(nameOf),
    deleted: deleted.map(nameOf),
    changed: changed.map(({ after, parameters, settings }) => ({ ...nameOf(after), parameters, settings })),
    addedConnections,
    deletedConnections,
  };
}
