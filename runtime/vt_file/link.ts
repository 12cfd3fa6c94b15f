/** Reads `.vtl` files: links to a vistrail, or a whole one packed into text. */
import { elementError, text } from "./scalars.ts";
import { parseXml, type XmlElement } from "./xml.ts";

/** Where a link leads; one of `content` and `filename` is there. */
export interface VistrailLink {
  /** A whole `.vt` file. */
  readonly content?: Uint8Array;
  /** As written, relative to the link's folder. */
  readonly filename?: string;
  /** Number or tag of the version meant, `""` when the link names none. */
  readonly version: string;
  /** The app that the link runs, by its trail's id and the number or tag of its version (`""`: the last). */
  readonly mashup?: { readonly trail: string; readonly version: string };
}

/** Reads a link that can be followed without a network; throws `VistrailFileError` for others. */
export function readLink(source: Uint8Array | string): VistrailLink {
  const root = parseXml(source);
  if (root.name !== "vtlink") {
    throw elementError(`Cannot read the link: the root element is <${root.name}>, <vtlink> is wanted`, root);
  }
  const version = text(root, "version") || text(root, "tag") || "";
  const trail = text(root, "mashuptrail");
  const wanted = { version, ...(trail && { mashup: { trail, version: text(root, "mashupVersion") ?? "" } }) };
  const content = text(root, "vtcontent");
  if (content) return { content: decodeBase64(content, root), ...wanted };
  const filename = text(root, "filename");
  if (filename) return { filename, ...wanted };
  const url = text(root, "url");
  if (url) {
    throw elementError(
      `Cannot follow the link: it leads to ${JSON.stringify(url.slice(0, 120))}, download that first`,
      root,
    );
  }
  const host = text(root, "host");
  if (host) {
    throw elementError(`Cannot follow the link: it leads to a database on ${JSON.stringify(host.slice(0, 120))}`, root);
  }
  throw elementError("Cannot follow the link: it names neither a file nor a vistrail", root);
}

function decodeBase64(content: string, root: XmlElement): Uint8Array {
  try {
    return Uint8Array.fromBase64(content);
  } catch {
    throw elementError("Cannot read the link: its vtcontent is not base64", root);
  }
}
