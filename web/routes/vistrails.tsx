/** The pages of `.vt` files. */
import type { Context } from "hono";
import { InputError } from "../../runtime/errors.ts";
import { tagsOf } from "../../runtime/vistrail/vistrail.ts";
import { bundleVersion } from "../../runtime/vt_file/bundle.ts";
import type { App } from "../app.ts";
import { imageType } from "../data/image_type.ts";
import { knownFiles, openKnownFile } from "../data/known_files.ts";
import { shownVersion, thumbnailOf, type VersionQuery } from "../data/shown_version.ts";
import { placeVersions } from "../drawing/version_tree.ts";
import { VistrailPage } from "../pages/vistrail.tsx";
import { VistrailsPage } from "../pages/vistrails.tsx";
import { INERT_POLICY } from "../safety/headers.ts";
import type { MonitorServices } from "../services.ts";
import { type MonitorEnv, viewOf } from "../view.ts";

type RequestContext = Context<MonitorEnv>;

/** See the head of the file. */
export function vistrailsRoutes(app: App, services: MonitorServices): void {
  app.get("/vistrails", (c) => c.req.query("file") === undefined ? showFiles(c, services) : showFile(c, services));
  app.get("/vistrails/thumbnail", (c) => answerThumbnail(c, services));
}

async function showFiles(c: RequestContext, services: MonitorServices): Promise<Response> {
  return await c.html(<VistrailsPage view={viewOf(c, services)} files={await knownFiles(services)} />);
}

async function showFile(c: RequestContext, services: MonitorServices): Promise<Response> {
  const file = c.req.query("file")!;
  const bundle = await openKnownFile(file, services);
  const { vistrail } = bundle;
  const version = await shownVersion(bundle, versionQuery(c));
  return await c.html(
    <VistrailPage
      view={viewOf(c, services)}
      file={file}
      tree={placeVersions(vistrail, version.id)}
      count={vistrail.actions.size}
      version={version}
      tags={[...tagsOf(vistrail)].sort(([a], [b]) => a - b)}
      arrangement={c.req.query("layout") === "automatic" ? "automatic" : "stored"}
    />,
  );
}

/** Which version of a file is asked for, and how it is to be shown. */
function versionQuery(c: Context): VersionQuery {
  const [version, compare] = [c.req.query("version") || undefined, c.req.query("compare")?.trim() || undefined];
  return { version, compare, open: new Set(c.req.queries("open") ?? []) };
}

async function answerThumbnail(c: RequestContext, services: MonitorServices): Promise<Response> {
  const bundle = await openKnownFile(c.req.query("file") ?? "", services);
  const member = thumbnailOf(bundle, bundleVersion(bundle, c.req.query("version")));
  const bytes = member === undefined ? undefined : await bundle.read(member);
  const type = bytes === undefined ? undefined : imageType(bytes);
  if (bytes === undefined || type === undefined) throw new InputError("Cannot show a picture: the version has none");
  c.header("content-security-policy", INERT_POLICY);
  return c.body(new Uint8Array(bytes), 200, { "content-type": type });
}
