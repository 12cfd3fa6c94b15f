/** The schemes of this machine. */
export { openProcessScheme, type ProcessSchemeOptions } from "./process.ts";
export type { Permissions } from "./far_side_command.ts";
export { type LocalSchemeOptions, openWorkerScheme } from "./worker.ts";
export { openSchemes, type SchemeOptions, type Schemes, whyUnusable } from "./open_schemes.ts";
