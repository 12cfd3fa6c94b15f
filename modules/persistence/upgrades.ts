/** What became of modules of older versions of the package, when they were called `Managed…`, too. */
import type { Package } from "vt";

const RENAMED = ["Ref", "Path", "File", "Dir"].concat(
  ["Input", "Intermediate", "Output"].flatMap((role) => [`${role}File`, `${role}Dir`]),
);

/** See {@linkcode Package.upgrades}. */
export const upgrades: Package["upgrades"] = [
  {
    module: "PersistentFile",
    end: "0.1.0",
    newModule: "PersistentIntermediateFile",
    inputs: { compress: null },
  },
  {
    module: "PersistentDirectory",
    end: "0.1.0",
    newModule: "PersistentIntermediateDir",
    inputs: { compress: null },
  },
  ...RENAMED.map((name) => ({ module: `Managed${name}`, newModule: `Persistent${name}` })),
];
