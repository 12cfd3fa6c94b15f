/** In which forms `vt log export` writes an execution. */

/** By their names on the command line. */
export const FORMATS = ["json", "xml", "vistrails", "prov-json", "ro-crate", "openlineage"] as const;

/** One of them. */
export type Format = (typeof FORMATS)[number];
