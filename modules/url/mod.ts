/**
 * Files from the network, and texts in URLs: `import { DownloadFile } from "vt/url"`.
 *
 * @module
 */
import { defineModule, definePackage, type Package, port, types as t } from "vt";
import { DownloadFile } from "./download_file.ts";
import { HTTPDirectory } from "./http_directory.ts";
import { quotePlus, unquotePlus } from "./percent.ts";
import { upgrades } from "./upgrades.ts";

export { DownloadFile, HTTPDirectory };

/** A text as a part of a URL. */
export const URLEncode = defineModule({
  name: "URLEncode",
  doc: "A text as a part of a URL: blanks as +, other special characters as %XX.",
  exactNumbers: true,
  parallelizable: "portable",
  inputs: { string: port(t.String) },
  outputs: { encoded: port(t.String) },
  compute: ({ string }) => ({ encoded: quotePlus(string) }),
});

/** A part of a URL as a text. */
export const URLDecode = defineModule({
  name: "URLDecode",
  doc: "The text of a part of a URL: + as a blank, %XX as the characters that they stand for.",
  exactNumbers: true,
  parallelizable: "portable",
  inputs: { encoded: port(t.String) },
  outputs: { string: port(t.String) },
  compute: ({ encoded }) => ({ string: unquotePlus(encoded) as string }),
});

/** VisTrails' package of downloads. */
export const urlPackage: Package = definePackage({
  identifier: "org.vistrails.vistrails.url",
  name: "URL",
  version: "1.1.0",
  oldIdentifiers: ["org.vistrails.vistrails.http"],
  modules: [DownloadFile, HTTPDirectory, URLEncode, URLDecode],
  upgrades,
});
