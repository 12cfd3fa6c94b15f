/** What became of modules of older versions of the package, when it was called `http`, too. */
import type { Package } from "vt";

/** See {@linkcode Package.upgrades}. */
export const upgrades: Package["upgrades"] = [
  { module: "HTTPFile", end: "1.0.0", newModule: "DownloadFile" },
  { module: "RepoSync", end: "1.1.0", newPackage: "org.vistrails.vistrails.reposync", newModule: "RepoSync" },
];
